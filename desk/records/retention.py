"""How long what lies in a store is kept, and what of it is due. Reads only.

Each room says what its stores are (slot RETENTION): the administrator's rule of the same code says how long
it is kept, the room says since when, and how it is let go of.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import ForeignKey, Model, QuerySet
from django.utils.functional import Promise

from desk import clock, slots, workdays
from desk.people.models import User
from desk.records import holds
from desk.records.models import Blob, Hold, RetentionRule

LONGEST = 16_384  # days beyond the rule in which the oldest due row is sought


@dataclass(frozen=True)
class Store:
    """What is kept under one rule: `days` and `basis` (Estonian, data of the desk) are what it begins with.

    `due` gives the rows whose keeping began before that moment and which are not destroyed yet; `destroy`
    takes one of them by its key (rule, key, by), in a transaction of its own.

    For legal holds: `kind` is what others call such a row ("call"), and `client` the way from the row to its
    client's key ("package__client_id"), where the row itself has none; `parts_of` the way to other things of
    which it is a part, by their kind ({"order": "order_id"}). `rule` is the code of another store whose rule
    this one obeys.
    """

    code: str
    label: Promise
    days: int
    basis: str
    due: Callable[[datetime], QuerySet[Any]]
    destroy: Callable[[RetentionRule, int, User | None], bool]
    kind: str = ""
    client: str = ""
    parts_of: Mapping[str, str] = field(default_factory=dict)
    rule: str = ""


def stores() -> dict[str, Store]:
    """Every store that a room has told of, by its code; older versions of what people edit among them."""
    told = (*(store for told in slots.each("RETENTION") for store in told), *_versions())
    return {store.code: store for store in told}


def _versions() -> tuple[Store, ...]:
    # It builds on this module.
    from desk.records import versions

    return versions.stores()


def obeys(code: str) -> str:
    """The code of the rule that this store obeys: mostly its own."""
    store = stores().get(code)
    return store.rule if store is not None and store.rule else code


def label_of(code: str) -> str:
    """What is kept under this rule, in the language of the page; its code where no room tells of it."""
    told = stores()
    store = told.get(code) or next((each for each in told.values() if each.rule == code), None)
    return str(store.label) if store is not None else code


def rule_of(code: str) -> RetentionRule:
    """The administrator's rule; without one, what the store begins with (not saved)."""
    obeyed = obeys(code)
    found = RetentionRule.objects.filter(store=obeyed).first()
    if found is not None:
        return found
    store = stores()[code]
    return RetentionRule(store=obeyed, days=store.days, basis=store.basis)


def due(code: str, late: timedelta = timedelta()) -> QuerySet[Any]:
    """What of this store would be destroyed now, or is so `late`; what a legal hold protects is not."""
    rule, store = rule_of(code), stores()[code]
    return _free(store, store.due(clock.now() - timedelta(days=rule.days) - late))


def held(code: str, pk: int, kind: str = "") -> Hold | None:
    """The hold that stands on this row of the store, or on its client, if any."""
    store = stores()[code]
    row = store.due(clock.now()).model._base_manager.filter(pk=pk)
    for hold in holds.standing():
        if not holds.free(row, store.kind or kind, store.client, store.parts_of, [hold]).exists():
            return hold
    return None


def still_needed(kind: str) -> list[QuerySet[Any]]:
    """Keys of things of this kind that a room above still needs, a query each (slot STILL_NEEDED).

    What is about an open matter stays until the matter is over, however old it is.
    """
    return [told[kind]() for told in slots.each("STILL_NEEDED") if kind in told]


def about_nothing_open(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of `rows` that are about (`subject_kind`, `subject_id`) nothing that a room still needs."""
    for kind in {kind for told in slots.each("STILL_NEEDED") for kind in told}:
        for pks in still_needed(kind):
            rows = rows.exclude(subject_kind=kind, subject_id__in=pks)
    return rows


def oldest(code: str) -> date | None:
    """The day, give or take one, on which the keeping of the oldest due row began; None when nothing is due.

    Found by halving the time, since what a row's keeping begins with is known to its room alone.
    """
    rule, store = rule_of(code), stores()[code]

    def any_before(days: int) -> bool:
        return _free(store, store.due(clock.now() - timedelta(days=days))).exists()

    near, far = rule.days, rule.days + LONGEST
    if not any_before(near):
        return None
    while far - near > 1:
        middle = (near + far) // 2
        near, far = (middle, far) if any_before(middle) else (near, middle)
    return workdays.day_of(clock.now() - timedelta(days=near))


def _free(store: Store, rows: QuerySet[Any]) -> QuerySet[Any]:
    return holds.free(rows, store.kind, store.client, store.parts_of)


def last_day(rule: RetentionRule, since: datetime) -> date:
    """The last day on which what is kept since then is still here."""
    return workdays.day_of(since) + timedelta(days=rule.days)


def seed(told: Iterable[Store]) -> None:
    """Add the rules that are not there yet; the administrator's own days stay."""
    there = set(RetentionRule.objects.values_list("store", flat=True))
    for store in told:
        if (store.rule or store.code) not in there:
            there.add(store.rule or store.code)
            RetentionRule.objects.create(store=store.rule or store.code, days=store.days, basis=store.basis)


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
