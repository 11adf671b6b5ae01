"""By which method a card signs: what it offers, what we accept, what we prefer."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec

from contracts.containers.algorithms import HASHES, Padding, PublicKey, raw_to_der, signature_method, verify
from contracts.containers.report import Rejected

from .refusals import NotSigned

_FUNCTIONS = {"SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}
_WORDS = {Padding.ECDSA: "NONE", Padding.PKCS1: "PKCS1.5", Padding.PSS: "PSS"}
# The hash of the key's own size comes first: what is longer would be cut, what is shorter weakens the key.
_OF_CURVE = {"secp256r1": "sha256", "secp384r1": "sha384", "secp521r1": "sha512"}
_RSA_ORDER = ("sha256", "sha512", "sha384")  # what cards know for certain stands first


@dataclass(frozen=True)
class Method:
    """How one signature value is made: `hash_name` as hashlib calls it."""

    padding: Padding
    hash_name: str

    @property
    def uri(self) -> str:
        """Its name in XML."""
        if self.padding is Padding.PSS:
            return f"http://www.w3.org/2007/05/xmldsig-more#{self.hash_name}-rsa-MGF1"
        return f"http://www.w3.org/2001/04/xmldsig-more#{self.padding.value}-{self.hash_name}"

    @property
    def hash_function(self) -> str:
        """The hash as Web eID calls it."""
        return f"SHA-{self.hash_name.removeprefix('sha')}"

    @property
    def words(self) -> dict[str, str]:
        """The method as Web eID names it."""
        crypto = "ECC" if self.padding is Padding.ECDSA else "RSA"
        return {
            "cryptoAlgorithm": crypto,
            "hashFunction": self.hash_function,
            "paddingScheme": _WORDS[self.padding],
        }

    def digest(self, octets: bytes) -> bytes:
        return hashlib.new(self.hash_name, octets).digest()

    def holds(self, key: PublicKey, value: bytes, octets: bytes) -> bool:
        """Whether the value (ECDSA: r||s of full length) was made over the octets with the key."""
        if isinstance(key, ec.EllipticCurvePublicKey) and len(value) != 2 * ((key.key_size + 7) // 8):
            return False
        try:
            return verify(key, self.padding, self.hash_name, raw_to_der(key, value), octets)
        except Rejected:
            return False


def of_uri(uri: str | None) -> Method:
    """The method that a SignatureMethod names. Raises Rejected."""
    return Method(*signature_method(uri))


def of_words(crypto: str, function: str, padding: str) -> Method | None:
    """The method of these words of Web eID; None for one that we do not accept (SHA-1, SHA-3, SHA-224)."""
    name = _FUNCTIONS.get(function)
    for pad, word in _WORDS.items():
        if name in HASHES and word == padding and (pad is Padding.ECDSA) == (crypto == "ECC"):
            return Method(pad, name) if crypto in ("ECC", "RSA") else None
    return None


def chosen(key: PublicKey, offered: Collection[Method]) -> Method:
    """The best method that both the key and the card's program can. Raises NotSigned.

    A question to the card names only the hash: where the card has two paddings for it, nobody can say which
    one it will use, so such a hash is taken last, and an answer by the other padding is refused.
    """
    if isinstance(key, ec.EllipticCurvePublicKey):
        own = _OF_CURVE[key.curve.name]
        order = (own, *(name for name in HASHES if name != own))
        wanted = [Method(Padding.ECDSA, name) for name in order]
    else:
        wanted = [Method(pad, name) for pad in (Padding.PKCS1, Padding.PSS) for name in _RSA_ORDER]
    found = [method for method in wanted if method in offered]
    if not found:
        raise NotSigned("NO_METHOD")
    hashes = [method.hash_name for method in found]
    return min(found, key=lambda method: hashes.count(method.hash_name))
