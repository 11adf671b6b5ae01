"""What the figures did before and after a change of the process, week by week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Model
from django.utils.translation import gettext as _

from desk import workdays
from stats import charts
from stats.cards import Card, Way
from stats.enums.process import Expected
from stats.figures import FIGURES, Chosen, Figure, Sums, answers, by, said, to_records, together
from stats.models import ProcessChange, TeamDay, Work

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Watched:
    """One figure around a change: its card, and the values of the whole weeks before and after, in words."""

    card: Card
    figure: Figure
    expected: str
    before: str
    after: str
    weeks_after: int
    everywhere: bool  # this figure is not counted by topic, though the change is about topics


def watched(change: ProcessChange, weeks: int, *, opens: bool = True) -> list[Watched]:
    """The figures that it should move, so many weeks before and after the day on which it took effect.

    The week in which that day lies, and the one that is not over, are drawn but belong to neither side. One
    query for each rollup that is read. `opens`: the reader may see the records behind a value.
    """
    this_week = _monday(workdays.today())
    middle = _monday(change.from_day)
    # Of what has not begun yet the weeks up to now are shown.
    first, last = min(middle, this_week) - weeks * WEEK, min(middle + weeks * WEEK, this_week)
    mondays = [first + n * WEEK for n in range((last - first).days // 7 + 1)]
    topics = tuple(sorted(topic.pk for topic in change.topics.all()))
    counted: dict[tuple[type[Model], Chosen], dict[date, Sums]] = {}
    found = []
    for move in change.moves.all():
        if (figure := FIGURES.get(move.figure)) is None:
            continue  # a figure that this version of the desk does not count any more
        model = TeamDay if figure.model is Work else figure.model
        days = (first, last + WEEK - timedelta(days=1))
        chosen = Chosen(*days, channels=figure.channels, topics=topics)
        narrow = answers(model, chosen)
        chosen = chosen if narrow else chosen.narrowed(topics=())
        if (model, chosen) not in counted:
            counted[model, chosen] = by(model, chosen, "week")
        sums = [counted[model, chosen].get(monday, Sums()) for monday in mondays]
        after_from = change.from_day if change.from_day == middle else middle + WEEK
        before = [s for monday, s in zip(mondays, sums, strict=True) if monday < min(middle, this_week)]
        after = [s for monday, s in zip(mondays, sums, strict=True) if after_from <= monday < this_week]
        found.append(
            Watched(
                _card(change, figure, mondays, sums, chosen, opens=opens), figure,
                str(Expected(move.expected).label), figure.words(together(before)),
                figure.words(together(after)) if after else "–", len(after),
                everywhere=bool(topics) and not narrow,
            )
        )  # fmt: skip
    return found


def _card(
    change: ProcessChange, figure: Figure, mondays: Sequence[date], sums: Sequence[Sums], chosen: Chosen, *,
    opens: bool,
) -> Card:  # fmt: skip
    values = [figure.of(each) for each in sums]
    words = [said(value, figure.unit) for value in values]
    # What has no value has nothing to open.
    ways = [
        to_records(figure.code, chosen.narrowed(first=monday, last=monday + timedelta(days=6)))
        if opens and value is not None
        else ""
        for monday, value in zip(mondays, values, strict=True)
    ]
    middle = _monday(change.from_day)
    told = _("changed %(day)s") % {"day": f"{change.from_day:%d.%m.%Y}"}
    names = [f"{monday:%d.%m}" for monday in mondays]
    title = str(figure.label)
    key = f"change-{figure.code}"
    drawn = charts.lines(
        key, title, names, [charts.Series("value", title, values, urls=ways, words=words)],
        marks=[charts.Mark(mondays.index(middle), told)] if middle in mondays else [],
    )  # fmt: skip
    rows: list[list[str | int | Way]] = [
        [f"{monday:%d.%m.%Y}", Way(text, way) if way else text]
        for monday, text, way in zip(mondays, words, ways, strict=True)
    ]
    return Card(
        key=key, title=title[:1].upper() + title[1:], chart=drawn, heads=[_("Week from"), _("Value")],
        rows=rows, formula=figure.how(), wide=True,
    )  # fmt: skip


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
