"""seed --clients N --enquiries N [--years 2] [--seed 1] [--until DAY] [--json]: years of made-up work."""

import json
import resource
import sys
from datetime import date
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from desk import workdays
from stats import seeding
from stats.rollups import rebuild


class Bar:
    """How far it is, on stderr: a bar on a terminal, elsewhere a line for each tenth."""

    def __init__(self, label: str) -> None:
        self.label, self.tenth, self.began = label, -1, monotonic()

    def __call__(self, done: int, whole: int) -> None:
        share = done / whole
        if sys.stderr.isatty():
            filled = int(share * 40)
            end = "\n" if done == whole else ""
            sys.stderr.write(
                f"\r{self.label} [{'#' * filled:<40}] {share:4.0%} {monotonic() - self.began:5.0f} s{end}"
            )
            sys.stderr.flush()
        elif int(share * 10) > self.tenth:
            self.tenth = int(share * 10)
            sys.stderr.write(f"{self.label} {share:.0%} {monotonic() - self.began:.0f} s\n")


class Command(BaseCommand):
    help = (
        "Fills a demo or test database with years of believable, made-up work; the same for the same --seed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clients", type=int, required=True, help="how many clients")
        parser.add_argument(
            "--enquiries", type=int, required=True, help="how many enquiries; about as many calls"
        )
        parser.add_argument("--years", type=float, default=2, help="how long ago it begins; 2 without it")
        parser.add_argument("--seed", type=int, default=1, help="another number, other rows")
        parser.add_argument(
            "--until", type=date.fromisoformat, help="the first day without rows; today without it"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = seeding.Plan(
            clients=options["clients"], enquiries=options["enquiries"], years=options["years"],
            seed=options["seed"], until=options["until"] or workdays.today(),
        )  # fmt: skip
        if not (0 < plan.clients <= seeding.MOST_CLIENTS and plan.enquiries > 0 and plan.years > 0):
            raise CommandError(f"from 1 to {seeding.MOST_CLIENTS} clients, and some enquiries", returncode=2)
        try:
            made = seeding.seed(plan, on_day=Bar("seeding"))
        except seeding.NotForSeeding as refusal:
            raise CommandError(str(refusal)) from refusal
        began = monotonic()
        rebuild(plan.first, plan.until)
        told = {
            "first": str(plan.first), "until": str(plan.until), "rows": made.rows,
            "seconds": round(made.seconds, 1), "rebuild_seconds": round(monotonic() - began, 1),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "database_mb": _size(),
        }  # fmt: skip
        if options["json"]:
            self.stdout.write(json.dumps(told))
            return
        for model, rows in made.rows.items():
            self.stdout.write(f"{model:<32}{rows:>10}")
        self.stdout.write(
            f"{told['seconds']} s for the rows, {told['rebuild_seconds']} s for the figures;"
            f" at most {told['peak_mb']} MB of memory; the database has {told['database_mb']} MB"
        )


def _size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database()) / 1048576")
        return int(cursor.fetchone()[0])
