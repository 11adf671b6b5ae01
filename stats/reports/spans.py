"""The days that a report is about, and those with which it is compared. Days are those of Tallinn."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import formats
from django.utils.translation import gettext as _

from desk import workdays
from desk.orders.models import Period
from desk.orders.periods import named
from stats.enums.reports import ReportKind
from stats.figures import Chosen, month_of
from stats.models import ReportPlan

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Span:
    """So many days, with their name."""

    first: date
    last: date
    name: str
    due: date | None = None  # of a declaration period: the day around which its weeks lie

    @property
    def working_days(self) -> int:
        """How many working days."""
        days = range((self.last - self.first).days + 1)
        return sum(workdays.is_working(self.first + timedelta(days=day)) for day in days)

    def chosen(self, unit: int) -> Chosen:
        """Everything that is asked about this unit's matters in these days."""
        return Chosen(self.first, self.last, unit=unit)


def month(day: date) -> Span:
    """The calendar month of this day: October 2026."""
    found = month_of(day)
    return Span(found.first, found.last, formats.date_format(found.first, "F Y"))


def around(period: Period) -> tuple[date, date]:
    """The whole weeks around a due date in which more people than usual turn to us."""
    first = period.peak_from - timedelta(days=period.peak_from.weekday())
    return first, period.peak_until + timedelta(days=6 - period.peak_until.weekday())


def of_period(period: Period) -> Span:
    """The weeks around the due date of a period, named by it."""
    return Span(*around(period), f"{period.obligation.name}, {named(period)}", period.due_on)


def three(first: date, period: Period | None) -> tuple[Span, Span, Span]:
    """The span that begins on `first`, the one before it, and that of a year before."""
    if period is None:
        this = month(first)
        return this, month(first - timedelta(days=1)), month(first.replace(year=first.year - 1))
    this = of_period(period)
    earlier = Period.objects.filter(obligation=period.obligation).select_related("obligation")
    before = earlier.filter(due_on__lt=period.due_on).order_by("-due_on").first()
    year = earlier.filter(year=period.year - 1, number=period.number).first()
    weeks = (this.last - this.first) // WEEK + 1
    return (
        this,
        of_period(before) if before else _weeks_earlier(this, weeks),
        of_period(year) if year else _weeks_earlier(this, 52),
    )


def _weeks_earlier(span: Span, weeks: int) -> Span:
    first, last = span.first - weeks * WEEK, span.last - weeks * WEEK
    due = span.due - weeks * WEEK if span.due else None
    return Span(first, last, f"{first:%d.%m.%Y}–{last:%d.%m.%Y}", due)


def working_days(since: date, until: date) -> int:
    """How many working days have passed after `since`, `until` included."""
    return sum(workdays.is_working(since + timedelta(days=day)) for day in range(1, (until - since).days + 1))


def weeks_of(span: Span) -> dict[int, date]:
    """The Mondays of a span that begins on one, by how many weeks they lie after that of its due date."""
    due = (span.due or span.last) - timedelta(days=(span.due or span.last).weekday())
    mondays = [span.first + at * WEEK for at in range((span.last - span.first) // WEEK + 1)]
    return {(monday - due) // WEEK: monday for monday in mondays}


def due(plan: ReportPlan, today: date) -> Iterator[tuple[date, date, Period | None]]:
    """Of which spans this plan's report is due today or was due lately: at most the last one of each kind.

    What was missed while nothing ran is made up for; what ended before the plan began is never reported.
    """
    if plan.kind == ReportKind.MONTHLY:
        last = today.replace(day=1) - timedelta(days=1)
        if today.day >= plan.day and last >= plan.since:
            yield last.replace(day=1), last, None
        return
    found = Period.objects.filter(
        obligation__in=plan.obligations.all(), due_on__gt=today - timedelta(days=92), due_on__lt=today
    )
    for period in found.select_related("obligation").order_by("due_on", "pk"):
        first, last = around(period)
        if last + timedelta(days=plan.day) <= today and last >= plan.since:
            yield first, last, period


def title(kind: str, span: Span) -> str:
    """What a report is called."""
    if kind == ReportKind.MONTHLY:
        return _("What clients asked: %(span)s") % {"span": span.name}
    return _("What clients asked around the due date: %(span)s") % {"span": span.name}
