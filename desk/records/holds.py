"""Legal holds: what stays although its time is over, since a dispute or an inspection needs it. Reads only.

A hold on a client is one on everything of that client (and of clients merged into it); a hold on a thing is
one on that thing and on the letters about it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey, Model, QuerySet
from django.utils.translation import gettext as _

from desk import slots
from desk.http import Refused
from desk.records.models import Hold

CLIENT = "client"


class Held(Refused):
    """A hold stands on it, so it may not be destroyed; the text says until when it was set."""

    def __init__(self, hold: Hold) -> None:
        super().__init__(told(hold))
        self.hold = hold


def told(hold: Hold) -> str:
    """Why it stays, for a person; the reason of the hold itself is for the head and the auditor."""
    if hold.until_day is None:
        return _("A legal hold keeps it until the head lifts it.")
    return _("A legal hold keeps it until %(day)s.") % {"day": hold.until_day.strftime("%d.%m.%Y")}


def on(kind: str, pk: int, client_id: int | None = None) -> Hold | None:
    """The hold that stands on this thing or on its client, if any; one question where none stands at all."""
    whose = {pk} if kind == CLIENT else {client_id} if client_id is not None else set()
    for hold in standing():
        if (hold.subject_kind, hold.subject_id) == (kind, pk):
            return hold
        if hold.subject_kind == CLIENT and whose and whose & _same(hold.subject_id):
            return hold
    return None


def standing() -> list[Hold]:
    """Every hold that stands; they are few."""
    return list(Hold.objects.standing())


def free(
    rows: QuerySet[Any],
    kind: str = "",
    client: str = "",
    parts_of: Mapping[str, str] | None = None,
    holds: Iterable[Hold] | None = None,
) -> QuerySet[Any]:
    """Those of `rows` on which none of these holds (all that stand) is.

    `client` is the way to the client's key, where the rows have no column of their own, `parts_of` the way to
    other things by their kind; what they are about is read from `subject_kind` and `subject_id`.
    """
    kept: dict[str, set[int]] = defaultdict(set)
    for hold in standing() if holds is None else holds:
        on_client = hold.subject_kind == CLIENT
        kept[hold.subject_kind] |= _same(hold.subject_id) if on_client else {hold.subject_id}
    if not kept:
        return rows
    client = client or client_of(rows.model)
    if client and kept[CLIENT]:
        rows = rows.exclude(**{f"{client}__in": kept[CLIENT]})
    if kept.get(kind):
        rows = rows.exclude(pk__in=kept[kind])
    for whole, path in (parts_of or {}).items():
        if kept.get(whole):
            rows = rows.exclude(**{f"{path}__in": kept[whole]})
    if _column(rows.model, "subject_kind") and _column(rows.model, "subject_id"):
        for about, pks in kept.items():
            rows = rows.exclude(subject_kind=about, subject_id__in=pks)
    return rows


def client_of(model: type[Model]) -> str:
    """The model's own column of its client's key; empty where it has none."""
    if model._meta.label == "clients.Client":
        return "pk"
    if model._meta.label == "clients.HistoricalClient":
        return "id"
    return "client_id" if _column(model, "client_id") or _column(model, "client") else ""


def _same(client_id: int) -> set[int]:
    return {client_id}.union(*(find(client_id) for find in slots.each("SAME_CLIENT")))


def _column(model: type[Model], name: str) -> bool:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return bool(getattr(field, "concrete", False)) and (name != "client" or isinstance(field, ForeignKey))
