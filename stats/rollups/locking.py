"""Who counts holds a lock, so that two at once never write the same sums."""

from django.db import connection

_ROOM = 740_010  # of PostgreSQL's advisory locks; a number that nobody else takes


def hold(what: int) -> None:
    """Wait for the lock, and hold it until the transaction ends.

    A day's queries are many and short: to compile them (jit) would take longer than they do.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_ROOM, what])
