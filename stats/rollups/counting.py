"""How raw rows become sums: which rows a measure counts is said once, also for the way down to them.

Durations are taken between whole seconds (each moment cut to its second), so that parts of a span add up to
the whole, however they are grouped.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import (
    BigIntegerField,
    Case,
    DateTimeField,
    F,
    Func,
    IntegerField,
    Model,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest, TruncDate

from desk import workdays
from desk.workdays import TALLINN
from stats.figures.sums import GREATEST, measures

EVERY = Q(pk__isnull=False)
NOTHING = Cast(Value(None), BigIntegerField())
Query = tuple[str, tuple[Any, ...]]  # SQL and its parameters


class Slot(Func):
    """The quarter of an hour in which a moment lies; the zone of Tallinn is whole hours from UTC."""

    template = "date_bin('15 minutes', %(expressions)s, '2000-01-01 00:00:00+00')"
    output_field = DateTimeField()


class _Second(Func):
    template = "date_trunc('second', %(expressions)s)"
    output_field = DateTimeField()


class _Between(Func):
    template = "extract(epoch FROM (%(expressions)s))::bigint"
    arg_joiner = " - "
    output_field = BigIntegerField()


def seconds(rows: Q, start: str, end: str) -> Any:
    """Whole seconds from one moment to the other, of these rows; 0 of others, or where one is missing."""
    span = Greatest(_Between(_Second(F(end)), _Second(F(start))), Value(0))
    return Coalesce(Case(When(rows, then=span), output_field=BigIntegerField()), Value(0))


def when(rows: Q, value: str) -> Any:
    """This value of these rows; 0 of others."""
    return Case(When(rows, then=F(value)), default=0, output_field=BigIntegerField())


@dataclass(frozen=True)
class Rows:
    """Raw rows of one kind that a rollup counts.

    `found` gives them, practice left out, with all that is asked about them; `at` is the moment by which they
    are counted; `keys` says what stands in the rollup's other keys. `counts` says of which rows a measure is
    the number, `sums` what of them a measure adds up.
    """

    found: Callable[[], QuerySet[Any]]
    at: str
    keys: Mapping[str, Any]
    counts: Mapping[str, Q]
    sums: Mapping[str, Any] = field(default_factory=dict)

    def within(self, first: date, last: date) -> QuerySet[Any]:
        """Those of the days from `first` to `last`, both included."""
        start, end = workdays.at(first, time.min), workdays.at(last + timedelta(days=1), time.min)
        return self.found().filter(**{f"{self.at}__gte": start, f"{self.at}__lt": end})

    def counted(self, measure: str) -> QuerySet[Any]:
        """Those of which this measure is the number."""
        return self.found().filter(self.counts[measure])


def _in_order(rows: Rows, when: Any, keys: Sequence[str], names: Sequence[str]) -> list[Any]:
    """The columns: when, the other keys, each measure."""
    columns = [when(rows.at), *(rows.keys.get(key, NOTHING) for key in keys)]
    for name in names:
        if name in rows.counts:
            one = Case(When(rows.counts[name], then=1), default=0, output_field=IntegerField())
            columns.append(one)
        else:
            columns.append(rows.sums.get(name, Value(0)))
    return [F(each) if isinstance(each, str) else each for each in columns]


def _day(at: str) -> Any:
    return TruncDate(at, tzinfo=TALLINN)


def selected(
    parts: Iterable[Rows], first: date, last: date, keys: Sequence[str], names: Sequence[str],
    *, by_slot: bool = False,
) -> Query:  # fmt: skip
    """All the rows of these days as one query: when, keys, and what each adds to each measure."""
    texts: list[str] = []
    params: tuple[Any, ...] = ()
    for part in parts:
        columns = _in_order(part, Slot if by_slot else _day, keys, names)
        found = part.within(first, last).order_by()
        named = {f"c_{place}": column for place, column in enumerate(columns)}
        text, given = found.annotate(**named).values_list(*named).query.sql_with_params()
        texts.append(text)
        params += tuple(given)
    return " UNION ALL ".join(f"({text})" for text in texts), params


def columns_of(model: type[Model]) -> tuple[str, list[str], list[str]]:
    """A rollup's columns: when it is counted, its other keys, its measures."""
    names = measures(model)
    others = [each for each in model._meta.concrete_fields if not each.primary_key and each.name not in names]
    when = next(each.name for each in others if each.name in ("slot", "day"))
    return when, [each.name for each in others if each.name != when], names


def remove(model: type[Model], first: date, last: date) -> None:
    """Take away a rollup's rows of these days."""
    rows = model._default_manager.all()
    if columns_of(model)[0] == "slot":
        rows = rows.filter(slot__gte=workdays.at(first, time.min))
        rows = rows.filter(slot__lt=workdays.at(last + timedelta(days=1), time.min))
    else:
        rows = rows.filter(day__gte=first, day__lte=last)
    rows._raw_delete(rows.db)  # nothing points at them


def write(model: type[Model], parts: Iterable[Rows], first: date, last: date) -> None:
    """Count these days anew into the rollup, in the transaction of the caller."""
    when, keys, names = columns_of(model)
    query, params = selected(parts, first, last, keys, names, by_slot=when == "slot")
    remove(model, first, last)
    columns = {each.name: str(each.column) for each in model._meta.concrete_fields}
    by = [when, *(columns[key] for key in keys)]
    total = ", ".join(f"{'max' if name in GREATEST else 'sum'}({name})" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join([*by, *names])})"  # noqa: S608  (our own names)
            f" SELECT {', '.join(by)}, {total} FROM ({query}) AS raw ({', '.join([*by, *names])})"
            f" GROUP BY {', '.join(by)}",
            params,
        )
