"""The roster of some weeks as plain values: who is in the rotation when, and who could be."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desk import workdays
from desk.people import roster
from desk.people.enums import Duty, Role
from desk.people.models import Shift, UserRole
from stats.staffing.plan import Person, Planned

# Other duties in which letters, documents and visitors are done.
BACK_OFFICE = (Duty.COUNTER, Duty.DOCUMENTS)


@dataclass(frozen=True)
class Rostered:
    """Shifts of the rotation, the people by id, and the minutes planned for other work of the desk."""

    shifts: list[Planned]
    people: dict[int, Person]
    other_minutes: int


def read(first: date, weeks: int) -> Rostered:
    """The weeks from the Monday `first`. Who is in training takes no real calls and is left out."""
    shifts: list[Planned] = []
    left: dict[int, dict[date, int]] = defaultdict(dict)
    busy: dict[int, dict[date, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    free: dict[int, set[date]] = defaultdict(set)
    other = timedelta()
    heads = _heads(first, weeks)
    for monday in (first + timedelta(weeks=number) for number in range(weeks)):
        for row in roster.read_week(monday):
            user = row.person.pk or 0
            if row.person.training:
                continue
            if row.person.extension and user not in heads:
                left[user][monday] = max(0, round((row.expected - row.spent).total_seconds() / 60))
            for cell in row.cells:
                there = () if cell.absent else cell.shifts
                shifts += [_planned(shift) for shift in there if shift.duty == Duty.CALLS]
                rest = [shift for shift in there if shift.duty != Duty.CALLS]
                busy[user][cell.day.date] += [_minutes(shift) for shift in rest]
                other += roster.worked([shift for shift in rest if shift.duty in BACK_OFFICE])
                if not there and cell.at_desk and not cell.absent and row.helper is None:
                    free[user].add(cell.day.date)
    people = {
        user: Person(user, dict(weeks_left), dict(busy[user]), frozenset(free[user]))
        for user, weeks_left in left.items()
    }
    return Rostered(shifts, people, round(other.total_seconds() / 60))


def _heads(first: date, weeks: int) -> set[int]:
    """Who leads takes calls where the roster has it so, but nobody proposes it to the head."""
    roles = UserRole.objects.within(first, first + timedelta(weeks=weeks)).filter(role=Role.HEAD)
    return set(roles.values_list("user_id", flat=True))


def carried(moved: Sequence[Planned]) -> list[bool]:
    """Which of these planned shifts stand in the roster as it is now."""
    days = [each.day for each in moved]
    if not days:
        return []
    rows = Shift.objects.within(min(days), max(days)).taking_calls()
    now = {
        (each.user, each.day, each.starts, each.ends)
        for each in map(_planned, rows.filter(user__in={each.user for each in moved}))
    }
    return [(each.user, each.day, each.starts, each.ends) in now for each in moved]


def _planned(shift: Shift) -> Planned:
    starts, ends = _minutes(shift)
    return Planned(shift.user_id, workdays.day_of(shift.starts_at), starts, ends, shift.pk)


def _minutes(shift: Shift) -> tuple[int, int]:
    day = workdays.day_of(shift.starts_at)
    return _of_day(day, shift.starts_at), _of_day(day, shift.ends_at)


def _of_day(day: date, moment: datetime) -> int:
    """Minutes since the midnight of `day` on the wall's clock; more than a day's for a later date."""
    wall = moment.astimezone(workdays.TALLINN)
    return (wall.date() - day).days * 1440 + wall.hour * 60 + wall.minute
