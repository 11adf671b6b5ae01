"""A sealed stream: what a backup's file is on the outside. Pure; AES-256-GCM of `cryptography`.

    header   72 bytes   magic "ABILAUD-BACKUP" and 2 bytes, the format's number (big-endian)
                        8 bytes, the mark of the key; 4 bytes, the size of a chunk; 4 bytes of zeros;
                        8 bytes, when it was begun (seconds since 1970); 32 random bytes, the salt
    chunk    each of the same size: AES-256-GCM of (4 bytes, how much of it is content | content | zeros)
             and its tag of 16 bytes
    …        the last one carries the mark of the last

The key of one file is HKDF-SHA256 of the backup's key with the file's salt, bound to the whole header. The
nonce of a chunk is its number (8 bytes, from 0), three zeros and the mark of the last (the STREAM
construction). So nothing can be changed, left out, repeated, put elsewhere, cut off or added without one
chunk failing; every chunk is checked before a byte of it is given out. Neither side holds more than a chunk.
"""

from __future__ import annotations

import hashlib
import secrets
import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"ABILAUD-BACKUP"
FORMAT = 1
_HEADER = struct.Struct(">14sH8sIIQ32s")
_LENGTH = struct.Struct(">I")
CHUNK = 64 * 1024  # bytes of content and its length
TAG = 16


class Sink(Protocol):
    """Where a sealed stream goes."""

    def write(self, data: bytes, /) -> object: ...


class Source(Protocol):
    """Where a sealed stream comes from."""

    def read(self, size: int, /) -> bytes: ...


class Unsealable(Exception):
    """The file cannot be opened; the text says which of the reasons it is, for the operator."""

    code = "broken"


class NotABackup(Unsealable):
    code = "not_a_backup"


class OtherFormat(Unsealable):
    code = "other_format"


class WrongKey(Unsealable):
    code = "wrong_key"


class Truncated(Unsealable):
    code = "truncated"


class Altered(Unsealable):
    code = "altered"


def mark_of(key: bytes) -> bytes:
    """Eight bytes by which a key is recognised; they tell nothing of it."""
    return hashlib.sha256(b"abilaud backup key:" + key).digest()[:8]


def _cipher(key: bytes, header: bytes) -> AESGCM:
    salt = header[-32:]
    return AESGCM(HKDF(SHA256(), 32, salt, b"abilaud backup" + header).derive(key))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(8, "big") + b"\0\0\0" + (b"\1" if last else b"\0")


class Sealer:
    """Writes a sealed stream; `close` writes the last chunk, without which it is no whole one."""

    def __init__(self, sink: Sink, key: bytes, begun: datetime) -> None:
        self._sink = sink
        seconds = int(begun.timestamp())
        header = _HEADER.pack(MAGIC, FORMAT, mark_of(key), CHUNK, 0, seconds, secrets.token_bytes(32))
        self._cipher = _cipher(key, header)
        self._number = 0
        self._waiting = bytearray()
        self._write(header)

    def write(self, data: bytes | memoryview) -> None:
        """Seal `data` behind what came before."""
        self._waiting += data
        room = CHUNK - _LENGTH.size
        start = 0
        # The last chunk is known only at the end, so a full one waits until more comes.
        while len(self._waiting) - start > room:
            self._chunk(bytes(memoryview(self._waiting)[start : start + room]), last=False)
            start += room
        if start:
            del self._waiting[:start]

    def close(self) -> None:
        """Nothing more comes."""
        self._chunk(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _chunk(self, content: bytes, *, last: bool) -> None:
        plain = (_LENGTH.pack(len(content)) + content).ljust(CHUNK, b"\0")
        self._write(self._cipher.encrypt(_nonce(self._number, last), plain, None))
        self._number += 1

    def _write(self, data: bytes) -> None:
        self.size = getattr(self, "size", 0) + len(data)
        self._sink.write(data)


class Unsealer:
    """Reads a sealed stream. Raises one of the kinds of Unsealable, here or while reading."""

    def __init__(self, source: Source, keys: Sequence[bytes]) -> None:
        self._source = source
        header = _exactly(source, _HEADER.size)
        if not header.startswith(MAGIC):
            raise NotABackup("this is no backup of ours: the file begins otherwise")
        if len(header) < _HEADER.size:
            raise Truncated("the file ends within its first bytes: it was cut off")
        _magic, number, mark, self._size, _zeros, seconds, _salt = _HEADER.unpack(header)
        if number != FORMAT:
            raise OtherFormat(
                f"the backup is of format {number}, and this version reads format {FORMAT}: restore it with"
                " the version that made it"
            )
        key = next((each for each in keys if secrets.compare_digest(mark_of(each), mark)), None)
        if key is None:
            raise WrongKey("the backup was made with another key than those in BACKUP_KEY")
        if self._size != CHUNK:
            raise Altered("the beginning of the file is not what was written there")
        self.begun = datetime.fromtimestamp(seconds, UTC)
        self._cipher = _cipher(key, header)
        self._number = 0
        self._ahead = _exactly(source, self._size + TAG)
        self._content = memoryview(b"")
        self._ended = False

    def read(self, size: int) -> bytes:
        """Up to `size` bytes of content; empty at the end, which is the end that was written."""
        while not self._content and not self._ended:
            self._content = memoryview(self._next())
        piece, self._content = self._content[:size], self._content[size:]
        return bytes(piece)

    def _next(self) -> bytes:
        sealed, self._ahead = self._ahead, _exactly(self._source, self._size + TAG)
        if len(sealed) < self._size + TAG:
            raise Truncated(f"the file ends within chunk {self._number}: it was cut off")
        last = not self._ahead
        plain = self._opened(sealed, last=last)
        if plain is None and self._opened(sealed, last=not last) is not None:
            if last:
                raise Truncated(f"the file ends after chunk {self._number}, which is not the last one")
            raise Altered(f"something was added behind the last chunk, which is chunk {self._number}")
        if plain is None:
            raise Altered(
                f"chunk {self._number} is not what was written there: it was changed, or put in the place of"
                " another"
            )
        self._number += 1
        self._ended = last
        (length,) = _LENGTH.unpack_from(plain)
        return plain[_LENGTH.size : _LENGTH.size + length]

    def _opened(self, sealed: bytes, *, last: bool) -> bytes | None:
        try:
            return self._cipher.decrypt(_nonce(self._number, last), sealed, None)
        except InvalidTag:
            return None


def _exactly(source: Source, size: int) -> bytes:
    """`size` bytes, fewer only at the end: a pipe gives them in pieces."""
    found = source.read(size)
    while len(found) < size and (more := source.read(size - len(found))):
        found += more
    return found
