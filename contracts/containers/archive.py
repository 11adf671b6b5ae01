"""Reads the zip around a container. Own reader: zipfile trusts the central directory and forgives
bytes between, before and after the entries, and what two readers see differently is an attack."""

from __future__ import annotations

import struct
import unicodedata
import zlib
from dataclasses import dataclass

from .report import Findings, Rejected

MIMETYPE = b"application/vnd.etsi.asic-e+zip"
MAX_CONTAINER = 32 * 1024 * 1024  # bytes
MAX_ENTRIES = 500
MAX_UNPACKED = 64 * 1024 * 1024  # bytes, all entries together
BOMB_FLOOR = 1024 * 1024  # below this no ratio is suspicious
BOMB_RATIO = 100
MAX_VERSION = 63  # of the zip format that an entry says it needs; other readers give up above

_EOCD = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_LEVEL = 6  # how hard it was compressed
_ENCRYPTED, _DESCRIPTOR, _STRONG, _UTF8, _MASKED = 1, 8, 64, 2048, 8192
_ZIP64, _UNICODE_PATH = 0x0001, 0x7075
_BIDI = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Entry:
    name: str
    method: int
    data: bytes
    offset: int
    extra: bool


@dataclass(frozen=True)
class _Header:
    raw_name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    extra: bytes


def looks_like_zip(data: bytes) -> bool:
    return data[:4] == b"PK\x03\x04" or data.rfind(b"PK\x05\x06", max(0, len(data) - 65557)) >= 0


def read_entries(data: bytes) -> list[Entry]:
    """All entries in physical order. Raises Rejected when the bytes are not one clean zip."""
    if len(data) > MAX_CONTAINER:
        raise Rejected("TOO_LARGE")
    directory_at, count, end_at = _end_record(data)
    headers = _central_directory(data, directory_at, count, end_at)
    _refuse_bombs(headers, len(data))
    entries: list[Entry] = []
    position = 0
    for header in sorted(headers, key=lambda h: h.offset):
        if header.offset != position:
            raise Rejected("ZIP_STRUCTURE")
        entry, position = _entry(data, header, directory_at)
        entries.append(entry)
    if position != directory_at:
        raise Rejected("ZIP_STRUCTURE")
    if [h.offset for h in headers] != [e.offset for e in entries]:
        raise Rejected("ZIP_STRUCTURE")
    _refuse_twins(entries)
    return [e for e in entries if not e.name.endswith("/")]


def _end_record(data: bytes) -> tuple[int, int, int]:
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65557))
    if at < 0 or at + _EOCD.size > len(data):
        raise Rejected("ZIP_STRUCTURE")
    _, disk, directory_disk, here, count, size, offset, comment = _EOCD.unpack_from(data, at)
    if at + _EOCD.size + comment != len(data):
        raise Rejected("ZIP_STRUCTURE")
    if 0xFFFF in (here, count) or 0xFFFFFFFF in (size, offset):
        raise Rejected("ZIP_UNSUPPORTED")
    if disk or directory_disk or here != count or offset + size != at:
        raise Rejected("ZIP_STRUCTURE")
    if count > MAX_ENTRIES:
        raise Rejected("TOO_MANY_FILES")
    return offset, count, at


def _central_directory(data: bytes, at: int, count: int, end_at: int) -> list[_Header]:
    headers = []
    for _ in range(count):
        if at + _CENTRAL.size > end_at:
            raise Rejected("ZIP_STRUCTURE")
        (signature, _, version, flags, method, _, _, crc, packed, size, name_size, extra_size, comment_size,
         disk, _, _, offset) = _CENTRAL.unpack_from(data, at)  # fmt: skip
        name_at = at + _CENTRAL.size
        extra_at = name_at + name_size
        at = extra_at + extra_size + comment_size
        if signature != b"PK\x01\x02" or disk or at > end_at:
            raise Rejected("ZIP_STRUCTURE")
        if version > MAX_VERSION:
            raise Rejected("ZIP_UNSUPPORTED")
        extra = data[extra_at : extra_at + extra_size]
        _refuse_extras(extra)
        headers.append(_Header(data[name_at:extra_at], flags, method, crc, packed, size, offset, extra))
    if at != end_at:
        raise Rejected("ZIP_STRUCTURE")
    return headers


def _refuse_extras(extra: bytes) -> None:
    """Extra fields that give an entry another size or another name are refused; others mean nothing."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind in (_ZIP64, _UNICODE_PATH):
            raise Rejected("ZIP_UNSUPPORTED")
        at += 4 + size


def _refuse_bombs(headers: list[_Header], container_size: int) -> None:
    total = sum(h.size for h in headers)
    if total > MAX_UNPACKED or (total > BOMB_FLOOR and total > BOMB_RATIO * container_size):
        raise Rejected("ZIP_BOMB")


def _entry(data: bytes, header: _Header, limit: int) -> tuple[Entry, int]:
    if header.offset + _LOCAL.size > limit:
        raise Rejected("ZIP_STRUCTURE")
    signature, version, flags, method, _, _, crc, packed, size, name_size, extra_size = _LOCAL.unpack_from(
        data, header.offset
    )
    name_at = header.offset + _LOCAL.size
    body_at = name_at + name_size + extra_size
    end = body_at + header.packed
    if signature != b"PK\x03\x04" or end > limit:
        raise Rejected("ZIP_STRUCTURE")
    if version > MAX_VERSION:
        raise Rejected("ZIP_UNSUPPORTED")
    if data[name_at : name_at + name_size] != header.raw_name or method != header.method:
        raise Rejected("ZIP_STRUCTURE")
    if (flags ^ header.flags) & (_ENCRYPTED | _DESCRIPTOR | _STRONG | _UTF8 | _MASKED):
        raise Rejected("ZIP_STRUCTURE")
    if flags & (_ENCRYPTED | _STRONG | _MASKED):
        raise Rejected("ZIP_ENCRYPTED")
    if (flags | header.flags) & ~(_LEVEL | _DESCRIPTOR | _UTF8):
        raise Rejected("ZIP_UNSUPPORTED")
    local_extra = data[name_at + name_size : body_at]
    _refuse_extras(local_extra)
    told = (header.crc, header.packed, header.size)
    if flags & _DESCRIPTOR:
        if (crc, packed, size) not in ((0, 0, 0), told):
            raise Rejected("ZIP_STRUCTURE")
        end = _after_descriptor(data, end, told, limit)
    elif (crc, packed, size) != told:
        raise Rejected("ZIP_STRUCTURE")
    name = _safe_name(header.raw_name, bool(flags & _UTF8))
    content = _unpack(data[body_at : body_at + header.packed], header)
    if name.endswith("/") and content:
        raise Rejected("UNSAFE_NAME")
    return Entry(name, method, content, header.offset, bool(header.extra or local_extra)), end


def _after_descriptor(data: bytes, at: int, told: tuple[int, int, int], limit: int) -> int:
    expected = struct.pack("<3L", *told)
    for candidate in (b"PK\x07\x08" + expected, expected):
        if data[at : at + len(candidate)] == candidate and at + len(candidate) <= limit:
            return at + len(candidate)
    raise Rejected("ZIP_STRUCTURE")


def _unpack(packed: bytes, header: _Header) -> bytes:
    if header.method == 0:
        content = packed
    elif header.method == 8:
        inflate = zlib.decompressobj(-15)
        try:
            content = inflate.decompress(packed, header.size + 1)
        except zlib.error:
            raise Rejected("ZIP_DAMAGED") from None
        if not inflate.eof or inflate.unused_data or inflate.unconsumed_tail:
            raise Rejected("ZIP_DAMAGED")
    else:
        raise Rejected("ZIP_UNSUPPORTED")
    if len(content) != header.size or zlib.crc32(content) != header.crc:
        raise Rejected("ZIP_DAMAGED")
    return content


def _safe_name(raw: bytes, utf8: bool) -> str:
    """The entry's name. Without the UTF-8 flag only what reads the same in UTF-8 is taken: some signing
    programs forget the flag, and cp437 would give the file another name than the signature has."""
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Rejected("UNSAFE_NAME") from None
    parts = name.removesuffix("/").split("/")
    unsafe = (
        not name
        or len(raw) > 512
        or "\\" in name
        or ":" in name
        or any(part in ("", ".", "..") for part in parts)
        or any(unicodedata.category(c) in ("Cc", "Cs") or c in _BIDI for c in name)
    )
    if unsafe or (name.casefold().startswith("meta-inf") and not name.startswith("META-INF")):
        raise Rejected("UNSAFE_NAME")
    return name


def _refuse_twins(entries: list[Entry]) -> None:
    seen: set[str] = set()
    for entry in entries:
        key = unicodedata.normalize("NFC", entry.name.rstrip("/")).casefold()
        if key in seen:
            raise Rejected("DUPLICATE_NAME")
        seen.add(key)


def check_mimetype(entries: list[Entry], findings: Findings) -> None:
    """The first entry says what the container is. Raises Rejected; small sins seen in the wild only warn."""
    found = [e for e in entries if e.name == "mimetype"]
    if not found:
        raise Rejected("MIMETYPE_MISSING")
    entry = found[0]
    if entry.data.removeprefix(b"\xef\xbb\xbf").strip(b"\r\n ") != MIMETYPE:
        raise Rejected("MIMETYPE_UNKNOWN")
    if entry.offset != 0:
        raise Rejected("MIMETYPE_NOT_FIRST")
    if entry.data != MIMETYPE or entry.method != 0 or entry.extra:
        findings.warn("MIMETYPE_UNUSUAL")
