"""When something promised "in N working days" falls due. Pure, no database."""

from datetime import date, datetime, time, timedelta

from desk.workdays import TALLINN, is_working

DAY_ENDS = time(17, 0)
# A promise still open this many working days after its due time is broken, no longer only late.
BROKEN_AFTER = 5


def working_day(start: date, days: int) -> date:
    """The `days`-th working day after `start`; a negative number counts back, 0 is `start` itself."""
    step = timedelta(days=1 if days > 0 else -1)
    left, day = abs(days), start
    while left:
        day += step
        left -= is_working(day)
    return day


def due_in(now: datetime, days: int) -> datetime:
    """The end (17.00 in Tallinn) of the `days`-th working day after the day of `now`."""
    return datetime.combine(working_day(now.astimezone(TALLINN).date(), days), DAY_ENDS, TALLINN)


def broken_before(now: datetime) -> datetime:
    """Promises due before this moment are broken at `now`."""
    return datetime.combine(working_day(now.astimezone(TALLINN).date(), -BROKEN_AFTER), time(), TALLINN)
