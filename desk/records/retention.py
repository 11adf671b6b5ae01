"""How long what lies in a store is kept, and what of it is due. Reads only.

Each room says what its stores are (slot RETENTION): the administrator's rule of the same code says how long
it is kept, the room says since when, and how it is let go of.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import ForeignKey, Model, QuerySet
from django.utils.functional import Promise

from desk import clock, slots, workdays
from desk.people.models import User
from desk.records.models import Blob, RetentionRule


@dataclass(frozen=True)
class Store:
    """What is kept under one rule: `days` and `basis` (Estonian, data of the desk) are what it begins with.

    `due` gives the rows whose keeping began before that moment and which are not destroyed yet; `destroy`
    takes one of them by its key (rule, key, by), in a transaction of its own.
    """

    code: str
    label: Promise
    days: int
    basis: str
    due: Callable[[datetime], QuerySet[Any]]
    destroy: Callable[[RetentionRule, int, User | None], bool]


def stores() -> dict[str, Store]:
    """Every store that a room has told of, by its code."""
    return {store.code: store for told in slots.each("RETENTION") for store in told}


def rule_of(code: str) -> RetentionRule:
    """The administrator's rule; without one, what the store begins with (not saved)."""
    found = RetentionRule.objects.filter(store=code).first()
    if found is not None:
        return found
    store = stores()[code]
    return RetentionRule(store=code, days=store.days, basis=store.basis)


def due(code: str) -> QuerySet[Any]:
    """What of this store would be destroyed now."""
    rule = rule_of(code)
    return stores()[code].due(clock.now() - timedelta(days=rule.days))


def last_day(rule: RetentionRule, since: datetime) -> date:
    """The last day on which what is kept since then is still here."""
    return workdays.day_of(since) + timedelta(days=rule.days)


def seed(told: Iterable[Store]) -> None:
    """Add the rules that are not there yet; the administrator's own days stay."""
    there = set(RetentionRule.objects.values_list("store", flat=True))
    for store in told:
        if store.code not in there:
            RetentionRule.objects.create(store=store.code, days=store.days, basis=store.basis)


def pointing_at_blobs() -> list[tuple[type[Model], str]]:
    """Every column that keeps bytes alive, as (model, field); histories keep none."""
    found = []
    for relation in Blob._meta.get_fields(include_hidden=True):
        field = getattr(relation, "field", None)
        if isinstance(field, ForeignKey) and field.db_constraint:  # type: ignore[attr-defined]
            found.append((field.model, field.name))
    return found


def is_held(blob: Blob) -> bool:
    """Whether anything still points at these bytes, in one query."""
    asked = [
        model._base_manager.filter(**{field: blob.pk}).order_by().values_list(field, flat=True)
        for model, field in pointing_at_blobs()
    ]
    return asked[0].union(*asked[1:], all=True).exists() if asked else False
