"""What exchanges send, read into an event or a report; garbage is refused with a reason.

Contract: facts of Zammad's generic CTI (`event`, `from`, `to`, `direction`, `callId`, `user`/`user[]`,
`answeringNumber`, `cause`), our own `refused`, `language`, `hold` and `resume`, and our own report of a
finished call; see docs/telephony.md. Unknown fields are ignored, since every exchange adds its own.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import QueryDict

from desk import workdays
from desk.calls.enums import Direction, EventKind
from desk.clients.models import e164
from desk.people.enums import Language

LONGEST_BODY = 16 * 1024  # bytes; an event of any exchange we know is below 2 kB
MOST_USERS = 50  # extensions of one event; a longer list is no exchange that rings people
LONGEST_CALL = timedelta(hours=24)
MILLISECONDS = 1e11  # as seconds: the year 5138
# How 3CX and its like name what a report tells: direction, and whether somebody answered.
CALL_TYPES = {
    "inbound": (Direction.IN, True),
    "outbound": (Direction.OUT, True),
    "missed": (Direction.IN, False),
    "notanswered": (Direction.OUT, False),
}
_TOLD = tuple(kind for kind in EventKind if kind != EventKind.REPORT)


class Garbage(Exception):
    """The body is no event; `reason` says why, in English, without what it held."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Event:
    """What the exchange told: `number` is in E.164, or empty when the caller hides it."""

    kind: EventKind
    call_id: str
    direction: Direction
    number: str
    extension: str
    extensions: tuple[str, ...]
    cause: str
    refused: str
    language: str


@dataclass(frozen=True)
class Report:
    """A call that is over: `answered` is None when nobody spoke; `call_id` may be empty."""

    call_id: str
    direction: Direction
    number: str
    extension: str
    began: datetime
    answered: datetime | None
    ended: datetime


def _fields(content_type: str, body: bytes) -> dict[str, list[str]]:
    if "json" not in content_type:
        try:
            form = QueryDict(body.decode())
        except ValueError:
            raise Garbage("the form is not UTF-8") from None
        return {key.removesuffix("[]"): [str(value) for value in form.getlist(key)] for key in form}
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Garbage("the body is not JSON") from None
    if not isinstance(said, dict):
        raise Garbage("the body is not a JSON object")
    return {str(key).removesuffix("[]"): _words(value) for key, value in said.items()}


def _words(value: Any) -> list[str]:
    many = value if isinstance(value, list) else [value]
    return [_word(one) for one in many if isinstance(one, str | int | float)]


def _word(value: str | int | float) -> str:
    try:
        return str(value).lower() if isinstance(value, bool) else str(value)
    except ValueError:  # a number of more digits than Python writes
        raise Garbage("a number is too long") from None


def _clean(name: str, value: str, longest: int) -> str:
    value = value.strip()
    if len(value) > longest:
        raise Garbage(f"{name} is longer than {longest} characters")
    if "\x00" in value or not value.isprintable():
        raise Garbage(f"{name} holds what cannot be printed")
    return value


def _reader(content_type: str, body: bytes) -> tuple[dict[str, list[str]], Callable[..., str]]:
    if len(body) > LONGEST_BODY:
        raise Garbage(f"the body is longer than {LONGEST_BODY} bytes")
    fields = _fields(content_type, body)

    def one(name: str, longest: int = 40) -> str:
        return _clean(name, (fields.get(name) or [""])[0], longest)

    return fields, one


def read(content_type: str, body: bytes) -> Event:
    """The event in `body` (JSON or form); raises `Garbage`."""
    fields, one = _reader(content_type, body)
    kind = one("event")
    if kind not in _TOLD:
        raise Garbage(f"event must be one of: {', '.join(_TOLD)}")
    call_id = one("callId", 250)
    if not call_id:
        raise Garbage("callId is missing")
    direction = _direction(one("direction"))
    language = one("language").lower()
    users = fields.get("user", [])
    if len(users) > MOST_USERS:
        raise Garbage(f"user names more than {MOST_USERS} people")
    extensions = tuple(filter(None, (_clean("user", user, 80) for user in users)))
    return Event(
        kind=EventKind(kind),
        call_id=call_id,
        direction=direction,
        number=e164(one("from", 80) if direction == Direction.IN else one("to", 80)),
        extension=one("answeringNumber", 80) or (extensions[0] if len(extensions) == 1 else ""),
        extensions=extensions,
        cause=one("cause"),
        refused=one("refused"),
        language=language if language in Language.values else "",
    )


def _direction(word: str) -> Direction:
    if word not in ("", *Direction.values):
        raise Garbage("direction must be in or out")
    return Direction(word or Direction.IN)


def read_report(content_type: str, body: bytes, now: datetime) -> Report:
    """The finished call in `body` (JSON or form); raises `Garbage`."""
    _all, one = _reader(content_type, body)
    kind = one("callType").lower().replace(" ", "")
    if kind and kind not in CALL_TYPES:
        raise Garbage(f"callType must be one of: {', '.join(CALL_TYPES)}")
    direction, spoke = CALL_TYPES[kind] if kind else (_direction(one("direction")), None)
    lasted = _duration(one("duration"))
    if spoke is None:
        spoke = _answered(one("answered"), lasted)
    began, ended = _span(one("start"), one("end"), lasted)
    if ended > now + timedelta(minutes=5):  # clocks of two machines differ
        raise Garbage("the call lies in the future")
    began, ended = min(began, now), min(ended, now)
    answered = None
    if spoke:
        answered = max(began, ended - lasted) if lasted is not None else began
    return Report(
        call_id=one("callId", 250),
        direction=direction,
        number=e164(one("number", 80)),
        extension=one("extension", 80),
        began=began,
        answered=answered,
        ended=ended,
    )


def _span(start: str, end: str, lasted: timedelta | None) -> tuple[datetime, datetime]:
    if not start:
        raise Garbage("start is missing")
    began = _moment("start", start)
    if not end and lasted is None:
        raise Garbage("end and duration are both missing")
    try:
        ended = _moment("end", end) if end else began + (lasted or timedelta())
    except OverflowError:
        raise Garbage("duration is too long") from None
    if not timedelta() <= ended - began <= LONGEST_CALL:
        raise Garbage("end lies before start, or more than a day after it")
    return began, ended


def _moment(name: str, word: str) -> datetime:
    """ISO 8601 (without a zone: as in Tallinn), or seconds or milliseconds since 1970."""
    try:
        if word.isascii() and word.replace(".", "", 1).isdecimal():
            seconds = float(word)
            return datetime.fromtimestamp(seconds / 1000 if seconds > MILLISECONDS else seconds, UTC)
        # A form that was not encoded turns the plus of a zone into a space.
        moment = datetime.fromisoformat(word.replace(" ", "+") if "T" in word else word)
        local = moment if moment.tzinfo else moment.replace(tzinfo=workdays.TALLINN)
        return local.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise Garbage(f"{name} is neither ISO 8601 nor seconds since 1970") from None


def _duration(word: str) -> timedelta | None:
    """Seconds, or hours:minutes:seconds; None when nothing is said."""
    if not word:
        return None
    parts = word.split(".")[0].split(":")
    if len(parts) > 3 or not all(part.isascii() and part.isdecimal() and len(part) < 7 for part in parts):
        raise Garbage("duration is neither seconds nor h:mm:ss")
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + int(part)
    return timedelta(seconds=seconds)


def _answered(word: str, lasted: timedelta | None) -> bool:
    """What is said, or else whether they spoke for any time at all."""
    if word.lower() in {"1", "true", "yes"}:
        return True
    if word.lower() in {"0", "false", "no"}:
        return False
    if word:
        raise Garbage("answered must be true or false")
    return bool(lasted)
