"""On which days a repeating order comes: arithmetic of the calendar, without the database.

A round has a *day of its own* (every working day, a weekday, a day of the month or of the year); it is given
on that day or, where the agency does not work then, on the next working day. Which of its own days was given
is what keeps one from being given twice.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Protocol

from desk.enquiries.worktime import Calendar
from desk.orders.enums import Repeats

DAY = timedelta(days=1)
LOOKED_BACK = 400  # days: more than a year, so that a yearly round that was missed is found


class Repeating(Protocol):
    """What is asked of a round."""

    repeats: str
    weekday: int | None
    day: int | None
    month: int | None


def own_days(round_: Repeating, first: date) -> Iterator[date]:
    """Its own days from `first` on, without end; of every working day, every day."""
    if round_.repeats == Repeats.WORKDAY:
        while True:
            yield first
            first += DAY
    if round_.repeats == Repeats.WEEK:
        first += DAY * ((round_.weekday or 0) - first.weekday()) % timedelta(days=7)
        while True:
            yield first
            first += timedelta(days=7)
    year, month = first.year, first.month
    while True:
        if round_.repeats == Repeats.MONTH or month == round_.month:
            # The 31st is the last day of a shorter month.
            day = date(year, month, min(round_.day or 1, monthrange(year, month)[1]))
            if day >= first:
                yield day
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def given_on(round_: Repeating, own: date, week: Calendar) -> date | None:
    """The day on which it is given for its own day; None where a daily one has no such day."""
    if round_.repeats == Repeats.WORKDAY and not week.works_on(own):
        return None
    return week.on_or_after(own)


def coming(round_: Repeating, first: date, week: Calendar) -> tuple[date, date]:
    """(own day, day on which it is given) of the first that is given on or after `first`."""
    start = first - timedelta(days=31)  # an own day on a holiday is given later
    for own in own_days(round_, start):
        given = given_on(round_, own, week)
        if given is not None and given >= first:
            return own, given
    raise AssertionError("a round has no end")


def last_come(round_: Repeating, today: date, week: Calendar) -> date | None:
    """Its last own day that was to be given by today; None where none was in more than a year."""
    found = None
    for own in own_days(round_, today - timedelta(days=LOOKED_BACK)):
        if own > today:
            return found
        given = given_on(round_, own, week)
        if given is not None and given <= today:
            found = own
    raise AssertionError("a round has no end")
