"""What is in a database, so that two can be compared: tables, their rows, and a digest of what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

# How PostgreSQL writes a value as text depends on these.
SAME_WORDS = (
    "SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres';"
    " SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex';"
    # It takes as long as it takes, and waits while the dump is written.
    " SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"
)
_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY c.relname
"""
# The sum does not depend on the order, in which a restored table need not be the same.
_CONTENT = """
SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0) FROM "public"."{}" t
"""


class Cursor(Protocol):
    """What a cursor of Django and one of psycopg have in common."""

    def execute(self, query: Any, params: Any = None, /) -> Any: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> Any: ...


@dataclass(frozen=True)
class Table:
    """How many rows, and a digest of all of them together, whatever their order."""

    rows: int
    digest: str


def names(cursor: Cursor) -> list[str]:
    """Every table."""
    cursor.execute(_TABLES)
    return [row[0] for row in cursor.fetchall()]


def look(cursor: Cursor, table: str) -> Table:
    """Count and digest one table; in a transaction that began with SAME_WORDS."""
    cursor.execute(_CONTENT.format(table.replace('"', '""')))
    rows, digest = cursor.fetchone()
    return Table(rows, str(digest))


def migrations(cursor: Cursor) -> list[str]:
    """Those that were applied, as "app.name"."""
    cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
    return [row[0] for row in cursor.fetchall()]
