"""What may sign and digest: a white list. SHA-1, HMAC, DSA and small keys are not on it."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from enum import Enum

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from .report import Rejected

HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_CURVES = ("secp256r1", "secp384r1", "secp521r1")
_DIGESTS = {
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}


class Padding(Enum):
    PKCS1 = "rsa"
    PSS = "pss"
    ECDSA = "ecdsa"


_SIGNATURES = {
    f"http://www.w3.org/2001/04/xmldsig-more#{prefix}-{name}": (pad, name)
    for prefix, pad in (("rsa", Padding.PKCS1), ("ecdsa", Padding.ECDSA))
    for name in HASHES
} | {f"http://www.w3.org/2007/05/xmldsig-more#{name}-rsa-MGF1": (Padding.PSS, name) for name in HASHES}


@dataclass(frozen=True)
class OldRsaKey:
    """An RSA key that pyca refuses: cards of 2011-2014 hold exponents over 32 bits and moduli that were
    written as negative numbers. Both are read as what was meant."""

    modulus: int
    exponent: int

    @property
    def key_size(self) -> int:
        return self.modulus.bit_length()


PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | OldRsaKey


def digest_name(uri: str | None) -> str:
    name = _DIGESTS.get(uri or "")
    if name is None:
        raise Rejected("ALGORITHM_NOT_ALLOWED")
    return name


def digest(uri: str | None, data: bytes) -> bytes:
    return hashlib.new(digest_name(uri), data).digest()


def same(left: bytes, right: bytes) -> bool:
    return hmac.compare_digest(left, right)


def signature_method(uri: str | None) -> tuple[Padding, str]:
    found = _SIGNATURES.get(uri or "")
    if found is None:
        raise Rejected("ALGORITHM_NOT_ALLOWED")
    return found


def public_key(certificate: x509.Certificate, min_rsa: int) -> PublicKey:
    """The certificate's key, if it is of a kind and size we accept. `min_rsa` in bits."""
    key = _read_key(certificate)
    if isinstance(key, rsa.RSAPublicKey | OldRsaKey):
        if key.key_size < min_rsa:
            raise Rejected("KEY_TOO_SMALL")
    elif key.curve.name not in _CURVES:
        raise Rejected("ALGORITHM_NOT_ALLOWED")
    return key


def _read_key(certificate: x509.Certificate) -> PublicKey:
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return _old_key(certificate)
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise Rejected("ALGORITHM_NOT_ALLOWED")
    return key


def _old_key(certificate: x509.Certificate) -> OldRsaKey:
    der = certificate.public_bytes(serialization.Encoding.DER)
    try:
        info = asn1_x509.Certificate.load(der)["tbs_certificate"]["subject_public_key_info"]
        if info["algorithm"]["algorithm"].native != "rsa":
            raise Rejected("ALGORITHM_NOT_ALLOWED")
        numbers = info["public_key"].parsed
        if not isinstance(numbers, asn1_keys.RSAPublicKey):
            raise Rejected("ALGORITHM_NOT_ALLOWED")
        modulus = int.from_bytes(numbers["modulus"].contents, "big")
        exponent = int.from_bytes(numbers["public_exponent"].contents, "big")
    except (ValueError, TypeError, KeyError):
        raise Rejected("CERTIFICATE_UNREADABLE") from None
    if exponent < 65537 or exponent % 2 == 0 or exponent.bit_length() > 64:
        raise Rejected("ALGORITHM_NOT_ALLOWED")
    return OldRsaKey(modulus, exponent)


def verify(key: PublicKey, pad: Padding, name: str, signature: bytes, data: bytes) -> bool:
    """True when `signature` (ECDSA: DER) over `data` was made with the key. Unknown pairs are False."""
    algorithm = hashes.SHA1() if name == "sha1" else HASHES.get(name)  # noqa: S303 - only issued_by() asks so
    if algorithm is None:
        return False
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            if pad is not Padding.ECDSA:
                return False
            key.verify(signature, data, ec.ECDSA(algorithm))
        elif isinstance(key, OldRsaKey):
            return pad is Padding.PKCS1 and _verify_old(key, name, signature, data)
        elif pad is Padding.PKCS1:
            key.verify(signature, data, padding.PKCS1v15(), algorithm)
        elif pad is Padding.PSS:
            pss = padding.PSS(padding.MGF1(algorithm), algorithm.digest_size)
            key.verify(signature, data, pss, algorithm)
        else:
            return False
    except (InvalidSignature, ValueError):
        return False
    return True


_DER_PREFIX = {
    "sha256": bytes.fromhex("3031300d060960864801650304020105000420"),
    "sha384": bytes.fromhex("3041300d060960864801650304020205000430"),
    "sha512": bytes.fromhex("3051300d060960864801650304020305000440"),
}


def _verify_old(key: OldRsaKey, name: str, signature: bytes, data: bytes) -> bool:
    """PKCS#1 v1.5 by comparing the whole padded block, as RFC 8017 8.2.2 asks."""
    size = (key.key_size + 7) // 8
    number = int.from_bytes(signature, "big")
    if len(signature) != size or number >= key.modulus:
        return False
    tail = _DER_PREFIX[name] + hashlib.new(name, data).digest()
    expected = b"\x00\x01" + b"\xff" * (size - len(tail) - 3) + b"\x00" + tail
    return same(pow(number, key.exponent, key.modulus).to_bytes(size, "big"), expected)


def raw_to_der(key: PublicKey, signature: bytes) -> bytes:
    """XML holds ECDSA values as r||s of equal length (RFC 4050: shorter even lengths occur)."""
    if not isinstance(key, ec.EllipticCurvePublicKey):
        return signature
    half = len(signature) // 2
    if len(signature) % 2 or not half or half > (key.key_size + 7) // 8:
        raise Rejected("SIGNATURE_VALUE_WRONG")
    r, s = (int.from_bytes(part, "big") for part in (signature[:half], signature[half:]))
    return encode_dss_signature(r, s)
