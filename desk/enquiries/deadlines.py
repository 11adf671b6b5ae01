"""Working days in Estonia: when something promised "in N working days" falls due. Pure, no database."""

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

TALLINN = ZoneInfo("Europe/Tallinn")
DAY_ENDS = time(17, 0)
# A promise still open this many working days after its due time is broken, no longer only late.
BROKEN_AFTER = 5


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("EE", years=year))


def is_working(day: date) -> bool:
    """Monday to Friday, without public holidays."""
    return day.weekday() < 5 and day not in _holidays(day.year)


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
