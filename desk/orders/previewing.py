"""What a cohort would come to if it were frozen now: counts of every step, the first rows, who gets how many.

Reads; the same number of statements for any number of clients.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from desk.clients.models import Client
from desk.clients.models.client import ClientQuerySet
from desk.orders import cohort_table, selecting, sharing
from desk.orders.enums import How
from desk.orders.models import CohortRow, CohortUpload, Order, Selection, WorkItem
from desk.orders.selecting import Counted
from desk.orders.selectors import followed

FIRST = 25  # rows shown


@dataclass(frozen=True)
class Part:
    """What one person has, or would get; the counts by the language of the client."""

    sharer: sharing.Sharer
    rows: int
    by_language: Mapping[str, int]


@dataclass(frozen=True)
class Preview:
    """`unknown` are rows without a client; `already` clients of another follow-up's open rows."""

    counts: Sequence[Counted] = ()
    clients: int = 0
    unknown: int = 0
    already: int = 0
    matched: cohort_table.Matched | None = None
    first: Sequence[tuple[Client, Sequence[str]]] = ()
    parts: Sequence[Part] = field(default_factory=tuple)

    @property
    def rows(self) -> int:
        """How many rows the order would have."""
        return self.clients + self.unknown


def of(order: Order) -> Preview:
    """The preview of a draft."""
    steps = selecting.steps_of(order)
    if not steps:
        return Preview(parts=shared_out({}, sharing.sharers(order)))
    upload = CohortUpload.objects.filter(order=order).first()
    counts = selecting.counted(steps)
    matched = cohort_table.matched(upload) if upload else None
    unknown = matched.unknown if matched and selecting.keeps_unknown(steps) else 0
    members = selecting.members(order, steps)
    languages = dict(members.order_by().values_list("language").annotate(Count("pk")))
    if unknown:
        languages[sharing.NO_CLIENT] = languages.get(sharing.NO_CLIENT, 0) + unknown
    return Preview(
        counts=counts,
        clients=counts[-1].after,
        unknown=unknown,
        already=members.filter(pk__in=followed().exclude(order=order).values("client")).count(),
        matched=matched,
        first=_first(members, upload),
        parts=shared_out(languages, sharing.sharers(order)),
    )


def _first(members: ClientQuerySet, upload: CohortUpload | None) -> list[tuple[Client, Sequence[str]]]:
    clients = list(members.in_estonian_order()[:FIRST])
    values: dict[str, Sequence[str]] = {}
    if upload:
        codes = [each.registry_code for each in clients if each.registry_code]
        rows = CohortRow.objects.filter(upload=upload, code__in=codes).order_by("-line")
        values = dict(rows.values_list("code", "values"))  # of a double the first row stands
    return [(each, values.get(each.registry_code, ())) for each in clients]


def shared_out(counts: Mapping[str, int], people: Sequence[sharing.Sharer]) -> list[Part]:
    """Who would get how many of so many rows in each language."""
    quotas = sharing.quotas(counts, people)
    found = []
    for each in people:
        own = {language: n for (language, pk), n in sorted(quotas.items()) if pk == each.user.pk}
        found.append(Part(each, sum(own.values()), own))
    return found


def as_it_is(order: Order) -> list[Part]:
    """Who of its people has how many open rows of a given order; counted in the index alone."""
    own = sharing.loads(WorkItem.objects.of_order(order.pk).open())
    return [Part(each, own.get(each.user.pk, 0), {}) for each in sharing.sharers(order)]


@dataclass(frozen=True)
class Line:
    """A step as the page shows it: its words, what it was asked, and what may be done with it."""

    step: Selection
    label: str
    asked: Sequence[tuple[str, str]]
    count: Counted | None = None
    is_table: bool = False

    @property
    def how(self) -> str:
        return str(How(self.step.how).label)


def lines(steps: Sequence[Selection], counts: Sequence[Counted] = ()) -> list[Line]:
    """The steps in words."""
    by_step = {each.step.pk: each for each in counts}
    return [_line(each, by_step.get(each.pk)) for each in steps]


def _line(step: Selection, count: Counted | None) -> Line:
    selector = selecting.named(step.selector)
    if selector is None:
        return Line(step, step.selector, (), count)
    asked = [(str(param.label), said) for param in selector.params if (said := _said(param, step.params))]
    return Line(step, str(selector.label), asked, count, step.selector == selecting.UPLOAD)


def _said(param: selecting.Param, stored: Mapping[str, object]) -> str:
    value = stored.get(param.name)
    if value in (None, "", []):
        return ""
    if param.ask is selecting.Ask.DATE:
        return f"{param.read(value):%d.%m.%Y}"
    if param.ask in {selecting.Ask.CHOICE, selecting.Ask.CHOICES}:
        labels = {code: str(label) for code, label in param.choices()}
        chosen = value if isinstance(value, list | tuple) else [value]
        return ", ".join(labels.get(str(each), str(each)) for each in chosen)
    return str(value)
