"""A card in a reader, and Web eID with it: what the extension says to the page, with keys of the test lab.

The browser's own cryptography cannot sign a hash that was made before, so Python signs: the page's messages
come here through `page.expose_function`, and the answers go back as the extension would post them.
"""

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils

from tests.simulators.eid import Lab

if TYPE_CHECKING:
    from playwright.sync_api import Page

# The extension's part in the page: it says that it heard, then what the card said.
EXTENSION = """(() => {
  addEventListener("message", async (event) => {
    const said = event.data;
    if (event.source !== window || !/^web-eid:[a-z-]+$/.test(said?.action ?? "")) return;
    if (/-(ack|success|failure)$/.test(said.action)) return;
    postMessage({ action: `${said.action}-ack` }, location.origin);
    postMessage(await window.__card(said), location.origin);
  });
})()"""
HASHES: dict[str, hashes.HashAlgorithm] = {
    "SHA-256": hashes.SHA256(), "SHA-384": hashes.SHA384(), "SHA-512": hashes.SHA512()
}  # fmt: skip


@dataclass
class Card:
    """Whose card is in the reader, and how its owner behaves.

    `refuses`: {how many times the PIN was asked before: error code}; `trouble`: the code with which
    everything fails; `asked`: what the page asked for, in order.
    """

    lab: Lab
    code: str
    refuses: dict[int, str] = field(default_factory=dict)
    trouble: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    pins: int = 0

    def insert(self, page: "Page") -> None:
        """Before the page is opened: from then on every page of the tab has the extension."""
        page.expose_function("__card", self.answer)
        page.add_init_script(EXTENSION)

    def answer(self, message: dict[str, Any]) -> dict[str, Any]:
        """What the extension posts once the card or its owner has spoken."""
        self.asked.append(message)
        action = str(message["action"])
        what = action.removeprefix("web-eid:")
        code = self.trouble or (self._pin() if what == "sign" else "")
        if code:
            return {"action": f"{action}-failure", "error": {"code": code, "message": code}}
        if what == "status":
            answer = {"library": message["libraryVersion"], "extension": "2.3.0", "nativeApp": "2.6.0"}
        elif what == "get-signing-certificate":
            certificate = base64.b64encode(self.lab.card(self.code).der).decode()
            answer = {"certificate": certificate, "supportedSignatureAlgorithms": self._algorithms()}
        else:
            answer = self._signature(message["hash"], message["hashFunction"])
        return {"action": f"{action}-success", **answer}

    def _pin(self) -> str:
        self.pins += 1
        return self.refuses.get(self.pins, "")

    def _algorithms(self) -> list[dict[str, str]]:
        kind = self.lab.card(self.code).kind
        family, pad = (
            ("ECC", "NONE") if kind.startswith("ec") else ("RSA", "PSS" if kind == "pss" else "PKCS1.5")
        )
        return [{"cryptoAlgorithm": family, "hashFunction": name, "paddingScheme": pad} for name in HASHES]

    def _signature(self, wanted: str, function: str) -> dict[str, Any]:
        card, algorithm = self.lab.card(self.code), HASHES[function]
        digest, done = base64.b64decode(wanted), utils.Prehashed(algorithm)
        if isinstance(card.key, ec.EllipticCurvePrivateKey):
            size = (card.key.curve.key_size + 7) // 8
            pair = utils.decode_dss_signature(card.key.sign(digest, ec.ECDSA(done)))
            value = b"".join(number.to_bytes(size, "big") for number in pair)
        elif card.kind == "pss":
            value = card.key.sign(digest, padding.PSS(padding.MGF1(algorithm), algorithm.digest_size), done)
        else:
            value = card.key.sign(digest, padding.PKCS1v15(), done)
        used = next(each for each in self._algorithms() if each["hashFunction"] == function)
        return {"signature": base64.b64encode(value).decode(), "signatureAlgorithm": used}
