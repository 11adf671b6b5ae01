"""Selectors: how a follow-up says which clients it is about, and how its steps are put together.

A room registers its selectors as a tuple in the slot COHORT_SELECTORS. A selector answers with a query, never
with a list: preview, counts and the freezing each put it into one statement of theirs. What a step is asked
is kept as JSON; `values_of` reads it again.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk import slots
from desk.clients.codes import HOME
from desk.clients.models import Client
from desk.clients.models.client import ClientQuerySet
from desk.orders.enums import How
from desk.orders.models import CohortRow, Order, Period, Selection

UPLOAD = "upload"  # the step of the order's own table
Ids = QuerySet[Any, Any]  # one column: ids of clients


class Ask(StrEnum):
    """What kind of answer a parameter wants."""

    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"


@dataclass(frozen=True)
class Param:
    """One question of a selector. `initial` may look at the order's period; `choices` are asked anew."""

    name: str
    label: Promise
    ask: Ask
    initial: object | Callable[[Period | None], object] = None
    choices: Callable[[], Iterable[tuple[str, object]]] = tuple
    least: int = 0
    most: int = 3660
    needed: bool = True
    help: Promise | str = ""

    def begins_with(self, period: Period | None) -> object:
        """What stands in the form at first."""
        return self.initial(period) if callable(self.initial) else self.initial

    def read(self, stored: object) -> Any:
        """What was kept as JSON, as the selector takes it."""
        if self.ask is Ask.DATE:
            return date.fromisoformat(str(stored)) if stored else None
        return stored


@dataclass(frozen=True)
class Selector:
    """Which clients: `clients` takes the answers by name and gives a query of their ids."""

    code: str
    label: Promise
    description: Promise
    clients: Callable[[Mapping[str, Any]], Ids]
    params: tuple[Param, ...] = ()

    def values_of(self, stored: Mapping[str, object]) -> dict[str, Any]:
        """The answers of a step; one that was not asked when it was made is as at first."""
        return {
            each.name: each.read(stored[each.name]) if each.name in stored else each.begins_with(None)
            for each in self.params
        }


TABLE = Selector(
    UPLOAD,
    _("Clients of the table"),
    _("Those whose registry codes stand in the table that was given with this order."),
    lambda values: Client.objects.none().values("pk"),  # `_ids` asks for those of its own order
    (
        Param(
            "unknown", _("Codes that no client of ours has"), Ask.CHOICE, initial="rows",
            choices=lambda: (("rows", _("become rows too")), ("left", _("are left out"))),
        ),
    ),
)  # fmt: skip


def registered() -> dict[str, Selector]:
    """All selectors by their code, in the order of the slot."""
    return {each.code: each for found in slots.each("COHORT_SELECTORS") for each in found}


def named(code: str) -> Selector | None:
    """The selector of this code; None when its room has it no longer."""
    return TABLE if code == UPLOAD else registered().get(code)


def steps_of(order: Order) -> list[Selection]:
    """The order's steps, as they follow each other."""
    return list(order.selections.order_by("position", "pk"))


def everybody() -> ClientQuerySet:
    """Whom an order may be about at all: no merged clients, no ended ones, nobody of a practice call."""
    return Client.objects.active().counted()


def in_table(order_id: int) -> Ids:
    """Ids of the clients whose codes the order's table names; of merged ones those into whom they went."""
    codes = CohortRow.objects.filter(upload__order=order_id).values("code")
    clients = Client.objects.filter(country=HOME, registry_code__in=codes).exclude(registry_code="")
    return clients.annotate(kept=Coalesce(F("merged_into"), F("pk"))).values("kept")


def _ids(step: Selection) -> Ids:
    if step.selector == UPLOAD:
        return in_table(step.order_id)
    selector = named(step.selector)
    if selector is None:
        return Client.objects.none().values("pk")
    return selector.clients(selector.values_of(step.params))


def belongs(step: Selection) -> Q:
    """Whether a client is one of this step's."""
    ids = _ids(step)
    (column,) = ids.query.values_select or tuple(ids.query.annotation_select)
    # An id that is not there would make "not among them" unknown for everybody.
    return Q(pk__in=ids.exclude(**{column: None}) if column not in {"pk", "id"} else ids)


def together(steps: Sequence[Selection]) -> Q:
    """The cohort: each step adds, keeps only, or leaves out. One that does not begin by adding begins with
    everybody."""
    found: Q | None = None
    for step in steps:
        own = belongs(step)
        if step.how == How.ADD:
            found = own if found is None else found | own
        elif step.how == How.ONLY:
            found = own if found is None else found & own
        else:
            found = ~own if found is None else found & ~own
    return Q(pk__in=[]) if found is None else found


def members(order: Order, steps: Sequence[Selection] | None = None) -> ClientQuerySet:
    """The clients of an order's cohort."""
    return everybody().filter(together(steps_of(order) if steps is None else steps))


@dataclass(frozen=True)
class Counted:
    """A step with how many clients are its own, and how many the cohort has after it."""

    step: Selection
    own: int
    after: int


def counted(steps: Sequence[Selection]) -> list[Counted]:
    """Every step with its counts; one statement for all of them, each step asked once."""
    if not steps:
        return []
    asked = {f"s{place}": Exists(_same(step)) for place, step in enumerate(steps)}
    rows = everybody().order_by().values(**asked)
    inner, params = sql_of(rows)
    figures: list[str] = []
    after = ""
    for place, step in enumerate(steps):
        own = f"s{place}"
        after = _after(after, own, How(step.how))
        figures += [f"count(*) FILTER (WHERE {own})", f"count(*) FILTER (WHERE {after})"]
    with connection.cursor() as cursor:
        # OFFSET 0: else every figure would ask its steps anew.
        cursor.execute(f"SELECT {', '.join(figures)} FROM ({inner} OFFSET 0) steps", params)  # noqa: S608
        row = cursor.fetchone()
    return [Counted(step, row[2 * place], row[2 * place + 1]) for place, step in enumerate(steps)]


def sql_of(rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    """A query for a statement of ours, also one that Django knows to find nothing."""
    compiler = rows.query.get_compiler(connection=connection, elide_empty=False)
    sql, params = compiler.as_sql()
    return sql, tuple(params)


def _same(step: Selection) -> QuerySet[Client]:
    return Client.objects.filter(belongs(step), pk=OuterRef("pk"))


def _after(before: str, own: str, how: How) -> str:
    if how == How.ADD:
        return f"({before} OR {own})" if before else own
    kept = own if how == How.ONLY else f"NOT {own}"
    return f"({before} AND {kept})" if before else kept


def keeps_unknown(steps: Sequence[Selection]) -> bool:
    """Whether codes of the table that no client has become rows: the table was added, and no later step
    keeps only certain clients."""
    kept = False
    for step in steps:
        if step.selector == UPLOAD and step.how == How.ADD:
            kept = TABLE.values_of(step.params)["unknown"] == "rows"
        elif step.how == How.ONLY:
            kept = False
    return kept
