"""What it takes to take over 5,000 rows with 200 errors of ten kinds: looked at, taken, and taken again.

    python -m bench.takeover [--rows 5000] [--errors 200] [--containers 300]

Makes a scratch database beside DATABASE_URL's, a table and a folder of containers that the lab signed, and
runs `import_authorisations` three times, each in a process of its own as a person would. Peak memory is the
whole process's, Django and its libraries with it; the last line is what Django alone takes.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

NAME = "abilaud_bench_takeover"
SECRETS = {"SECRET_KEY": "bench", "ENCRYPTION_KEYS": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}


@dataclass(frozen=True)
class Run:
    """Seconds by the clock and of the processor, megabytes at the peak, and what it said."""

    seconds: float
    cpu: float
    peak: float
    said: dict[str, Any]


def manage(*arguments: str) -> Run:
    """One run of manage.py in a process of its own."""
    command = [sys.executable, "manage.py", *arguments]
    start = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out)
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        if process.returncode:
            raise SystemExit(f"{arguments[0]} failed")
        out.seek(0)
        told = out.read().strip()
    said = json.loads(told) if told.startswith(b"{") else {}
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said)


def make() -> None:
    """A scratch database with kinds and portals, and a head who takes over."""
    import django

    django.setup()
    from django.core.management import call_command

    from contracts.reference import seed_reference
    from desk import clock
    from desk.people.enums import Role
    from desk.people.models import User, UserRole
    from desk.records.models import DemoMarker

    call_command("migrate", verbosity=0)
    DemoMarker.objects.create(made_at=clock.now())  # the lab is believed among demo data alone
    seed_reference()
    head = User.objects.create_user("juht")
    UserRole.objects.create(user=head, role=Role.HEAD)


def measure(asked: argparse.Namespace, folder: Path) -> None:
    from tests.contracts.takeover import many
    from tests.simulators.eid import Lab

    containers = folder / "konteinerid"
    containers.mkdir()
    table = folder / "kehtivad.csv"
    many.table(
        table, containers, Lab(folder / "lab"), total=asked.rows, errors=asked.errors,
        containers=asked.containers,
    )  # fmt: skip
    command = ["import_authorisations", str(table), "--containers", str(containers), "--by", "juht", "--json"]
    runs = {
        "look (--dry-run)": manage(*command, "--dry-run"),
        "take over": manage(*command),
        "take over again": manage(*command),
    }
    print(f"{asked.rows} rows, {asked.errors} errors, {asked.containers} containers; {os.cpu_count()} cores")
    print(f"{'':<18}{'s':>7}{'CPU s':>7}{'MB':>6}{'documents':>11}{'taken':>7}{'known':>7}{'wrong':>7}")
    for name, run in runs.items():
        said = [run.said[each] for each in ("documents", "taken", "known", "wrong")]
        print(f"{name:<18}{run.seconds:>7.1f}{run.cpu:>7.1f}{run.peak:>6.0f}{''.join(_column(said))}")
    bare = manage("shell", "--no-imports", "-c", "pass")
    print(f"{'Django alone':<18}{bare.seconds:>7.1f}{bare.cpu:>7.1f}{bare.peak:>6.0f}")
    for code, times in Counter(each["code"] for each in runs["look (--dry-run)"].said["errors"]).items():
        print(f"  {times:>4}  {code}")


def _column(said: list[int]) -> list[str]:
    return [f"{each:>{width}}" for each, width in zip(said, (11, 7, 7, 7), strict=True)]


def main() -> None:
    reader = argparse.ArgumentParser(description="Measures the takeover of a table")
    reader.add_argument("--rows", type=int, default=5_000)
    reader.add_argument("--errors", type=int, default=200)
    reader.add_argument("--containers", type=int, default=300)
    asked = reader.parse_args()
    import psycopg

    ours = os.environ["DATABASE_URL"]
    with psycopg.connect(ours, autocommit=True) as db, tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        db.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        db.execute(f"CREATE DATABASE {NAME} TEMPLATE template0 ENCODING 'UTF8'")
        os.environ |= SECRETS | {
            "DJANGO_SETTINGS_MODULE": "desk.settings", "DEMO": "1", "DATA_DIR": str(folder / "data"),
            "DATABASE_URL": urlsplit(ours)._replace(path=f"/{NAME}").geturl(),
            "TRUST_DIR": str(folder / "lab" / "anchors"),
        }  # fmt: skip
        try:
            make()
            measure(asked, folder)
        finally:
            from django.db import connections

            connections.close_all()
            db.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


if __name__ == "__main__":
    main()
