"""When what clients declare falls due, and where the peaks are. Counts and reads; `actions.periods` writes.

A due date that is no working day of the agency moves to the next one; the working calendar knows holidays and
the administrator's special days. The peak is counted in working days around the due date.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

from desk import workdays
from desk.enquiries import deadlines
from desk.enquiries.worktime import Calendar, months_after
from desk.orders.enums import Frequency
from desk.orders.models import Obligation, Period

QUARTERS = (1, 2, 3, 4)


@dataclass(frozen=True)
class Dates:
    """Everything that is counted of one period."""

    starts_on: date
    ends_on: date
    due_on: date
    peak_from: date
    peak_until: date


def numbers_of(obligation: Obligation) -> Sequence[int]:
    """Its periods in a year."""
    return QUARTERS if obligation.frequency == Frequency.QUARTER else (1,)


def counted(obligation: Obligation, year: int, number: int, calendar: Calendar) -> Dates:
    """The dates of a period by its obligation and the calendar, as they are now."""
    starts = date(year, 1 + (number - 1) * 3, 1)
    after = months_after(starts, 3) if obligation.frequency == Frequency.QUARTER else date(year + 1, 1, 1)
    month = months_after(after, obligation.month - 1)
    last = months_after(month, 1) - timedelta(days=1)
    due = calendar.on_or_after(min(month + timedelta(days=obligation.day - 1), last))
    return Dates(starts, after - timedelta(days=1), due, *peak(obligation, due, calendar))


def peak(obligation: Obligation, due: date, calendar: Calendar) -> tuple[date, date]:
    """The first and the last day on which more people than usual turn to us about this due date."""
    return (
        calendar.working_day(due, -obligation.peak_before),
        calendar.working_day(due, obligation.peak_after),
    )


def named(period: Period) -> str:
    """A period in words: III quarter 2026, or the year."""
    if period.obligation.frequency == Frequency.YEAR:
        return str(period.year)
    return _("quarter %(number)s of %(year)s") % {
        "number": ("I", "II", "III", "IV")[period.number - 1],
        "year": period.year,
    }


def labelled(period: Period) -> str:
    """What is declared and for when, for a list to choose from."""
    return f"{period.obligation}, {named(period)}"


@dataclass(frozen=True)
class Peak:
    """Days on which the peaks of some periods lie over each other: what planning must know."""

    first: date
    last: date
    periods: tuple[Period, ...]


def peaks(periods: Iterable[Period]) -> list[Peak]:
    """The peaks of these periods in order, those that touch made one."""
    found: list[Peak] = []
    for each in sorted(periods, key=lambda period: (period.peak_from, period.pk)):
        before = found[-1] if found else None
        if before and each.peak_from <= before.last + timedelta(days=1):
            found[-1] = Peak(before.first, max(before.last, each.peak_until), (*before.periods, each))
        else:
            found.append(Peak(each.peak_from, each.peak_until, (each,)))
    return found


@dataclass
class Month:
    """One month of the calendar: what falls due in it, and the peaks that touch it."""

    first: date
    due: list[Period] = field(default_factory=list)
    peaks: list[Peak] = field(default_factory=list)

    @property
    def last(self) -> date:
        return months_after(self.first, 1) - timedelta(days=1)


def year_of(year: int) -> list[Month]:
    """The twelve months of a year; one statement, however much is due."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    touching = Period.objects.filter(peak_from__lte=last, peak_until__gte=first)
    rows = list(touching.select_related("obligation").order_by("due_on", "pk"))
    months = [Month(date(year, number, 1)) for number in range(1, 13)]
    joined = peaks(rows)
    for month in months:
        month.due = [each for each in rows if month.first <= each.due_on <= month.last]
        month.peaks = [each for each in joined if each.first <= month.last and each.last >= month.first]
    return months


def peaks_within(first: date, last: date) -> list[Peak]:
    """The peaks that touch these days, for whoever plans shifts and absences."""
    return peaks(Period.objects.peaking_within(first, last).select_related("obligation"))


def last_over() -> Period | None:
    """The period whose due date went by last: what a follow-up usually follows."""
    return Period.objects.over(workdays.today()).select_related("obligation").first()


def calendar() -> Calendar:
    """By which everything here is counted."""
    return deadlines.calendar()
