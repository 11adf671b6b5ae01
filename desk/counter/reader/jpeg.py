"""JPEGs without what no page needs: the picture itself stays byte for byte, so nothing is compressed twice.

A photo carries where and when it was taken, a small copy of itself and sometimes a whole film behind its end.
None of it belongs into the document.
"""

from collections.abc import Iterator

_SOS, _EOI, _APP0, _APP14, _APP15, _COMMENT = 0xDA, 0xD9, 0xE0, 0xEE, 0xEF, 0xFE
_ALONE = {0x01, *range(0xD0, 0xD8)}  # markers without a length


def bare(data: bytes) -> bytes:
    """The JPEG without its application segments (but Adobe's, which says how colours are meant), comments,
    and what stands behind its end. ValueError when it is not put together as a JPEG is."""
    parts = [data[:2]]
    for marker, start, end in _segments(data):
        dropped = marker == _COMMENT or (_APP0 <= marker <= _APP15 and marker != _APP14)
        if not dropped:
            parts.append(data[start:end])
        if marker == _EOI:
            return b"".join(parts)
    raise ValueError("no end of the picture")


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of each part after the first two bytes; a scan goes with its marker."""
    at = 2
    while at + 2 <= len(data):
        start = at
        if data[at] != 0xFF:
            raise ValueError("a marker was expected")
        while at < len(data) and data[at] == 0xFF:
            at += 1
        if at >= len(data):
            break
        marker = data[at]
        at += 1
        if marker != _EOI and marker not in _ALONE:
            length = int.from_bytes(data[at : at + 2], "big")
            if length < 2:
                raise ValueError("a part without length")
            at += length
        if marker == _SOS:
            at = _scan_end(data, at)
        yield marker, start, at


def _scan_end(data: bytes, at: int) -> int:
    """Where the compressed picture ends: at a marker that is neither a restart nor a stuffed byte."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        following = data[at + 1]
        if following == 0 or 0xD0 <= following <= 0xD7:
            at += 2
        elif following == 0xFF:
            at += 1
        else:
            return at
    raise ValueError("no end of the picture")
