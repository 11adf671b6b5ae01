"""When is asked: weeks against last year with the declaration dates, and hours of the week."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from desk import workdays
from desk.orders.models import Period
from desk.orders.periods import labelled
from stats import charts, spans
from stats.cards import Card, Way
from stats.contacts import change
from stats.contacts.what import notes, week_name
from stats.figures import FIGURES, Chosen, Sums, answers, by, to_records
from stats.models import Contacts, Traffic

YEAR = timedelta(weeks=52)
MARKED = 8  # flags on the drawing; all dates stand below it


def due_dates(chosen: Chosen) -> list[Period]:
    """What fell or falls due in the span."""
    return list(Period.objects.due_within(chosen.first, chosen.last).select_related("obligation"))


def trend(chosen: Chosen, due: list[Period]) -> Card:
    """Enquiries by week beside the same weeks 52 weeks before, whatever the topics were called then."""
    today, weeks = workdays.today(), spans.weeks_of(chosen, most=160)
    now, then = by(Contacts, chosen, "week"), by(Contacts, chosen.year_before(), "week")
    whole = [spans.is_whole(chosen, week, today) for week in weeks]
    names = [week_name(week, whole=full) for week, full in zip(weeks, whole, strict=True)]
    this = [now.get(week, Sums())["opened"] for week in weeks]
    last = [then.get(week - YEAR, Sums())["opened"] for week in weeks]
    title = _("Enquiries by week")
    return Card(
        key="trend",
        title=title,
        chart=charts.lines(
            "trend", title, names, _series(chosen, weeks, whole, this, last), marks=_marks(weeks, due)
        ),
        heads=[_("Week"), _("This year"), _("52 weeks before"), _("Change")],
        rows=[
            [
                f"{name} ({week:%d.%m.%Y})",
                Way(count, _week(chosen, week)),
                Way(before, _week(chosen.year_before(), week - YEAR)),
                change.share(count, before) if full else "–",
            ]
            for name, week, full, count, before in zip(names, weeks, whole, this, last, strict=True)
        ],
        formula=" ".join(
            [
                FIGURES["opened"].how(),
                _("Each week stands beside the one 52 weeks before, so that the same weekdays are compared."),
                notes(),
            ]
        ),
        wide=True,
    )


def _week(chosen: Chosen, week: date) -> str:
    return to_records("opened", spans.week_within(chosen, week))


def _series(
    chosen: Chosen, weeks: list[date], whole: list[bool], this: list[int], last: list[int]
) -> list[charts.Series]:
    """This year's whole weeks, the others dashed from the one before, and last year's."""
    count = len(weeks)
    near = [
        not whole[index]
        or (index + 1 < count and not whole[index + 1])
        or (index > 0 and not whole[index - 1])
        for index in range(count)
    ]
    urls = [_week(chosen, week) for week in weeks]
    series = [
        charts.Series(
            "last", _("52 weeks before"), last, "muted",
            urls=[_week(chosen.year_before(), week - YEAR) for week in weeks],
        ),
        charts.Series(
            "this", _("this year"), [v if full else None for v, full in zip(this, whole, strict=True)],
            urls=urls,
        ),
    ]  # fmt: skip
    if not all(whole):
        partial = [v if each else None for v, each in zip(this, near, strict=True)]
        # A whole week has its own point already: here it is only where the dashed line begins.
        ways = ["" if full else url for full, url in zip(whole, urls, strict=True)]
        label = _("week not over, or not chosen as a whole")
        series.append(charts.Series("partial", label, partial, dashed=True, urls=ways))
    return series


def _marks(weeks: list[date], due: list[Period]) -> list[charts.Mark]:
    """One flag a week, with the day alone where several things are due."""
    by_week: dict[int, list[Period]] = {}
    for period in due:
        by_week.setdefault(weeks.index(spans.monday(period.due_on)), []).append(period)
    return [
        charts.Mark(index, f"{periods[0].due_on:%d.%m}") for index, periods in list(by_week.items())[-MARKED:]
    ]


def due_lines(due: list[Period]) -> list[tuple[date, str]]:
    """The declaration dates in words."""
    return [(period.due_on, labelled(period)) for period in due]


def weekdays() -> list[str]:
    """Monday to Sunday, short."""
    return [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]


def can_say_hours(chosen: Chosen) -> bool:
    """Whether what came in is known by everything that was chosen: nobody's topic is, before it is asked."""
    return answers(Traffic, chosen)


def hours(chosen: Chosen) -> list[Card]:
    """What came in by hour and weekday as a heat map, and by hour: answered and given up."""
    sums = by(Traffic, chosen, "weekday", "hour")
    found = sorted({hour for _day, hour in sums})
    shown = list(range(found[0], found[-1] + 1)) if found else []
    days = [n for n in range(1, 8) if n <= 5 or any(day == n for day, _hour in sums)]
    return [_heat(chosen, sums, shown, days), _by_hour(chosen, sums, shown)]


def _heat(chosen: Chosen, sums: dict[tuple[int, int], Sums], shown: list[int], days: list[int]) -> Card:
    def way(day: int, hour: int) -> Way:
        number = sums.get((day, hour), Sums())["offered"]
        return Way(number, to_records("offered", chosen, weekday=str(day), hour=str(hour)))

    names, heads = weekdays(), [f"{hour}" for hour in shown]
    cells = {day: [way(day, hour) for hour in shown] for day in days}
    lines = [
        charts.Line(
            names[day - 1],
            [
                charts.Bar(f"{day}-{hour}", name, int(cell.number), url=cell.url if cell.number else "")
                for hour, name, cell in zip(shown, heads, cells[day], strict=True)
            ],
        )
        for day in days
    ]
    title = _("Contacts that came in, by weekday and hour")
    return Card(
        key="hours",
        title=title,
        chart=charts.heat("hours", title, lines, heads),
        heads=[_("Weekday"), *(f"{hour}–{hour + 1}" for hour in shown)],
        rows=[[names[day - 1], *cells[day]] for day in days],
        formula=FIGURES["offered"].how(),
        wide=True,
    )


def _by_hour(chosen: Chosen, sums: dict[tuple[int, int], Sums], shown: list[int]) -> Card:
    parts = (("answered", _("answered"), "info"), ("lost", _("given up"), "bad"))
    of_hour = {
        hour: {code: sum(each[code] for (_d, h), each in sums.items() if h == hour) for code, *_rest in parts}
        for hour in shown
    }
    steps = [
        charts.Column(
            f"{hour}",
            [
                charts.Bar(
                    f"{code}-{hour}", label, of_hour[hour][code], tone,
                    to_records(code, chosen, hour=str(hour)),
                )
                for code, label, tone in parts
            ],
        )
        for hour in shown
    ]  # fmt: skip
    title = _("Answered and given up, by hour")
    return Card(
        key="by-hour",
        title=title,
        chart=charts.columns("by-hour", title, steps),
        heads=[_("Hour"), *(label for _code, label, _tone in parts)],
        rows=[
            [f"{hour}–{hour + 1}", *(Way(part.value, part.url) for part in step.parts)]
            for hour, step in zip(shown, steps, strict=True)
        ],
        formula=" ".join(FIGURES[code].how() for code in ("answered", "lost")),
        wide=True,
    )
