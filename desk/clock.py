"""The one clock: the database's time, plus an offset that only a test or demo database may have.

Waiting is tested by moving the clock, not by sleeping. The difference between this machine and the
database is measured once in a few seconds, so that asking the time costs no query.
"""

import time
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection

_MEASURED_FOR = 5.0  # seconds; also how soon another process notices a moved clock
_skew: tuple[float, timedelta] | None = None  # (monotonic time of measuring, database - machine)


class ClockLocked(Exception):
    """The clock of a database with real data cannot be moved."""


def now() -> datetime:
    """The present moment, aware, in UTC."""
    global _skew
    if _skew is None or time.monotonic() - _skew[0] > _MEASURED_FOR:
        _skew = (time.monotonic(), _measure())
    return datetime.now(UTC) + _skew[1]


def _measure() -> timedelta:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp(), (SELECT moved FROM records_clock LIMIT 1)")
        database_time, moved = cursor.fetchone()
    skew: timedelta = database_time - datetime.now(UTC)
    return skew + (moved or timedelta())


def move(by: timedelta) -> None:
    """Move the clock of a test or demo database; the row is read by every process within seconds."""
    global _skew
    with connection.cursor() as cursor:
        if not settings.TESTING:
            cursor.execute("SELECT count(*) FROM records_demomarker")
            if not cursor.fetchone()[0]:
                raise ClockLocked("only a test or demo database may move its clock")
        cursor.execute(
            "INSERT INTO records_clock (id, moved) VALUES (1, make_interval(secs => %s))"
            " ON CONFLICT (id) DO UPDATE SET moved = records_clock.moved + EXCLUDED.moved",
            [by.total_seconds()],
        )
    _skew = None


def forget() -> None:
    """Measure anew at the next question (a test's transaction was rolled back)."""
    global _skew
    _skew = None
