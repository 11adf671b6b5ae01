"""What the kept one learns from a row that cannot move because it has the same row already."""

from collections.abc import Callable
from typing import Any

from desk import slots
from desk.clients.enums import Source, Works
from desk.clients.journal import Journal
from desk.clients.models import ClientRole, ContactPoint
from desk.clients.references import Reference

_SURE = (Source.REGISTER, Source.DOCUMENT)


def absorb(journal: Journal, reference: Reference, pk: int, kept: int) -> None:
    """Bring what row `pk` knows better into its twin at the kept one; of most tables there is nothing.

    Rooms above say what becomes of theirs (slot ABSORBING), by the label of the model.
    """
    learn = _LEARNING.get(reference.label)
    for theirs in slots.each("ABSORBING"):
        learn = theirs.get(reference.label, learn)
    if learn is not None:
        learn(journal, reference.model.objects.get(pk=pk), reference.column, kept)


def _contact(journal: Journal, left: ContactPoint, column: str, kept: int) -> None:
    same = {"kind": left.kind, "value": left.value, column: kept}
    twin = ContactPoint.objects.select_for_update(skip_locked=True, no_key=True).filter(**same).first()
    if twin is None:
        return
    learnt: dict[str, Any] = {}
    if left.works != Works.UNKNOWN and twin.works == Works.UNKNOWN:
        learnt |= {"works": left.works}
        learnt |= {"verified_at": left.verified_at, "verified_by_id": left.verified_by_id}
    if left.vouched_at and not twin.vouched_at:
        learnt |= {"vouched_at": left.vouched_at, "vouched_over_id": left.vouched_over_id}
    if left.source in _SURE and twin.source not in _SURE:
        learnt["source"] = left.source
    if left.created_at < twin.created_at:
        learnt["created_at"] = left.created_at  # documents go only to an address that is old enough
    journal.change(twin, learnt)


def _role(journal: Journal, left: ClientRole, column: str, kept: int) -> None:
    other = "client_id" if column == "person_id" else "person_id"
    same = {"role": left.role, "ended_at": None, column: kept, other: getattr(left, other)}
    twin = ClientRole.objects.select_for_update(skip_locked=True, no_key=True).filter(**same).first()
    if twin is not None and left.started_at < twin.started_at:
        journal.change(twin, {"started_at": left.started_at})


_LEARNING: dict[str, Callable[..., None]] = {
    "clients.ContactPoint": _contact, "clients.ClientRole": _role,
}  # fmt: skip
