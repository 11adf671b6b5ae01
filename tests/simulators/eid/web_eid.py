"""A card in a reader with the program of Web eID before it: what the extension tells the page.

A browser's own cryptography cannot sign a hash that was made before, so the lab signs with the card's key.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils

from .lab import Card, Lab

AGENCY = "14101010079"  # the card that is in the reader until somebody changes it
HASHES: dict[str, hashes.HashAlgorithm] = {
    "SHA-256": hashes.SHA256(), "SHA-384": hashes.SHA384(), "SHA-512": hashes.SHA512()
}  # fmt: skip
CANCELLED, NO_CARD = "ERR_WEBEID_USER_CANCELLED", "ERR_WEBEID_NATIVE_FATAL"


@dataclass
class Reader:
    """`code`: whose card is in it, nobody's where empty; `cancels`: its owner gives no PIN."""

    lab: Lab
    code: str = AGENCY
    cancels: bool = False

    def answer(self, said: dict[str, Any]) -> dict[str, Any]:
        """To one message of the page, as the extension posts it."""
        action = str(said.get("action", ""))
        what = action.removeprefix("web-eid:")
        if what == "status":
            found = {"library": said.get("libraryVersion", ""), "extension": "2.3.0", "nativeApp": "2.6.0"}
        elif not self.code:
            return failure(action, NO_CARD)
        elif what == "get-signing-certificate":
            card = self.lab.card(self.code)
            certificate = base64.b64encode(card.der).decode()
            found = {"certificate": certificate, "supportedSignatureAlgorithms": _algorithms(card)}
        elif what == "sign" and said.get("hashFunction") in HASHES:
            if self.cancels:
                return failure(action, CANCELLED)
            found = _signature(self.lab.card(self.code), str(said.get("hash", "")), said["hashFunction"])
        else:
            return failure(action, "ERR_WEBEID_NATIVE_INVALID_ARGUMENT")
        return {"action": f"{action}-success", **found}


def failure(action: str, code: str) -> dict[str, Any]:
    return {"action": f"{action}-failure", "error": {"code": code, "message": code}}


def _algorithms(card: Card) -> list[dict[str, str]]:
    family, pad = ("ECC", "NONE") if card.kind.startswith("ec") else ("RSA", _padding(card))
    return [{"cryptoAlgorithm": family, "hashFunction": name, "paddingScheme": pad} for name in HASHES]


def _padding(card: Card) -> str:
    return "PSS" if card.kind == "pss" else "PKCS1.5"


def _signature(card: Card, wanted: str, function: str) -> dict[str, Any]:
    algorithm = HASHES[function]
    digest, done = base64.b64decode(wanted), utils.Prehashed(algorithm)
    if isinstance(card.key, ec.EllipticCurvePrivateKey):
        size = (card.key.curve.key_size + 7) // 8
        pair = utils.decode_dss_signature(card.key.sign(digest, ec.ECDSA(done)))
        value = b"".join(number.to_bytes(size, "big") for number in pair)
    elif card.kind == "pss":
        value = card.key.sign(digest, padding.PSS(padding.MGF1(algorithm), algorithm.digest_size), done)
    else:
        value = card.key.sign(digest, padding.PKCS1v15(), done)
    used = next(each for each in _algorithms(card) if each["hashFunction"] == function)
    return {"signature": base64.b64encode(value).decode(), "signatureAlgorithm": used}
