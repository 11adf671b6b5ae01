"""One question at a time on the direct channel: the register allows one a contract, from all hosts."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

from desk.outbox import PassingError

_LOCK = 5_100_001  # any number that nothing else in this database locks


@contextmanager
def own_turn(wait_seconds: int = 20) -> Iterator[None]:
    """Holds PostgreSQL's advisory lock of the session; PassingError("busy") if the turn does not come."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            _wait(wait_seconds)
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _wait(seconds: int) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{seconds}s"])
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    except OperationalError:
        raise PassingError("busy") from None
