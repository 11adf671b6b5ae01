"""The half-hours in which the desk is open, each with what the calendar says of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from desk import workdays
from desk.enquiries import deadlines
from desk.enquiries.worktime import Calendar
from desk.orders import periods
from desk.orders.enums import Frequency
from desk.orders.models import Obligation, Period
from desk.workdays import TALLINN
from stats.staffing.step import Step

HALF = timedelta(minutes=30)
MINUTES = 30
SATURDAY = 5


@dataclass(frozen=True)
class Due:
    """One period's peak and due date."""

    yearly: bool
    peak_from: date
    due_on: date
    peak_until: date


def half_of(moment: datetime) -> datetime:
    """The beginning, in UTC, of the half-hour that holds this moment."""
    moment = moment.astimezone(UTC)
    return moment.replace(minute=moment.minute // MINUTES * MINUTES, second=0, microsecond=0)


def open_steps(first: date, last: date) -> list[Step]:
    """The open half-hours from `first` to `last`, both included, in order."""
    calendar = deadlines.calendar()
    return steps_of(calendar, dues(calendar, first, last), first, last)


def steps_of(calendar: Calendar, known: Iterable[Due], first: date, last: date) -> list[Step]:
    """The same by a calendar and due dates that were read already; pure."""
    due = list(known)
    found: list[Step] = []
    day = first
    while day <= last:
        if spans := calendar.spans(day):
            traits = (workdays.is_shortened(day), _after_closed(calendar, day), _peak(due, day))
            found += _of_day(day, [(span.begins, span.ends) for span in spans], traits)
        day += timedelta(days=1)
    return found


def dues(calendar: Calendar, first: date, last: date) -> list[Due]:
    """Every peak that touches these days: as the calendar of declarations has it, else counted."""
    there = {(each.obligation_id, each.year, each.number): each for each in Period.objects.all()}
    found: list[Due] = []
    for obligation in Obligation.objects.filter(active=True):
        for year in range(first.year - 2, last.year + 1):
            for number in periods.numbers_of(obligation):
                row = there.get((obligation.pk, year, number))
                dates = row or periods.counted(obligation, year, number, calendar)
                if dates.peak_from <= last and dates.peak_until >= first:
                    yearly = obligation.frequency == Frequency.YEAR
                    found.append(Due(yearly, dates.peak_from, dates.due_on, dates.peak_until))
    return found


def _of_day(
    day: date,
    spans: Sequence[tuple[datetime, datetime]],
    traits: tuple[bool, bool, tuple[float, float, float, float, float, float]],
) -> list[Step]:
    found: list[Step] = []
    at, last = half_of(spans[0][0]), spans[-1][1]
    while at < last:
        seconds = sum(
            max(0.0, (min(ends, at + HALF) - max(begins, at)).total_seconds()) for begins, ends in spans
        )
        if seconds:
            wall = at.astimezone(TALLINN)
            found.append(Step(at, day, wall.hour * 60 + wall.minute, seconds / HALF.total_seconds(), *traits))
        at += HALF
    return found


def _after_closed(calendar: Calendar, day: date) -> bool:
    """Whether the weekday before was closed, so that what would have come then comes now."""
    before = day - timedelta(days=1)
    while before.weekday() >= SATURDAY:
        before -= timedelta(days=1)
    return not calendar.works_on(before)


def _peak(known: Iterable[Due], day: date) -> tuple[float, float, float, float, float, float]:
    within = [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    for each in known:
        if not each.peak_from <= day <= each.peak_until:
            continue
        kind = within[each.yearly]
        kind[0] += 1.0
        if day <= each.due_on:
            length = max(1, (each.due_on - each.peak_from).days)
            kind[1] = max(kind[1], 1.0 - (each.due_on - day).days / length)
        else:
            kind[2] = 1.0
    (a, b, c), (d, e, f) = within
    return a, b, c, d, e, f


def midnight(day: date) -> datetime:
    """The beginning of a day in Tallinn, in UTC."""
    return workdays.at(day, time.min).astimezone(UTC)
