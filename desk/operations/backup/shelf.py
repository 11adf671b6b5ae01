"""The folder where backups lie: names, the newest, and which old ones go."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

ERASED = "erased.jsonl"
_NAME = re.compile(r"abilaud-\d{8}T\d{6}Z\.backup")


class NoBackup(Exception):
    """There is no finished backup at this place."""


def name_of(begun: datetime) -> str:
    """Sorts by time."""
    return f"abilaud-{begun.astimezone(UTC):%Y%m%dT%H%M%SZ}.backup"


def finished(folder: Path) -> list[Path]:
    """Every finished backup, the newest first; what is being written has another name."""
    return sorted((path for path in folder.glob("abilaud-*") if _NAME.fullmatch(path.name)), reverse=True)


def chosen(place: Path) -> Path:
    """The file itself, or the newest one of a folder. Raises NoBackup."""
    if place.is_dir():
        found = finished(place)
        if not found:
            raise NoBackup(f"{place} holds no finished backup (abilaud-….backup)")
        return found[0]
    if not place.is_file():
        raise NoBackup(f"{place} is not there")
    return place


def settle(written: Path, name: Path) -> None:
    """Give what was written its name, so that it is there after a power cut too, or not at all."""
    with written.open("rb") as file:
        os.fsync(file.fileno())
    written.rename(name)
    folder = os.open(name.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_erased(folder: Path, lines: Iterable[str]) -> None:
    """Keep the register of the erased beside the backups: an older one that is put back is erased from again.

    It names nobody: keyed digests whose keys are sealed by ENCRYPTION_KEYS.
    """
    written = folder / f"{ERASED}.part"
    with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.writelines(f"{line}\n" for line in lines)
    settle(written, folder / ERASED)


def erased(folder: Path) -> str:
    """What `write_erased` wrote; empty where there is nothing."""
    path = folder / ERASED
    return path.read_text() if path.is_file() else ""


def let_go(folder: Path, keep: int) -> list[Path]:
    """Delete all but the `keep` newest; those that went."""
    old = finished(folder)[keep:]
    for path in old:
        path.unlink(missing_ok=True)
    return old
