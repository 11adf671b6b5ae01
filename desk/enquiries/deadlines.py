"""When things fall due: the administrator's limits counted in the administrator's working time.

The rows are read anew with every call, in one question to the database, and made into a calendar only when
their content has changed; so a change holds in every process at once, and no process has to be told.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.db import connection

from desk import workdays
from desk.enquiries.enums import Term
from desk.enquiries.models import Limit, OpenInterval, SpecialDay
from desk.enquiries.standard import LIMITS
from desk.enquiries.worktime import Calendar, Hours, Special


@dataclass(frozen=True)
class Length:
    """How many, of what (`enums.Term`)."""

    amount: int
    term: str


@dataclass(frozen=True)
class Rules:
    """All by which the desk counts at this moment."""

    calendar: Calendar
    limits: Mapping[str, Length]

    def due(self, code: str, start: datetime) -> datetime:
        """When what began at `start` under this limit falls due; ValueError for one that counts times."""
        length = self.limits[code]
        return self.calendar.end_of_term(start, length.amount, length.term)

    def run_out_before(self, code: str, now: datetime) -> datetime:
        """What began before this moment under this limit has fallen due by `now`."""
        length = self.limits[code]
        if length.term == Term.WORKING_HOURS:
            return self.calendar.add(now, timedelta(hours=-length.amount))
        day = workdays.day_of(now)
        while self.due(code, workdays.at(day, time.min)) >= now:
            day -= timedelta(days=1)
        return workdays.at(day + timedelta(days=1), time.min)


def rules() -> Rules:
    """The rows as they are now; a limit that has no row is counted as the seed would have it."""
    tables = [model._meta.db_table for model in (OpenInterval, SpecialDay, Limit)]
    contents = [f"(SELECT json_agg(t ORDER BY t.id)::text FROM {table} t)" for table in tables]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(contents)}")
        return _read(*cursor.fetchone())


@lru_cache(maxsize=8)
def _read(intervals: str | None, special: str | None, limits: str | None) -> Rules:
    hours = tuple(
        Hours(
            row["weekday"],
            time.fromisoformat(row["starts_at"]),
            time.fromisoformat(row["ends_at"]),
            date.fromisoformat(row["from_day"]),
            row["until_day"] and date.fromisoformat(row["until_day"]),
        )
        for row in json.loads(intervals or "[]")
    )
    days = tuple(
        Special(date.fromisoformat(row["day"]), row["ends_at"] and time.fromisoformat(row["ends_at"]))
        for row in json.loads(special or "[]")
    )
    lengths = {code: Length(amount, str(term)) for code, (_et, _en, amount, term, _basis) in LIMITS.items()}
    lengths |= {row["code"]: Length(row["amount"], row["term"]) for row in json.loads(limits or "[]")}
    return Rules(Calendar(hours, days), lengths)


def calendar() -> Calendar:
    """When the agency works."""
    return rules().calendar


def due(code: str, start: datetime) -> datetime:
    """When what began at `start` under the limit `code` falls due (`Calendar.end_of_term` says how)."""
    return rules().due(code, start)


def amount(code: str) -> int:
    """How many the limit `code` is, of whatever it counts."""
    return rules().limits[code].amount


def run_out_before(code: str, now: datetime) -> datetime:
    """What began before this moment under the limit `code` has fallen due by `now`."""
    return rules().run_out_before(code, now)


def due_in(start: datetime, days: int) -> datetime:
    """The end of the `days`-th working day after that of `start`, for numbers that stand elsewhere."""
    return calendar().end_of_term(start, days, Term.WORKING_DAYS)


def working_day(day: date, count: int) -> date:
    """The `count`-th working day of the agency after this one; a negative number counts back."""
    return calendar().working_day(day, count)


def end_of(day: date) -> datetime:
    """When the work of this day ends, or of the next working day when nobody works on it."""
    week = calendar()
    return week.ends_on(week.on_or_after(day))


def broken_before(now: datetime) -> datetime:
    """Promises due before this moment are broken at `now`, no longer only late."""
    return run_out_before("broken", now)
