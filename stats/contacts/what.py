"""What is asked: the figures of the choice with their change, and topics by week as a heat map."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from desk import workdays
from stats import charts, spans
from stats.cards import Card, Way
from stats.contacts import change
from stats.contacts.tree import Tree
from stats.figures import FIGURES, Chosen, Sums, by, to_records, total
from stats.models import Contacts

TILES = ("opened", "fcr", "hand_over", "repeats", "on_time")


@dataclass(frozen=True)
class Moved:
    """One figure in large with its change against two other times, its formula and its records."""

    label: str
    value: str
    before: str
    year: str
    url: str
    how: str


def moved(chosen: Chosen, codes: Sequence[str] = TILES) -> list[Moved]:
    """The figures of the choice, of the time before and of last year; three sums are read."""
    now, before, year = (
        total(Contacts, each) for each in (chosen, spans.before(chosen), chosen.year_before())
    )
    return [
        Moved(
            str(FIGURES[code].label),
            FIGURES[code].words(now),
            change.against(FIGURES[code], now, before),
            change.against(FIGURES[code], now, year),
            to_records(code, chosen),
            FIGURES[code].how(),
        )
        for code in codes
    ]


def week_name(week: date, *, whole: bool) -> str:
    """A week by its number, with a star while it is not over or not chosen as a whole."""
    return f"{week.isocalendar().week}{'' if whole else '*'}"


def heat(chosen: Chosen, tree: Tree) -> Card:
    """Enquiries by topic and week: by group, or by the topics of the one group that is chosen."""
    today, weeks = workdays.today(), spans.weeks_of(chosen)
    shown = chosen.narrowed(first=max(chosen.first, weeks[0]))
    rows = _rows(by(Contacts, shown, "week", "topic"), chosen, tree)
    names = [week_name(week, whole=spans.is_whole(chosen, week, today)) for week in weeks]
    figure = FIGURES["opened"]

    def way(pk: int, week: date | None) -> str:
        narrowed = shown if week is None else spans.week_within(shown, week)
        return to_records("opened", narrowed.narrowed(topics=(pk,)))

    lines = [
        charts.Line(
            tree.name(pk),
            [
                charts.Bar(f"{pk}-{week}", name, row.get(week, 0), url=way(pk, week) if row.get(week) else "")
                for week, name in zip(weeks, names, strict=True)
            ],
        )
        for pk, row in rows
    ]
    title = _("Enquiries by topic and week")
    return Card(
        key="heat",
        title=title,
        chart=charts.heat("heat", title, lines, names),
        heads=[
            _("Topic"),
            _("all"),
            *(f"{name} ({week:%d.%m})" for name, week in zip(names, weeks, strict=True)),
        ],
        rows=[
            [
                tree.name(pk),
                Way(sum(row.values()), way(pk, None)),
                *(Way(row.get(week, 0), way(pk, week)) for week in weeks),
            ]
            for pk, row in rows
        ],
        formula=f"{figure.how()} {notes()}",
        wide=True,
    )


def notes() -> str:
    """What is to be known of weeks and topics."""
    return _(
        "Weeks are numbered by ISO 8601 and begin on Monday; one with a star is not over, or not chosen as a "
        "whole. An earlier topic is counted in the one in which it goes on today."
    )


def group_chosen(chosen: Chosen, tree: Tree) -> int | None:
    """The one group that is chosen, whose topics are then shown."""
    if len(chosen.topics) != 1:
        return None
    (pk,) = chosen.topics
    return pk if tree.group(pk) == pk else None


def _rows(
    sums: dict[tuple[date, int], Sums], chosen: Chosen, tree: Tree
) -> list[tuple[int, dict[date, int]]]:
    """(topic or group, enquiries by week), in the administrator's order; what nobody asked is left out."""
    finer = group_chosen(chosen, tree) is not None or len(chosen.topics) > 0
    found: dict[int, dict[date, int]] = {}
    for (week, topic), each in sums.items():
        row = found.setdefault(topic if finer else tree.group(topic), {})
        row[week] = row.get(week, 0) + each["opened"]
    return [(pk, found[pk]) for pk in ordered(found, tree) if any(found[pk].values())]


def ordered(topics: Iterable[int], tree: Tree) -> list[int]:
    """In the administrator's order: groups by theirs, topics within theirs."""

    def place(pk: int) -> tuple[int, str, int, str]:
        topic, group = tree.topics.get(pk), tree.topics.get(tree.group(pk))
        if topic is None or group is None:
            return (99_999, "", 0, str(pk))
        return (group.position, group.code, topic.position, topic.code)

    return sorted(topics, key=place)
