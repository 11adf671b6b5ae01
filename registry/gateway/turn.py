"""One question at a time on the direct channel: the register allows one a contract, from all hosts.

The lock belongs to the session of PostgreSQL, so it ends with it, however the process that held it ended. It
needs a session of our own: a pooler that lends one out for each transaction (pgbouncer in transaction mode)
would take the lock in one session and give it back in another, which is noticed here and logged.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import DatabaseError, OperationalError, connection, transaction

from desk import clock
from desk.outbox import PassingError

log = logging.getLogger(__name__)

_LOCK = 5_100_001  # any number that nothing else in this database locks
_SOON = timedelta(seconds=5)
_LOCK_NOT_AVAILABLE = "55P03"


@contextmanager
def own_turn(wait_seconds: float = 20) -> Iterator[None]:
    """Holds the turn for the block; PassingError("busy") if it does not come in this time.

    Whoever waits is served in the order of coming: PostgreSQL lets nobody in past those who wait.
    """
    held = False
    try:
        # Inside: a task that is told to end may hear of it after the lock was taken, before we know it.
        held = _taken_at_once() or _waited(wait_seconds)
        yield
    finally:
        _give_back(held)


def _taken_at_once() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def _waited(seconds: float) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{int(seconds * 1000)}ms"])
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    except OperationalError as trouble:
        if getattr(trouble.__cause__, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
            raise
        # Nothing was asked, so no attempt is used up.
        raise PassingError("busy", until=clock.now() + _SOON) from None
    return True


def _give_back(held: bool) -> None:
    """Never keeps the turn, whatever became of the connection; an error of the block goes before one here."""
    if connection.connection is None:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
            unlocked = cursor.fetchone()[0]
    except DatabaseError:
        connection.close()  # the lock ends with the session
        return
    if held and not unlocked:
        log.error("the turn was taken in another session: the database must not be pooled by transaction")
