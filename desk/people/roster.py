"""The week's plan: whose days they are, what stands in them, and what it comes to in hours.

`planned` is a pure function of rows already read, so that the grid costs the same for one person and forty.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from desk import workdays
from desk.ordering import EstonianOrder
from desk.people.models import Absence, Shift, User, UserRole
from desk.people.permissions import DESK
from desk.people.spans import hours_text

WORKING_DAYS = 5  # of a full week
LUNCH_AFTER = timedelta(hours=6)


@dataclass(frozen=True)
class Day:
    """A column: the day and what the calendar says of it."""

    date: date
    holiday: str
    shortened: bool

    @property
    def works(self) -> bool:
        return workdays.is_working(self.date)


@dataclass(frozen=True)
class Cell:
    """One person on one day."""

    day: Day
    shifts: tuple[Shift, ...]
    absent: bool
    at_desk: bool
    # On a shortened day that is planned as long as any other: when it ought to end.
    ends_by: datetime | None


@dataclass
class Row:
    """One person's week."""

    person: User
    cells: tuple[Cell, ...]
    helper: UserRole | None
    expected: timedelta
    spent: timedelta = field(init=False)

    def __post_init__(self) -> None:
        self.spent = sum((worked(cell.shifts) for cell in self.cells), timedelta())

    @property
    def hours(self) -> str:
        """What is planned, as people read it."""
        return hours_text(self.spent)

    @property
    def agreed(self) -> str:
        """What was agreed for these days."""
        return hours_text(self.expected)

    @property
    def missing(self) -> str:
        """Agreed hours that are not planned; empty if there are none, or for a helper."""
        short = self.expected - self.spent
        return hours_text(short) if short > timedelta() and self.helper is None else ""

    @property
    def beyond(self) -> str:
        """Hours planned beyond what was agreed."""
        over = self.spent - self.expected
        return hours_text(over) if over > timedelta() and self.helper is None else ""


def monday_of(day: date) -> date:
    """The first day of the week."""
    return day - timedelta(days=day.weekday())


def week_name(day: date) -> str:
    """`2026-W48`, as an input of type week writes it."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"


def week_named(name: str) -> date | None:
    """The Monday of `2026-W48`; None if it is no such name."""
    try:
        return datetime.strptime(f"{name}-1", "%G-W%V-%u").date()  # noqa: DTZ007  (a date, no moment)
    except ValueError:
        return None


def week(monday: date) -> tuple[Day, ...]:
    """The seven columns."""
    days = (monday + timedelta(days=number) for number in range(7))
    return tuple(Day(day, workdays.holiday(day), workdays.is_shortened(day)) for day in days)


def worked(shifts: Iterable[Shift]) -> timedelta:
    """Working time of one day's shifts: a span of more than six hours holds a lunch that is not worked.

    Counted in UTC, where an hour is an hour also on the night when the clocks change.
    """
    total = timedelta()
    for shift in shifts:
        span = shift.ends_at.astimezone(UTC) - shift.starts_at.astimezone(UTC)
        lunch = timedelta(minutes=settings.ROSTER_LUNCH_MINUTES) if span > LUNCH_AFTER else timedelta()
        total += span - lunch
    return total


def expected(weekly_hours: Decimal, days: Iterable[Day], away: Iterable[date] = ()) -> timedelta:
    """Agreed hours of the days: part time by its share, without holidays and absences.

    A shortened day is three hours shorter for everyone who works on it, full time or part.
    """
    daily = timedelta(hours=float(weekly_hours)) / WORKING_DAYS
    total, without = timedelta(), set(away)
    for day in days:
        if day.works and day.date not in without:
            total += max(timedelta(), daily - workdays.SHORTENED_BY) if day.shortened else daily
    return total


def planned(
    days: Sequence[Day],
    people: Iterable[User],
    shifts: Iterable[Shift],
    absences: Iterable[Absence],
    roles: Iterable[UserRole],
) -> list[Row]:
    """The week's rows in the order of `people`."""
    by_day: dict[tuple[int, date], list[Shift]] = defaultdict(list)
    for shift in sorted(shifts, key=lambda shift: shift.starts_at):
        by_day[shift.user_id, workdays.day_of(shift.starts_at)].append(shift)
    away: dict[int, set[date]] = defaultdict(set)
    for absence in absences:
        away[absence.user_id] |= {
            day.date for day in days if absence.first_day <= day.date <= absence.last_day
        }
    held: dict[int, list[UserRole]] = defaultdict(list)
    for role in roles:
        held[role.user_id].append(role)
    return [_row(person, days, by_day, away[person.pk or 0], held[person.pk or 0]) for person in people]


def _row(
    person: User,
    days: Sequence[Day],
    by_day: dict[tuple[int, date], list[Shift]],
    away: set[date],
    roles: list[UserRole],
) -> Row:
    pk = person.pk or 0
    standing = any(role.from_day is None and role.until_day is None for role in roles)
    helper = None if standing else next((role for role in roles if role.until_day), None)
    cells = tuple(
        Cell(
            day,
            shifts := tuple(by_day.get((pk, day.date), ())),
            day.date in away,
            any(role.covers(day.date) for role in roles),
            _ends_by(shifts, person.weekly_hours) if day.shortened else None,
        )
        for day in days
    )
    # A helper's agreed hours are kept at his own desk, not here.
    agreed = timedelta() if helper else expected(person.weekly_hours, days, away)
    return Row(person, cells, helper, agreed)


def _ends_by(shifts: tuple[Shift, ...], weekly_hours: Decimal) -> datetime | None:
    allowed = timedelta(hours=float(weekly_hours)) / WORKING_DAYS - workdays.SHORTENED_BY
    too_much = worked(shifts) - max(allowed, timedelta())
    # Whoever ends three hours earlier has no lunch left in the shorter span.
    if too_much <= timedelta(minutes=settings.ROSTER_LUNCH_MINUTES):
        return None
    return max(shift.ends_at for shift in shifts) - too_much


def desk_people(first: date, last: date) -> QuerySet[User]:
    """Who has a role at the desk on one of these days, by the Estonian alphabet."""
    roles = UserRole.objects.within(first, last).filter(user=OuterRef("pk"), role__in=DESK)
    return User.objects.filter(Exists(roles), is_active=True).order_by(
        EstonianOrder("last_name"), EstonianOrder("first_name"), "pk"
    )


def outside_the_desk(day: date) -> QuerySet[User]:
    """Colleagues without a role at the desk on that day: who may come to help."""
    roles = UserRole.objects.in_force(day).filter(user=OuterRef("pk"), role__in=DESK)
    return User.objects.filter(~Exists(roles), is_active=True).order_by(
        EstonianOrder("last_name"), EstonianOrder("first_name"), "pk"
    )


def read_week(monday: date, people: Sequence[User] | None = None) -> list[Row]:
    """The rows of the week that begins on `monday`; of everyone at the desk, or of these people."""
    days = week(monday)
    last = days[-1].date
    shown = list(desk_people(monday, last)) if people is None else list(people)
    return planned(
        days,
        shown,
        Shift.objects.within(monday, last).filter(user__in=shown),
        Absence.objects.within(monday, last).filter(user__in=shown),
        UserRole.objects.within(monday, last).filter(user__in=shown, role__in=DESK),
    )
