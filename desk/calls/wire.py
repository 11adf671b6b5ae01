"""The generic CTI shape as exchanges send it, read into one event; garbage is refused with a reason.

Contract: facts of Zammad's generic CTI (`event`, `from`, `to`, `direction`, `callId`, `user`/`user[]`,
`answeringNumber`, `cause`), and our own `refused` and `language`; see docs/telephony.md. Unknown fields are
ignored, since every exchange adds its own.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from desk.calls.enums import Direction, EventKind
from desk.clients.models import e164
from desk.people.enums import Language

LONGEST_BODY = 16 * 1024  # bytes; an event of any exchange we know is below 2 kB


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
    cause: str
    refused: str
    language: str


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
    return [str(one) for one in many if isinstance(one, str | int) and not isinstance(one, bool)]


def read(content_type: str, body: bytes) -> Event:
    """The event in `body` (JSON or form); raises `Garbage`."""
    if len(body) > LONGEST_BODY:
        raise Garbage("the body is too long")
    fields = _fields(content_type, body)

    def one(name: str, longest: int = 40) -> str:
        value = (fields.get(name) or [""])[0].strip()
        if "\x00" in value or len(value) > longest:
            raise Garbage(f"{name} is too long or holds a zero byte")
        return value

    try:
        kind = EventKind(one("event"))
    except ValueError:
        raise Garbage("event must be newCall, answer or hangup") from None
    direction = one("direction") or Direction.IN
    if direction not in Direction.values:
        raise Garbage("direction must be in or out")
    call_id = one("callId", 250)
    if not call_id:
        raise Garbage("callId is missing")
    language = one("language").lower()
    return Event(
        kind=kind,
        call_id=call_id,
        direction=Direction(direction),
        number=e164(one("from", 80) if direction == Direction.IN else one("to", 80)),
        extension=one("answeringNumber", 80) or one("user", 80),
        cause=one("cause"),
        refused=one("refused"),
        language=language if language in Language.values else "",
    )
