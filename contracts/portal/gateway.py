"""The portal's interface (docs/portal-api.yaml): adds an accepted document, once.

The entry's address holds our own id, so a repeated PUT cannot double it; after an unclear first try the
entry is looked for before it is sent again. Nothing that the portal says is believed unseen: its answer must
be about our document, and what it says it added is read back. No model comes in here; raises only
desk.outbox errors.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from contracts.portal import wire
from contracts.portal.wire import configured
from desk.outbox import PermanentError, UnclearError

__all__ = ["Added", "Entry", "Holder", "add", "configured", "ping"]

LONGEST = 80  # characters of a reference


@dataclass(frozen=True)
class Holder:
    """A person whom a power of attorney names."""

    first_name: str
    last_name: str
    code: str
    email: str


@dataclass(frozen=True)
class Entry:
    """What the portal is told of a document. `id` is our own and never changes."""

    id: str
    portal: str
    kind: str
    number: str
    effect: str
    client_code: str
    client_name: str
    holders: tuple[Holder, ...]
    ends: str
    valid_from: date | None
    valid_until: date | None
    document_sha256: str
    effective_on: date | None = None
    also_ends: tuple[str, ...] = ()


@dataclass(frozen=True)
class Added:
    """The portal's own reference, and when it added the entry (aware)."""

    reference: str
    added_at: datetime


def add(entry: Entry, *, look_first: bool) -> Added:
    """Add the entry, or find it added. Raises PassingError, UnclearError, PermanentError."""
    if look_first and (found := _look(entry)):
        return found
    reply = wire.ask("PUT", _address(entry), _body(entry))
    if reply.status == 404:
        raise PermanentError("address")
    told = None if reply.status == 409 else _added(reply.data, entry)
    held = _look(entry)
    if held is None:
        # It says that it added it, or that something is in its place, and does not know it.
        raise UnclearError("not_there")
    if told and told.reference != held.reference:
        raise PermanentError("two_references")
    return held


def ping() -> None:
    """Raise what `add` would raise, if the portal cannot be reached or refuses our token."""
    if wire.ask("GET", "/v1/ping").status == 404:
        raise PermanentError("address")


def _address(entry: Entry) -> str:
    return f"/v1/entries/{entry.id}"


def _look(entry: Entry) -> Added | None:
    """What the portal holds under our id; None where it holds nothing."""
    reply = wire.ask("GET", _address(entry))
    return None if reply.status == 404 else _added(reply.data, entry)


def _body(entry: Entry) -> dict[str, Any]:
    body = asdict(entry)
    del body["id"]
    for name in ("valid_from", "valid_until", "effective_on"):
        body[name] = body[name].isoformat() if body[name] else None
    return body


def _added(data: Mapping[str, Any], entry: Entry) -> Added:
    """The portal's answer, if it is about this entry and makes sense; otherwise a person looks at it."""
    if data.get("id") != entry.id:
        raise PermanentError("another_id")
    if data.get("document_sha256") != entry.document_sha256:
        raise PermanentError("another_document")
    reference = data.get("reference")
    if not isinstance(reference, str) or not _is_sane(reference):
        raise PermanentError("no_reference")
    try:
        added_at = datetime.fromisoformat(data["added_at"])
    except (KeyError, TypeError, ValueError):
        raise PermanentError("no_time") from None
    if added_at.tzinfo is None:
        raise PermanentError("no_time")
    return Added(reference, added_at)


def _is_sane(reference: str) -> bool:
    return 0 < len(reference) <= LONGEST and reference == reference.strip() and reference.isprintable()
