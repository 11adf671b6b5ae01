"""The booking calendar of an office as its rows stand: its places, week by week."""

from datetime import date, datetime, time, timedelta

from desk import clock, workdays
from desk.counter import free
from desk.counter.models import ClosedDay, Office, Opening, Visit


def week_of(office: Office, monday: date) -> list[tuple[date, list[free.Place]]]:
    """Seven days with their places that may be booked now, full ones too; three questions to the database."""
    return places(office, monday, 7)


def places(
    office: Office, first: date, days: int, without: Visit | None = None
) -> list[tuple[date, list[free.Place]]]:
    """The days from `first` on with their places; `without` holds none: it is about to move."""
    now, last = clock.now(), first + timedelta(days=days)
    openings = list(Opening.objects.filter(office=office))
    within = ClosedDay.objects.within(first, last).filter(office=office)
    closed = set(within.values_list("day", flat=True))
    held = Visit.objects.of_office(office.pk or 0).booked_between(
        workdays.at(first, time.min), workdays.at(last, time.min)
    )
    if without is not None:
        held = held.exclude(pk=without.pk)
    taken = [(start, end) for start, end in held.values_list("booked_for", "booked_until") if start and end]
    return [
        (day, [each for each in free.of_day(openings, day, taken, closed)
               if free.bookable(each, now, office.book_days)])
        for day in (first + timedelta(days=n) for n in range(days))
    ]  # fmt: skip


def place_at(office: Office, at: datetime, without: Visit | None = None) -> free.Place | None:
    """The place that begins at this moment, if it may be booked; it may be full."""
    ((_day, own),) = places(office, workdays.day_of(at), 1, without)
    return next((place for place in own if place.start == at), None)
