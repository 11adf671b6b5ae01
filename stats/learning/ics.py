"""Calendar files by RFC 5545, for the calendars that people use: pure, text out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

WIDTH = 75  # octets of a line, without its end (RFC 5545 3.1)
END = "\r\n"


@dataclass(frozen=True)
class Event:
    """One entry. `uid` stays the same for life, `sequence` grows with each change; moments are aware."""

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    about: str = ""
    place: str = ""
    url: str = ""
    cancelled: bool = False


def written(events: Iterable[Event], name: str) -> str:
    """The file: a calendar with these entries."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Abilaud//Trainings//ET", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"NAME:{escaped(name)}"]
    for event in events:
        lines += _lines(event)
    lines.append("END:VCALENDAR")
    return "".join(folded(line) + END for line in lines)


def _lines(event: Event) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{escaped(event.uid)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{moment(event.stamp)}",
        f"DTSTART:{moment(event.starts_at)}",
        f"DTEND:{moment(event.ends_at)}",
        f"SUMMARY:{escaped(event.title)}",
        f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}",
    ]
    texts = {"DESCRIPTION": event.about, "LOCATION": event.place}
    lines += [f"{key}:{escaped(text)}" for key, text in texts.items() if text]
    if event.url:
        lines.append(f"URL:{event.url}")
    return [*lines, "END:VEVENT"]


def moment(at: datetime) -> str:
    """In UTC, so that no table of zones has to go with it."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """A text value (3.3.11): what has a meaning in the file is marked, control characters are left out."""
    for plain, marked in (("\\", "\\\\"), (";", "\\;"), (",", "\\,")):
        text = text.replace(plain, marked)
    text = "\\n".join(text.splitlines())
    return "".join(sign for sign in text if sign.isprintable() or sign == "\t")


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets, each after the first begun by a space; no letter is cut."""
    pieces, piece, size = [], "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > WIDTH:
            pieces.append(piece)
            piece, size = " ", 1
        piece += sign
        size += octets
    return END.join([*pieces, piece])
