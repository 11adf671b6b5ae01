"""Tables of figures as they leave the desk, a month at a time: for the warehouse, as CSV and on a page.

The days of a month, its topics (or channels, or languages) and all their totals are one table, so that what
is told by day and by month cannot be held against each other; tables of the same enquiries withhold the same
totals. A month that still goes on is told to today.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Min, Model
from django.utils.translation import gettext as _

from desk import workdays
from desk.enquiries.models import Topic
from desk.people.enums import Language
from stats import suppression
from stats.enums import Channel
from stats.enums.reports import WarehouseTable
from stats.figures import Sums, by, month_of
from stats.models import Contacts, Traffic
from stats.suppression import Told

ALL = "all"
_OF_ENQUIRIES = ("opened", "closed", "first_contact", "level2", "repeats", "due", "in_time")
_OF_CONTACTS = ("offered", "answered", "in_time", "lost")
KEYS: Mapping[str, str] = {
    WarehouseTable.TOPICS: "topic",
    WarehouseTable.CHANNELS: "channel",
    WarehouseTable.LANGUAGES: "language",
    WarehouseTable.TRAFFIC: "channel",
}
_ENQUIRIES = (WarehouseTable.TOPICS, WarehouseTable.CHANNELS, WarehouseTable.LANGUAGES)
# Figures that a reader makes of the measures of a table (stats.figures.FIGURES).
FIGURES_OF: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_ENQUIRIES, ("opened", "closed", "fcr", "hand_over", "repeats", "on_time")),
    WarehouseTable.TRAFFIC: ("offered", "answered", "lost", "service_level", "abandonment"),
}


@dataclass(frozen=True)
class Entry:
    """What is told of one key (a topic's code, a channel, a language, `all`) on one day, or in one month."""

    day: date
    key: str
    measures: Mapping[str, Told]


def measures_of(table: str) -> tuple[str, ...]:
    """What is counted in a table."""
    return _OF_CONTACTS if table == WarehouseTable.TRAFFIC else _OF_ENQUIRIES


def published(table: str, month: date, *, daily: bool) -> list[Entry]:
    """The entries of the month that holds this day: by day, or the month's own. What is zero is left out."""
    days = _days(month)
    shown = _shown(table, days)
    keys = [*next(iter(shown.values())).keys]
    rows = [(day, at) for at, day in enumerate(days)] if daily else [(days[0].replace(day=1), len(days))]
    entries = []
    for day, at in rows if days else []:
        for place, key in enumerate([*keys, ALL]):
            measures = {name: each.cells[at][place] for name, each in shown.items()}
            if any(measures.values()):
                entries.append(Entry(day, key, measures))
    return entries


def names(table: str) -> dict[str, str]:
    """What each key is called, in the language of the page."""
    if table == WarehouseTable.TOPICS:
        found = {topic.code: topic.name for topic in Topic.objects.all()}
    elif table == WarehouseTable.LANGUAGES:
        found = {each.value: str(each.label) for each in Language}
    else:
        found = {each.value: str(each.label) for each in Channel}
    return {**found, ALL: _("all")}


def first_month() -> date | None:
    """The first month of which anything was counted."""
    first: date | None = Contacts.objects.aggregate(first=Min("day"))["first"]
    return first.replace(day=1) if first else None


def following(month: date) -> date | None:
    """The month after this one; None where that has not begun."""
    after = month_of(month).last + timedelta(days=1)
    return after if after <= workdays.today() else None


@dataclass(frozen=True)
class _Shown:
    """One measure: its keys, and a row a day with the total, the month's row last."""

    keys: list[str]
    cells: list[list[Told]]


def _days(month: date) -> list[date]:
    chosen = month_of(month)
    last = min(chosen.last, workdays.today())
    return [chosen.first + timedelta(days=at) for at in range((last - chosen.first).days + 1)]


def _shown(table: str, days: list[date]) -> dict[str, _Shown]:
    """Every measure of the table, small numbers hidden in it and in its sisters together."""
    if not days:
        return {name: _Shown([], []) for name in measures_of(table)}
    sisters = _ENQUIRIES if table in _ENQUIRIES else (table,)
    counted = {each: _counted(each, days) for each in sisters}
    at = sisters.index(table)
    found = {}
    for name in measures_of(table):
        numbers = [
            [[sums[day, key][name] if (day, key) in sums else 0 for key in keys] for day in days]
            for keys, sums in counted.values()
        ]
        found[name] = _Shown(counted[sisters[at]][0], suppression.together(numbers)[at])
    return found


def _counted(table: str, days: list[date]) -> tuple[list[str], dict[tuple[date, str], Sums]]:
    model: type[Model] = Traffic if table == WarehouseTable.TRAFFIC else Contacts
    chosen = month_of(days[0]).narrowed(last=days[-1])
    codes = _codes(table)
    sums: dict[tuple[date, str], Sums] = {
        (day, codes.get(key, str(key))): found
        for (day, key), found in by(model, chosen, "day", KEYS[table]).items()
    }
    return sorted({key for _day, key in sums}), sums


def _codes(table: str) -> dict[Any, str]:
    return dict(Topic.objects.values_list("pk", "code")) if table == WarehouseTable.TOPICS else {}


def rows(table: str, entries: list[Entry]) -> Iterator[list[object]]:
    """As a table of text, its heads first: what CSV and the page show."""
    called, measures = names(table), measures_of(table)
    yield ["day", KEYS[table], "name", *measures]
    for entry in entries:
        name = called.get(entry.key, entry.key)
        yield [entry.day.isoformat(), entry.key, name, *(entry.measures[each] for each in measures)]
