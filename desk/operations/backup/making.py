"""Making a backup while work goes on.

One snapshot of PostgreSQL is exported; the counts, the dump and the list of files are of that one moment.
Files never change under their name and only go when something is destroyed, so each that the snapshot names
is copied, and one that was destroyed meanwhile has left proof of that. Nothing is put on disk unencrypted.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.module_loading import import_string

from desk import clock
from desk.operations import sealing
from desk.operations.backup import archive, postgres, shelf, tables
from desk.operations.backup.log import head
from desk.operations.backup.progress import Progress
from desk.operations.models import Backup
from desk.operations.version import VERSION
from desk.records.models import Blob, Destruction

Say = Callable[[str], None]
# The register of the erased, by path: the room stands above.
ERASED = "desk.clients.subjects.register.lines"
_NEXT = "SELECT sha256 FROM records_blob WHERE sha256 > %s ORDER BY sha256 LIMIT %s"
_AT_ONCE = 1000  # rows of files that are held at a time


class NoKey(Exception):
    """BACKUP_KEY is not set."""


@dataclass
class Made:
    """What a backup holds; the manifest, as it is written into it and told to the operator."""

    format: int
    version: str
    started_at: str
    database: str
    server: int
    migrations: list[str]
    tables: dict[str, dict[str, Any]]
    log_head: str
    finished_at: str = ""
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    # sha256 of files that were destroyed while the backup was made; and of those that were not found.
    destroyed: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(int(table["rows"]) for table in self.tables.values())


class _Hashing:
    """A file that is written, and the sha256 of what was."""

    def __init__(self, path: Path) -> None:
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> None:
        self.digest.update(data)
        self._file.write(data)

    def close(self) -> None:
        self._file.close()


def keys() -> list[bytes]:
    """The keys of backups: the first seals, all open. Raises NoKey."""
    if not settings.BACKUP_KEYS:
        raise NoKey(
            "BACKUP_KEY is not set: make a key with  python -c 'import base64, os;"
            " print(base64.urlsafe_b64encode(os.urandom(32)).decode())'  and keep it apart from the backups"
        )
    found: list[bytes] = settings.BACKUP_KEYS
    return found


def make(folder: Path, *, say: Say, keep: int | None = None) -> tuple[Path, Made, Backup]:
    """One backup into `folder`: its file, what is in it, and its row. Only a whole one has its name."""
    key, started = keys()[0], datetime.now(UTC)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = folder / shelf.name_of(started)
    written = folder / f"{name.name}.part"
    file = _Hashing(written)
    try:
        sealer = sealing.Sealer(file, key, started)
        made = _fill(archive.Writer(sealer), started, say)
        file.close()
        shelf.settle(written, name)
    except BaseException:
        file.close()
        written.unlink(missing_ok=True)
        raise
    row = Backup.objects.create(
        started_at=started, finished_at=datetime.fromisoformat(made.finished_at), name=name.name,
        size=sealer.size, digest=file.digest.hexdigest(), rows=made.rows,
        files=made.parts["files"]["count"], missing=len(made.missing),
    )  # fmt: skip
    shelf.write_erased(folder, import_string(ERASED)())
    if keep is not None:
        for path in shelf.let_go(folder, keep):
            say(f"{path.name} was deleted: {keep} are kept")
    return name, made, row


def _fill(writer: archive.Writer, started: datetime, say: Say) -> Made:
    """Everything that one snapshot sees."""
    snapshot = connections.create_connection("default")
    try:
        dump = postgres.tool("pg_dump", postgres.major_of(snapshot))
        snapshot.set_autocommit(False)
        with snapshot.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute(tables.SAME_WORDS)
            cursor.execute("SELECT pg_export_snapshot(), pg_database_size(current_database())")
            exported, size = cursor.fetchone()
            made = _counted(cursor, snapshot, started, say)
        about = {key: value for key, value in asdict(made).items() if key in _ABOUT}
        writer.part("about", "", archive.as_json(about))
        _database(
            writer, made, dump, snapshot, exported, Progress(say, f"database (of {size // 10**6} MB on disk)")
        )
        _files(writer, made, snapshot, say)
    finally:
        snapshot.close()
    made.finished_at = datetime.now(UTC).isoformat()
    writer.part("manifest", "", archive.as_json(asdict(made)))
    writer.close()
    return made


_ABOUT = ("format", "version", "started_at", "database", "server", "migrations")


def _counted(cursor: Any, snapshot: BaseDatabaseWrapper, started: datetime, say: Say) -> Made:
    say("counting the rows")
    return Made(
        format=sealing.FORMAT,
        version=VERSION,
        started_at=started.isoformat(),
        database=str(snapshot.settings_dict["NAME"]),
        server=postgres.major_of(snapshot),
        migrations=tables.migrations(cursor),
        tables={name: asdict(tables.look(cursor, name)) for name in tables.names(cursor)},
        log_head=head(cursor),
    )


def _database(
    writer: archive.Writer,
    made: Made,
    dump: Path,
    snapshot: BaseDatabaseWrapper,
    exported: str,
    progress: Progress,
) -> None:
    options = [
        *("--format=custom", "-Z", "1", "--no-owner", "--no-acl", "--no-comments", "--no-password"),
        f"--snapshot={exported}",
    ]
    with postgres.running(
        dump, *options, env=postgres.environment(snapshot), stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        pieces = iter(lambda: process.stdout.read(archive.BLOCK), b"")  # type: ignore[union-attr]
        size, digest = writer.part("database", made.database, _told(pieces, progress))
    progress.end()
    made.parts["database"] = {"size": size, "sha256": digest}


def _told(pieces: Iterator[bytes], progress: Progress) -> Iterator[bytes]:
    for piece in pieces:
        progress.more(len(piece))
        yield piece


def _files(writer: archive.Writer, made: Made, snapshot: BaseDatabaseWrapper, say: Say) -> None:
    """Each file that the snapshot names, as it lies in the store."""
    store, together = storages["blobs"], hashlib.sha256()
    count = total = 0
    with snapshot.cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(sum(size), 0) FROM records_blob")
        files, size = cursor.fetchone()
    # What is stored is encrypted, and so a third longer than what it says.
    progress = Progress(say, "files", int(size) * 4 // 3, files)
    for sha256 in _named(snapshot):
        try:
            file = store.open(f"{sha256[:2]}/{sha256}")
        except FileNotFoundError:
            (made.destroyed if _was_destroyed(sha256) else made.missing).append(sha256)
            continue
        with file:
            pieces = iter(lambda file=file: file.read(archive.BLOCK), b"")  # type: ignore[misc]
            written, digest = writer.part("file", sha256, _told(pieces, progress))
        progress.more(0, files=1)
        together.update(f"{sha256} {digest}\n".encode())
        count, total = count + 1, total + written
    progress.end()
    made.parts["files"] = {"count": count, "size": total, "sha256": together.hexdigest()}


def _named(snapshot: BaseDatabaseWrapper) -> Iterator[str]:
    """The sha256 of every file, a thousand at a time."""
    after = ""
    while True:
        with snapshot.cursor() as cursor:
            cursor.execute(
                "SELECT sha256 FROM records_blob WHERE sha256 > %s ORDER BY sha256 LIMIT %s",
                [after, _AT_ONCE],
            )
            found = [row[0] for row in cursor.fetchall()]
        yield from found
        if len(found) < _AT_ONCE:
            return
        after = found[-1]


def _was_destroyed(sha256: str) -> bool:
    """Whether it went by a destruction that is committed by now: its row is gone, and there is proof."""
    with transaction.atomic():
        gone = not Blob.objects.filter(sha256=sha256).exists()
        return gone and Destruction.objects.filter(digests__contains=[sha256]).exists()


def last() -> tuple[Backup, float] | None:
    """The last backup and how old it is, in seconds."""
    row = Backup.objects.newest_first().first()
    return None if row is None else (row, (clock.now() - row.finished_at).total_seconds())
