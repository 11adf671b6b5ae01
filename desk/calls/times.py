"""When callbacks can be promised: half hours of working days, and how many places each still has."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from desk import workdays
from desk.calls.models import Callback, CallbackSlot
from desk.enquiries import deadlines
from desk.enquiries.worktime import Calendar

DAYS = 5  # working days after today
HALF_HOUR = timedelta(minutes=30)
# How long after each failed attempt the next one is made; "workday" is the same time on the next one.
LADDER: tuple[timedelta | str, ...] = (timedelta(hours=1), "workday")


@dataclass(frozen=True)
class Place:
    """One half hour: when it begins, and how many callbacks may still be promised for it."""

    at: datetime
    free: int


@dataclass(frozen=True)
class Grid:
    """The offer as people read it: days across, half hours down; None where no callback is made."""

    days: list[date]
    rows: list[tuple[time, list[Place | None]]]


def days(week: Calendar, first: date, after: int = DAYS) -> list[date]:
    """`first` if it is a working day, and so many working days after it."""
    following = [week.working_day(first, count) for count in range(1, after + 1)]
    return [first, *following] if week.works_on(first) else following


def _last_end(slots: list[CallbackSlot], day: date) -> datetime:
    end = workdays.at(day, max(slot.begins for slot in slots)) + HALF_HOUR
    return end - workdays.SHORTENED_BY if workdays.is_shortened(day) else end


def of_day(week: Calendar, slots: list[CallbackSlot], day: date) -> Iterator[tuple[datetime, int]]:
    """The half hours of a day and their capacity; none where the agency is closed, fewer before holidays."""
    own = [slot for slot in slots if slot.weekday == day.isoweekday()]
    if not own or not week.works_on(day):
        return
    end = min(_last_end(own, day), week.ends_on(day))
    for slot in own:
        at = workdays.at(day, slot.begins)
        if at + HALF_HOUR <= end:
            yield at, slot.capacity


def places(now: datetime, after: int = DAYS) -> list[Place]:
    """Every half hour of today and the next working days that has not begun, full ones too; three queries."""
    slots, week = list(CallbackSlot.objects.all()), deadlines.calendar()
    offered = [pair for day in days(week, workdays.day_of(now), after) for pair in of_day(week, slots, day)]
    offered = [(at, capacity) for at, capacity in offered if at > now]
    if not offered:
        return []
    taken: dict[datetime, int] = {}
    planned = Callback.objects.planned().filter(slot_at__gte=offered[0][0], slot_at__lte=offered[-1][0])
    for at in planned.values_list("slot_at", flat=True):
        taken[at] = taken.get(at, 0) + 1
    return [Place(at, max(0, capacity - taken.get(at, 0))) for at, capacity in offered]


def grid(found: list[Place]) -> Grid:
    """The offer as a table."""
    across = sorted({workdays.day_of(place.at) for place in found})
    by_cell = {(_hour(place.at), workdays.day_of(place.at)): place for place in found}
    down = sorted({_hour(place.at) for place in found})
    return Grid(across, [(hour, [by_cell.get((hour, day)) for day in across]) for hour in down])


def _hour(at: datetime) -> time:
    return at.astimezone(workdays.TALLINN).time()


def again(step: int, now: datetime) -> datetime | None:
    """The earliest moment of the attempt that follows the failed `step`; None after the last."""
    if step > len(LADDER):
        return None
    wait = LADDER[step - 1]
    if isinstance(wait, timedelta):
        return now + wait
    local = now.astimezone(workdays.TALLINN)
    following = deadlines.working_day(local.date(), 1)
    return workdays.at(following, local.time().replace(second=0, microsecond=0))
