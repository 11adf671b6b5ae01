"""promises [--month 2026-11] [--json]: kept, kept late, broken and open, by the month they fell due."""

import json
import re
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk import clock
from stats import rollups
from stats.promises import by_month, first_of, months_later

FIGURES = ("kept", "late", "broken", "open", "overdue")


class Command(BaseCommand):
    help = "Counts promises by the month in which they fell due; practice is left out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--month", help="only this month, as 2026-11")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        month: str | None = options["month"]
        if month and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
            raise CommandError("a month is written as 2026-11", returncode=2)
        since = first_of(month) if month else None
        rollups.refresh()
        found = by_month(clock.now(), since, months_later(since, 1) if since else None)
        if options["json"]:
            self.stdout.write(json.dumps({"months": [asdict(each) for each in found]}))
            return
        self.stdout.write("  ".join(["month  ", *(f"{name:>8}" for name in FIGURES)]))
        for each in found:
            numbers = (f"{getattr(each, name):>8}" for name in FIGURES)
            self.stdout.write("  ".join([each.month, *numbers]))
