"""The inside of a backup: parts behind each other, none of which need be known when it begins. Pure.

    part     "P", length, JSON {"part": …, "name": …}; then its blocks; then "E" and the sha256 of its content
    block    "R", length, bytes as they are; or "B", length, bytes of which the content is the url-safe
             base64: a stored file is a Fernet token, which is text, and a quarter smaller so
    end      "Z"

Lengths are 4 bytes, big-endian. The parts of a backup: `about` (JSON, before all else), `database` (pg_dump's
custom format), a `file` for each stored file (named by the sha256 of its content, as encrypted as it lies in
the store), `manifest` (JSON).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from desk.operations.sealing import Altered, Sealer, Truncated, Unsealer

BLOCK = 64 * 1024  # a multiple of four: base64 is packed block by block
_LENGTH = struct.Struct(">I")


class Writer:
    """Puts parts into a sealed stream."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def part(self, part: str, name: str, content: Iterable[bytes]) -> tuple[int, str]:
        """One whole part; how many bytes its content has, and their sha256."""
        self._frame(b"P", json.dumps({"part": part, "name": name}).encode())
        digest, size = hashlib.sha256(), 0
        for piece in content:
            for start in range(0, len(piece), BLOCK):
                block = piece[start : start + BLOCK]
                digest.update(block)
                size += len(block)
                packed = _packed(block)
                self._frame(b"R" if packed is None else b"B", block if packed is None else packed)
        self._sealer.write(b"E" + digest.digest())
        return size, digest.hexdigest()

    def close(self) -> None:
        """No more parts; the stream is ended too."""
        self._sealer.write(b"Z")
        self._sealer.close()

    def _frame(self, kind: bytes, data: bytes) -> None:
        self._sealer.write(kind + _LENGTH.pack(len(data)) + data)


def as_json(value: dict[str, Any]) -> list[bytes]:
    """The content of a part that is JSON."""
    return [json.dumps(value, sort_keys=True).encode()]


@dataclass
class Part:
    """One part that is being read: its content has to be taken before the next part comes."""

    part: str
    name: str
    _unsealer: Unsealer
    size: int = 0
    digest: str = ""

    def content(self) -> Iterator[bytes]:
        """Its bytes, piece by piece; Altered if they are not those that were put in."""
        digest = hashlib.sha256()
        while (kind := _take(self._unsealer, 1)) != b"E":
            data = _take(self._unsealer, _length(self._unsealer))
            block = base64.urlsafe_b64encode(data) if kind == b"B" else data
            digest.update(block)
            self.size += len(block)
            yield block
        self.digest = digest.hexdigest()
        if _take(self._unsealer, 32) != digest.digest():
            raise Altered(f"the part {self.part} {self.name} is not what was put in")

    def json(self) -> dict[str, Any]:
        """The content of a part that is JSON."""
        found: dict[str, Any] = json.loads(b"".join(self.content()))
        return found


def parts(unsealer: Unsealer) -> Iterator[Part]:
    """Every part of a backup in its order; what of one was not taken is read over."""
    while True:
        kind = _take(unsealer, 1)
        if kind == b"Z":
            # Reads the end of the stream too, which only then is the one that was written.
            if unsealer.read(1):
                raise Altered("something stands behind the end of the backup")
            return
        if kind != b"P":
            raise Altered("a part was expected in the backup, and something else stands there")
        told = json.loads(_take(unsealer, _length(unsealer)))
        part = Part(told["part"], told["name"], unsealer)
        yield part
        if not part.digest:
            for _block in part.content():
                pass


def _length(unsealer: Unsealer) -> int:
    (length,) = _LENGTH.unpack(_take(unsealer, _LENGTH.size))
    return int(length)


def _take(unsealer: Unsealer, size: int) -> bytes:
    found = b""
    while len(found) < size:
        more = unsealer.read(size - len(found))
        if not more:
            raise Truncated("the backup ends before it was finished")
        found += more
    return found


def _packed(block: bytes) -> bytes | None:
    if not block.startswith(b"gAAAA") and not _is_base64(block[:64]):
        return None
    try:
        packed = base64.urlsafe_b64decode(block)
    except (binascii.Error, ValueError):
        return None
    return packed if base64.urlsafe_b64encode(packed) == block else None


def _is_base64(start: bytes) -> bool:
    return all(each < 128 and (chr(each).isalnum() or chr(each) in "-_=") for each in start)
