"""The arithmetic of the access log's chain. Pure: PostgreSQL does the same when a row is put in (0005).

A link says what its entry was (sha256 with a salt that goes with the entry) and which link came before.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

FIRST = bytes(32)  # what stands before the first link
_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")
_GROUP = 8


@dataclass(frozen=True)
class Head:
    """The last link of the chain: how many there are, and the digest that all of them lead to."""

    number: int
    digest: str

    def __str__(self) -> str:
        # In groups, so that no run of digits in it looks like a personal code to whoever masks logs.
        groups = (self.digest[start : start + _GROUP] for start in range(0, len(self.digest), _GROUP))
        return f"{self.number}:{'-'.join(groups)}"

    @classmethod
    def read(cls, text: str) -> Self:
        """What `str` wrote, with or without its dashes. Raises ValueError."""
        found = _HEAD.fullmatch(text.strip().lower().replace("-", ""))
        if found is None:
            raise ValueError("a head is NUMBER:DIGEST, the digest being 64 hexadecimal digits")
        return cls(int(found[1]), found[2])


EMPTY = Head(0, FIRST.hex())


def moment(at: datetime) -> str:
    """The moment as both sides write it: UTC, microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


def payload(
    *,
    salt: str,
    at: datetime,
    user_id: int,
    shown: tuple[str, int],
    client_id: int | None,
    view: str,
    purpose: str,
) -> bytes:
    """The digest of an entry."""
    told = [salt, moment(at), user_id, *shown, client_id, view, purpose]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).digest()


def link(*, number: int, at: datetime, payload: bytes, previous: bytes) -> bytes:
    """The digest of a link."""
    told = f"{number}|{moment(at)}|{payload.hex()}|{previous.hex()}"
    return hashlib.sha256(told.encode()).digest()
