"""The rows and files of a world that took seconds to build, to have them again in less than one.

Only for an owner who may switch foreign keys and triggers off; the tests' own PostgreSQL has one.
"""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import storages
from django.db import connection, transaction

NEVER = {"django_migrations"}


@dataclass(frozen=True)
class Snapshot:
    """What stood in each table, where each sequence was, and the folder with the files."""

    tables: dict[str, bytes]
    sequences: dict[str, tuple[int, bool]]
    files: tempfile.TemporaryDirectory[str]

    @classmethod
    def take(cls) -> "Snapshot":
        """Everything that is in the database and in the store now."""
        files = tempfile.TemporaryDirectory(prefix="world-")  # goes when the process does
        if _store().exists():
            shutil.copytree(_store(), files.name, dirs_exist_ok=True)
        return cls({name: _out(name) for name in _tables()}, _sequences(), files)

    @transaction.atomic
    def put_back(self) -> None:
        """The same again, in place of all that is there."""
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for name, rows in self.tables.items():
                cursor.execute(f'DELETE FROM "{name}"')
                if rows:
                    with cursor.copy(f'COPY "{name}" FROM STDIN (FORMAT binary)') as copy:
                        copy.write(rows)
            cursor.execute("SET LOCAL session_replication_role = origin")
            for name, (last, called) in self.sequences.items():
                cursor.execute("SELECT setval(%s, %s, %s)", [name, last, called])
        shutil.copytree(self.files.name, _store(), dirs_exist_ok=True)
        ContentType.objects.clear_cache()


def _store() -> Path:
    return Path(storages["blobs"].path(""))


def _tables() -> list[str]:
    return [name for name in connection.introspection.table_names() if name not in NEVER]


def _out(name: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{name}")')
        if not cursor.fetchone()[0]:
            return b""
        with cursor.copy(f'COPY "{name}" TO STDOUT (FORMAT binary)') as copy:
            return b"".join(copy)


def _sequences() -> dict[str, tuple[int, bool]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")
        found: dict[str, tuple[int, bool]] = {}
        for (name,) in cursor.fetchall():
            cursor.execute(f'SELECT last_value, is_called FROM "{name}"')
            found[name] = cursor.fetchone()
        return found
