"""One restoration from begin to end, and the report of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string
from psycopg import sql
from psycopg.types.json import Jsonb

from desk.operations import sealing
from desk.operations.backup import making, shelf
from desk.operations.restoring import place as places
from desk.operations.restoring import putting_back, trial
from desk.operations.restoring.place import NotThere, Place
from desk.operations.restoring.proving import Proof, prove

Say = Callable[[str], None]
DESTRUCTIONS = "records_destruction"


@dataclass(frozen=True)
class Wish:
    """What the operator asks for. `into`, `data` empty: beside the running ones, named by the time."""

    place: Path
    into: str = ""
    data: Path | None = None
    verify: bool = False
    replace: bool = False
    newest_within: timedelta | None = None


@dataclass
class Report:
    """What was found and where it lies now."""

    file: str
    version: str
    begun: datetime
    database: str
    data: str
    older: list[str]
    proofs: list[Proof] = field(default_factory=list)
    replaced: str = ""
    done: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return all(proof.ok for proof in self.proofs)


def restore(wish: Wish, say: Say) -> Report:
    """Put a backup into its place, prove it, and where wished let it take over.

    Raises Unsealable, Refused, NotThere, NoBackup, NoKey or ToolFailed; what could not be put back whole is
    cleared away. What was put back and is not what was backed up stays, for whoever must look at it.
    """
    path, stamp = shelf.chosen(wish.place), f"{datetime.now(UTC):%Y%m%d%H%M%S}"
    with path.open("rb") as file:
        opened = putting_back.open_backup(file, making.keys())
        putting_back.refuse_old(opened, wish.newest_within)
        say(f"{path.name}: begun {opened.begun:%d.%m.%Y %H:%M} UTC, {putting_back.age_words(opened.age)} ago")
        here = _prepared(wish, stamp)
        try:
            manifest = putting_back.put_back(opened, here, say)
        except BaseException:
            places.clear(here)
            raise
    older = sorted(putting_back.current_ones() - set(manifest["migrations"]))
    report = Report(path.name, manifest["version"], opened.begun, here.database, str(here.data), older)
    report.proofs.append(
        Proof("backup", True, f"every chunk and part is what was written, format {sealing.FORMAT}")
    )
    if wish.verify:
        report.proofs += prove(here, manifest, say)
        report.proofs += trial.try_out(here, manifest, older, say)
    if report.ok:
        _settle(wish, report, here, path, stamp)
    return report


def _prepared(wish: Wish, stamp: str) -> Place:
    if wish.replace:
        _must_be_alone()
    running = places.current()
    if wish.into == running:
        # A new server: its own database is empty yet, and so is its folder.
        return places.prepare(running, wish.data or places.data_dir())
    return places.prepare(
        wish.into or f"{running}_restored_{stamp}", wish.data or places.data_dir() / f"restored-{stamp}"
    )


def _must_be_alone() -> None:
    connection.close()
    if others := places.others_in(places.current()):
        raise NotThere(
            f"--replace: {others} connections to {places.current()} are open: stop web, worker and beat, then"
            " begin again"
        )


def _settle(wish: Wish, report: Report, here: Place, path: Path, stamp: str) -> None:
    """What was destroyed since goes again, and where wished the place takes over."""
    erased = shelf.erased(path.parent)
    if wish.replace:
        _must_be_alone()
        erased += _register_of_running()
        carried = 0 if report.older else _carry(here.database, report.begun)
        report.done.append(f"{carried} proofs of destruction since then carried over")
    if not report.older:
        done = trial.inside(["bury"], trial.environment(here.database, here), erased)
        told = trial.words(done) if done.returncode else ", ".join(json.loads(done.stdout))
        report.proofs.append(Proof("destroyed since", not done.returncode, told))
    if wish.replace and report.ok:
        connection.close()
        before, files = places.take_over(here, stamp)
        report.replaced = f"{before} and {files}"
        report.database, report.data = places.current(), str(places.data_dir())
        if settings.ACCESS_LOG_DATABASE != "default":
            report.done.append("rights of roles are not in a backup: run access_log_role")


def _register_of_running() -> str:
    """The erased of the database that is being replaced; nothing where it cannot be read any more."""
    try:
        return "".join(f"{line}\n" for line in import_string(making.ERASED)())
    except Exception:  # noqa: BLE001  (whatever is wrong with it is why it is replaced)
        return ""
    finally:
        connection.close()


def _carry(database: str, since: datetime) -> int:
    """Proofs of destruction that are younger than the backup belong into what takes over."""
    try:
        with places.connected(places.current()) as running:
            rows = running.execute(
                f"SELECT to_jsonb(d) - 'id' FROM {DESTRUCTIONS} d WHERE at >= %s ORDER BY id",  # noqa: S608
                [since],
            ).fetchall()
    except psycopg.Error:
        return 0
    with places.connected(database) as fresh:
        names = _columns(fresh)
        there = {row[0] for row in fresh.execute("SELECT id FROM people_user").fetchall()}
        for (row,) in rows:
            if row.get("by_id") not in there:
                row["by_id"] = None
            fresh.execute(
                sql.SQL(
                    "INSERT INTO {table} ({names}) SELECT {names}"
                    " FROM jsonb_populate_record(NULL::{table}, %s)"
                ).format(
                    table=sql.Identifier(DESTRUCTIONS), names=sql.SQL(", ").join(map(sql.Identifier, names))
                ),
                [Jsonb(row)],
            )
    return len(rows)


def _columns(fresh: psycopg.Connection[Any]) -> list[str]:
    found = fresh.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'"
        " ORDER BY ordinal_position",
        [DESTRUCTIONS],
    ).fetchall()
    return [row[0] for row in found]
