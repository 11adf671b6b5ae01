"""Reading a backup into its place, in one pass: every byte is authenticated before it is used."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from desk.operations import sealing
from desk.operations.backup import archive, postgres
from desk.operations.backup.progress import Progress
from desk.operations.restoring.place import Place, connected

Say = Callable[[str], None]


# Apps that earlier versions had and this one has not: their migrations are no sign of a newer version.
GONE = frozenset({"authtoken"})


class Refused(Exception):
    """The backup is whole, and not to be put back all the same; the text says why."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass
class Opened:
    """A backup whose beginning was read: nothing has been put anywhere yet."""

    about: dict[str, Any]
    begun: datetime
    size: int
    _parts: Any

    @property
    def age(self) -> timedelta:
        return datetime.now(UTC) - self.begun


def open_backup(file: Any, keys: list[bytes]) -> Opened:
    """Read and judge the beginning. Raises Unsealable or Refused."""
    size = os.fstat(file.fileno()).st_size
    unsealer = sealing.Unsealer(file, keys)
    parts = archive.parts(unsealer)
    first = next(parts, None)
    if first is None or first.part != "about":
        raise sealing.Altered("the backup does not begin with what it is about")
    about = first.json()
    newer = sorted(name for name in set(about["migrations"]) - ours() if name.split(".")[0] not in GONE)
    if newer:
        raise Refused(
            "newer",
            f"the backup was made by version {about['version']}, which has {len(newer)} migrations that this"
            f" version does not know ({newer[0]}, …): install that version and restore with it",
        )
    return Opened(about, unsealer.begun, size, parts)


def refuse_old(opened: Opened, newest_within: timedelta | None) -> None:
    """Raises Refused for a backup that is older than the operator wants."""
    if newest_within is not None and opened.age > newest_within:
        raise Refused(
            "too_old",
            f"the backup was begun {opened.begun:%d.%m.%Y %H:%M} UTC, {age_words(opened.age)} ago, and"
            f" --newest-within allows {age_words(newest_within)}",
        )


def age_words(age: timedelta) -> str:
    """2 days 3 hours."""
    hours = int(age.total_seconds() // 3600)
    return f"{hours // 24} days {hours % 24} hours" if hours >= 24 else f"{hours} hours"


def ours() -> set[str]:
    """Every migration of this version, as "app.name"; those that others replaced too."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    replaced = {key for each in loader.disk_migrations.values() for key in each.replaces}
    return {f"{app}.{name}" for app, name in {*loader.disk_migrations, *replaced}}


def current_ones() -> set[str]:
    """Every migration that a database of this version has applied."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return {f"{app}.{name}" for app, name in loader.disk_migrations}


def put_back(opened: Opened, place: Place, say: Say) -> dict[str, Any]:
    """Everything of the backup into the place; its manifest. Raises Unsealable where a part is not right."""
    manifest: dict[str, Any] = {}
    found: dict[str, dict[str, Any]] = {}
    together, count, total = hashlib.sha256(), 0, 0
    files = Progress(say, "files", 0)
    for part in opened._parts:
        if part.part == "database":
            _database(part, opened.about, place, Progress(say, "database"))
            found["database"] = {"size": part.size, "sha256": part.digest}
        elif part.part == "file":
            _file(part, place.files, files)
            together.update(f"{part.name} {part.digest}\n".encode())
            count, total = count + 1, total + part.size
        elif part.part == "manifest":
            manifest = part.json()
    files.end()
    found["files"] = {"count": count, "size": total, "sha256": together.hexdigest()}
    if found != manifest.get("parts"):
        raise sealing.Altered("the parts of the backup are not those that its manifest names")
    return manifest


def _database(part: archive.Part, about: dict[str, Any], place: Place, progress: Progress) -> None:
    with connected(place.database) as found:
        server = found.info.server_version // 10000
    program = postgres.tool("pg_restore", max(int(about["server"]), server))
    options = [
        "--no-owner",
        "--no-acl",
        "--exit-on-error",
        "--single-transaction",
        f"--dbname={place.database}",
    ]
    env = postgres.environment(connection, place.database)
    with postgres.running(
        program, *options, env=env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as process:
        assert process.stdin is not None
        for block in part.content():
            process.stdin.write(block)
            progress.more(len(block))
    progress.end()


def _file(part: archive.Part, folder: Path, progress: Progress) -> None:
    name = folder / part.name[:2] / part.name
    if len(part.name) != 64 or not part.name.isalnum():
        raise sealing.Altered("a file of the backup has a name that no stored file has")
    name.parent.mkdir(mode=0o700, exist_ok=True)
    written = name.with_suffix(".part")
    with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        for block in part.content():
            out.write(block)
            progress.more(len(block))
    written.rename(name)
    progress.more(0, files=1)
