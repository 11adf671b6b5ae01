"""To-dos and second pairs of eyes that are about something that is no longer there. Reads, never writes."""

from collections.abc import Iterable
from typing import TypeVar

from desk.people.models import Approval, Todo
from desk.people.words import row_of

Row = TypeVar("Row", Todo, Approval)


def todos() -> list[Todo]:
    """Open to-dos whose subject is gone."""
    return _gone(Todo.objects.open())


def approvals() -> list[Approval]:
    """What waits for a second person though its subject is gone."""
    return _gone(Approval.objects.waiting())


def _gone(rows: Iterable[Row]) -> list[Row]:
    """One question for each kind of subject; a kind that no model is called by is left alone."""
    by_kind: dict[str, list[Row]] = {}
    for row in rows:
        by_kind.setdefault(row.subject_kind, []).append(row)
    gone: list[Row] = []
    for kind, about in by_kind.items():
        model = row_of(kind)
        if model is None:
            continue
        wanted = {row.subject_id for row in about}
        there = set(model._default_manager.filter(pk__in=wanted).values_list("pk", flat=True))
        gone += [row for row in about if row.subject_id not in there]
    return gone
