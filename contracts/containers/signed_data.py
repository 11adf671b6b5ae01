"""What time-stamps and OCSP answers share: ASN.1 algorithm ids, read strictly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from asn1crypto import algos

from .algorithms import HASHES, Padding
from .report import Rejected

_PADDINGS = {"rsassa_pkcs1v15": Padding.PKCS1, "rsassa_pss": Padding.PSS, "ecdsa": Padding.ECDSA}


@contextmanager
def read_as(code: str) -> Iterator[None]:
    """asn1crypto parses lazily: whatever it dislikes, anywhere inside the block, rejects with the code."""
    try:
        yield
    except (ValueError, TypeError, KeyError, IndexError, OverflowError):
        raise Rejected(code) from None


def method(algorithm: algos.SignedDigestAlgorithm, digest_name: str | None = None) -> tuple[Padding, str]:
    """Padding and hash. CMS may say only `rsassa_pkcs1v15` and leave the hash to `digest_name`."""
    try:
        pad = _PADDINGS[algorithm.signature_algo]
    except (ValueError, KeyError):
        raise Rejected("ALGORITHM_NOT_ALLOWED") from None
    try:
        name = str(algorithm.hash_algo)
    except ValueError:
        name = digest_name or ""
    if name not in HASHES or (digest_name is not None and name != digest_name):
        raise Rejected("ALGORITHM_NOT_ALLOWED")
    return pad, name


def hash_name(algorithm: algos.DigestAlgorithm) -> str:
    name = str(algorithm["algorithm"].native)
    if name not in HASHES:
        raise Rejected("ALGORITHM_NOT_ALLOWED")
    return name
