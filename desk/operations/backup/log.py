"""Where the access log's chain ends, as a backup says it and a restored database is asked."""

from desk.operations.backup.tables import Cursor
from desk.records import chain


def head(cursor: Cursor) -> str:
    """The last link, as NUMBER:DIGEST; in a database of before the chain there is none."""
    cursor.execute("SELECT to_regclass('public.records_accesslink')")
    if cursor.fetchone()[0] is None:
        return ""
    cursor.execute(
        "SELECT number, encode(digest, 'hex') FROM records_accesslink ORDER BY number DESC LIMIT 1"
    )
    found = cursor.fetchone()
    return str(chain.Head(*found) if found else chain.EMPTY)
