"""What a PDF that was signed in itself (PAdES) says of its signatures. Read, never believed.

No validator of this desk judges PDF signatures: names and times are shown as not verified, for the person who
decides. Only this is sure: whether the file begins with our document byte for byte (signing a PDF appends).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms

MOST = 20  # signatures shown
_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")


@dataclass(frozen=True)
class Written:
    """One signature as the PDF writes it; `to_the_end`: whether it covers the file as it is now."""

    name: str
    at: datetime | None
    to_the_end: bool


def signatures(data: bytes) -> list[Written]:
    """Those that the file holds, in its order; what cannot be read has no name."""
    return list(_found(data))


def begins_with(data: bytes, document: bytes) -> bool:
    """Whether the file is our document with something appended, or the document itself."""
    return data.startswith(document)


def _found(data: bytes) -> Iterator[Written]:
    for match in list(_RANGE.finditer(data))[:MOST]:
        start, first, second, rest = (int(each) for each in match.groups())
        gap = data[start + first : second]
        value = _HEX.fullmatch(gap.strip())
        if value is None:
            continue
        name, at = (
            _said(bytes.fromhex(b"".join(value[1].split()).decode("ascii"))) if value[1] else ("", None)
        )
        yield Written(name, at, start == 0 and second + rest == len(data))


def _said(raw: bytes) -> tuple[str, datetime | None]:
    """Who and when, by the CMS itself; it is padded with zeros to the room that was kept for it."""
    try:
        signed = cms.ContentInfo.load(raw)["content"]
        [signer] = signed["signer_infos"]
        serial = signer["sid"].chosen["serial_number"].native
        certificates = [each.chosen for each in signed["certificates"]]
        [mine] = [each for each in certificates if each.serial_number == serial]
        subject = mine.subject.native
        parts = (subject.get("given_name"), subject.get("surname"))
        name = " ".join(str(each) for each in parts if each) or str(subject.get("common_name") or "")
        times = [
            each["values"][0].native
            for each in signer["signed_attrs"]
            if each["type"].native == "signing_time"
        ]
        return name, times[0] if times else None
    except (ValueError, TypeError, KeyError, IndexError):
        return "", None
