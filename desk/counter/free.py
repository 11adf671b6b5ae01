"""Which places of an office are free: counted from its bookable times, its closed days and who is booked.

Pure: no row is read here. Times are those of a clock on the wall in Tallinn.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from desk import workdays
from desk.counter.models import Opening

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Place:
    """A span in which so many visits may be booked, and how many of them are taken."""

    start: datetime
    end: datetime
    capacity: int
    taken: int

    @property
    def left(self) -> int:
        """How many more may be booked."""
        return max(0, self.capacity - self.taken)

    @property
    def at(self) -> str:
        """The start as an address carries it."""
        return f"{self.start.astimezone(workdays.TALLINN):%Y-%m-%dT%H:%M}"


def of_day(
    openings: Iterable[Opening], day: date, taken: Collection[Span] = (), closed: Collection[date] = ()
) -> list[Place]:
    """The places of a day in order: none on a holiday or a closed day, fewer on a shortened one.

    A booking takes a place wherever it touches it, so a changed length of visits never books too many.
    """
    own = [opening for opening in openings if opening.weekday == day.weekday()]
    if not own or day in closed or workdays.holiday(day):
        return []
    last = max(datetime.combine(day, opening.ends) for opening in own)
    if workdays.is_shortened(day):
        last -= workdays.SHORTENED_BY
    capacities: dict[tuple[time, time], int] = {}
    for opening in own:
        for span in _cut(opening, day, last):
            capacities[span] = capacities.get(span, 0) + opening.capacity
    places = []
    for (starts, ends), capacity in sorted(capacities.items()):
        start, end = workdays.at(day, starts), workdays.at(day, ends)
        places.append(Place(start, end, capacity, sum(b < end and start < e for b, e in taken)))
    return places


def bookable(place: Place, now: datetime, book_days: int) -> bool:
    """Whether it is neither past nor further ahead than the office books."""
    last = workdays.day_of(now) + timedelta(days=book_days)
    return place.start > now and workdays.day_of(place.start) <= last


def _cut(opening: Opening, day: date, last: datetime) -> Iterable[tuple[time, time]]:
    start, length = datetime.combine(day, opening.starts), timedelta(minutes=opening.minutes)
    end = min(datetime.combine(day, opening.ends), last)
    while start + length <= end:
        yield start.time(), (start + length).time()
        start += length
