"""Short secrets in columns: sealed by ENCRYPTION_KEYS, or found again by a keyed digest.

The first key seals and digests, all open and are tried: so keys change without downtime (`rotate_keys`).
Every column with something sealed or digested here stands in desk/operations/rotation/columns.py; a test
compares that with the calls of `seal` and `digest`.
"""

import hashlib
import hmac
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Broken(Exception):
    """What was sealed cannot be opened by any of our keys."""


@cache
def _keys(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _fernet() -> MultiFernet:
    return _keys(tuple(settings.ENCRYPTION_KEYS))


def seal(text: str) -> str:
    """`text` as only this installation can read it; each time another one."""
    return _fernet().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What `seal` was given. Raises Broken."""
    try:
        return _fernet().decrypt(sealed.encode()).decode()
    except (InvalidToken, ValueError):
        raise Broken from None


def resealed(sealed: str) -> str:
    """The same text, sealed by the first of the keys of now. Raises Broken."""
    return seal(unseal(sealed))


def by(key: str, sealed: str) -> bool:
    """Whether this key, one of ENCRYPTION_KEYS, sealed it."""
    try:
        Fernet(key).decrypt(sealed.encode())
    except (InvalidToken, ValueError):
        return False
    return True


def by_first(sealed: str) -> bool:
    """Whether the first of the keys of now sealed it."""
    return by(settings.ENCRYPTION_KEYS[0], sealed)


def mark(key: str) -> str:
    """Eight hexadecimal digits by which a key is told from others; they tell nothing of it."""
    return hashlib.sha256(b"mark:" + key.encode()).hexdigest()[:8]


def digest(purpose: str, text: str) -> str:
    """64 hexadecimal digits by which `text` is found again without being kept; by the first key."""
    return _digest(settings.ENCRYPTION_KEYS[0], purpose, text)


def digests(purpose: str, text: str) -> list[str]:
    """What `digest` gives now, and gave with each of the older keys that are still named."""
    return [_digest(key, purpose, text) for key in settings.ENCRYPTION_KEYS]


def _digest(key: str, purpose: str, text: str) -> str:
    own = hmac.new(key.encode(), f"digest:{purpose}".encode(), hashlib.sha256).digest()
    return hmac.new(own, text.encode(), hashlib.sha256).hexdigest()
