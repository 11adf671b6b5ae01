"""Writing who looked at whose data: over a connection that may insert there alone, outside any transaction.

PostgreSQL links each row to the one before and holds a lock until the commit, so nobody writes here in the
middle of other work.
"""

from collections.abc import Sequence

from django.conf import settings
from django.db import connections

from desk import clock
from desk.records.access import Shown

# Without RETURNING: the role that writes may not even read the number of its own row.
_INSERT = """
INSERT INTO records_accesslogentry (at, user_id, view, shown_kind, shown_id, client_id, purpose)
SELECT %s, %s, %s, shown.* FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::text[]) AS shown
"""


def write(*, user_id: int, view: str, shown: Sequence[Shown]) -> None:
    """Append a row for each of those shown; `user_id` is desk.records.access.MACHINE for a system."""
    if not shown:
        return
    columns = (
        [each.kind for each in shown],
        [each.pk for each in shown],
        [each.client_id for each in shown],
        [each.purpose[:100] for each in shown],
    )
    with connections[settings.ACCESS_LOG_DATABASE].cursor() as cursor:
        cursor.execute(_INSERT, [clock.now(), user_id, view[:100], *columns])
