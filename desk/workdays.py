"""The Estonian working calendar: holidays, shortened days, and what day it is in Tallinn. No database rows.

Holidays come from the `holidays` package. Shortened days are those of the Holidays and Observances and
Employment Contracts Acts: the working day before New Year's Day, Independence Day, Victory Day and Christmas
is three hours shorter.
"""

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from desk import clock

TALLINN = ZoneInfo("Europe/Tallinn")
SHORTENED_BY = timedelta(hours=3)
# (month, day) of the holidays whose eve is shorter.
_AFTER_A_SHORT_DAY = ((1, 1), (2, 24), (6, 23), (12, 24))


@cache
def holidays_of(year: int) -> dict[date, str]:
    """Public holidays of a year with their Estonian names."""
    return dict(holidays.country_holidays("EE", years=year, language="et"))


def holiday(day: date) -> str:
    """The name of the public holiday on this day; empty on other days."""
    return holidays_of(day.year).get(day, "")


def is_working(day: date) -> bool:
    """Monday to Friday, without public holidays."""
    return day.weekday() < 5 and not holiday(day)


def is_eve(day: date) -> bool:
    """Whether a great holiday follows, so that whoever works on this day works three hours less."""
    after = day + timedelta(days=1)
    return (after.month, after.day) in _AFTER_A_SHORT_DAY


def is_shortened(day: date) -> bool:
    """A working day that ends three hours earlier, because a great holiday follows."""
    return is_working(day) and is_eve(day)


def today() -> date:
    """The date in Tallinn, by the desk's clock."""
    return clock.now().astimezone(TALLINN).date()


def day_of(moment: datetime) -> date:
    """The date in Tallinn at this moment."""
    return moment.astimezone(TALLINN).date()


def at(day: date, hour: time) -> datetime:
    """This wall-clock time in Tallinn on that day, aware."""
    return datetime.combine(day, hour, TALLINN)
