"""Whether a piece of work is drawn for review. Pure: the same question always has the same answer."""

from datetime import date
from decimal import Decimal
from hashlib import sha256
from hmac import new

_WHOLE = 2**64


def lot(rule: str, day: date, subject: tuple[str, int], secret: bytes) -> float:
    """A number in [0, 1) that stands for this rule, day and subject.

    It is a keyed hash, so nobody who makes or reviews the work can foretell or steer it, and drawing again
    draws the same; over many subjects it is evenly spread, so a share is exact in the long run.
    """
    words = f"{rule}:{day:%Y-%m-%d}:{subject[0]}:{subject[1]}".encode()
    return int.from_bytes(new(secret, words, sha256).digest()[:8], "big") / _WHOLE


def drawn(rule: str, share: Decimal, day: date, subject: tuple[str, int], secret: bytes) -> bool:
    """Whether this rule, with its share in per cent, draws this subject of this day."""
    return lot(rule, day, subject, secret) < float(share) / 100
