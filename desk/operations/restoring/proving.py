"""Whether what was put back is what was backed up: rows, files and the access log's chain. Reads only."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from desk.operations.backup import tables
from desk.operations.backup.log import head
from desk.operations.backup.progress import Progress
from desk.operations.restoring.place import Place, connected

Say = Callable[[str], None]
_AT_ONCE = 1000


@dataclass(frozen=True)
class Proof:
    """One thing that was looked at: whether it is in order, and in words what was found."""

    part: str
    ok: bool
    detail: str


def prove(place: Place, manifest: dict[str, Any], say: Say) -> Iterator[Proof]:
    """Everything that can be compared without the desk itself."""
    with connected(place.database, autocommit=False) as found:
        cursor = found.cursor()
        cursor.execute(tables.SAME_WORDS)
        say("comparing the rows")
        yield _rows(cursor, manifest)
        yield _chain_head(cursor, manifest)
        yield _files(cursor, place.files, manifest, say)


def _rows(cursor: Any, manifest: dict[str, Any]) -> Proof:
    told: dict[str, dict[str, Any]] = manifest["tables"]
    here = tables.names(cursor)
    wrong = sorted(set(told) ^ set(here))
    rows = 0
    for name in here:
        found = tables.look(cursor, name)
        rows += found.rows
        if name in told and (found.rows, found.digest) != (told[name]["rows"], told[name]["digest"]):
            wrong.append(f"{name}: {found.rows} rows, {told[name]['rows']} were backed up")
    if wrong:
        return Proof("rows", False, f"{len(wrong)} tables differ: {'; '.join(wrong[:5])}")
    return Proof("rows", True, f"{rows} rows in {len(here)} tables, each table the same")


def _chain_head(cursor: Any, manifest: dict[str, Any]) -> Proof:
    told, here = manifest["log_head"], head(cursor)
    if told != here:
        return Proof("log head", False, f"the access log ends at {here or 'nothing'}, backed up was {told}")
    return Proof("log head", True, here or "the version of the backup had no chain")


def _files(cursor: Any, folder: Path, manifest: dict[str, Any], say: Say) -> Proof:
    keys = MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])
    progress = Progress(say, "files looked into")
    gone, missing, broken, count = set(manifest["destroyed"]), [], [], 0
    for sha256 in _named(cursor):
        if sha256 in gone:
            continue
        try:
            sealed = (folder / sha256[:2] / sha256).read_bytes()
        except FileNotFoundError:
            missing.append(sha256)
            continue
        try:
            data = keys.decrypt(sealed)
        except InvalidToken:
            broken.append(sha256)
            continue
        if hashlib.sha256(data).hexdigest() != sha256:
            broken.append(sha256)
        count += 1
        progress.more(len(sealed), files=1)
    progress.end()
    return _judged(count, missing, broken, len(gone))


def _judged(count: int, missing: list[str], broken: list[str], gone: int) -> Proof:
    if broken:
        return Proof(
            "files", False,
            f"{len(broken)} files cannot be opened by ENCRYPTION_KEYS or are not what they were: {broken[0]},"
            " …; are all the keys named that were in use when the backup was made?",
        )  # fmt: skip
    if missing:
        return Proof("files", False, f"{len(missing)} files are not in the backup: {', '.join(missing[:3])}")
    destroyed = f"; {gone} were destroyed while it was made" if gone else ""
    return Proof("files", True, f"{count} files opened, each is what it was{destroyed}")


def _named(cursor: Any) -> Iterator[str]:
    after = ""
    while True:
        cursor.execute(
            "SELECT sha256 FROM records_blob WHERE sha256 > %s ORDER BY sha256 LIMIT %s", [after, _AT_ONCE]
        )
        found = [row[0] for row in cursor.fetchall()]
        yield from found
        if len(found) < _AT_ONCE:
            return
        after = found[-1]
