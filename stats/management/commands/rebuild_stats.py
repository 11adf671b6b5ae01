"""rebuild_stats [--from 2026-01-01] [--until 2026-12-31] [--json]: counts these days anew from the rows."""

import json
import sys
import time
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from desk import workdays
from stats import rollups

WIDTH = 30  # signs of the bar
# The first day of which there is anything to count, and the last: promises fall due, shifts are to come.
_SPAN = """
SELECT min(at AT TIME ZONE 'Europe/Tallinn')::date, max(at AT TIME ZONE 'Europe/Tallinn')::date FROM (
  SELECT min(rang_at) AS at FROM calls_call UNION ALL SELECT min(opened_at) FROM enquiries_enquiry
  UNION ALL SELECT min(arrived_at) FROM counter_visit UNION ALL SELECT min(received_at) FROM mail_incoming
  UNION ALL SELECT min(due_at) FROM enquiries_promise UNION ALL SELECT max(due_at) FROM enquiries_promise
  UNION ALL SELECT min(created_at) FROM tickets_escalation
  UNION ALL SELECT min(drafted_at) FROM contracts_package
  UNION ALL SELECT min(started_at) FROM people_presence
  UNION ALL SELECT min(starts_at) FROM people_shift UNION ALL SELECT max(ends_at) FROM people_shift
) bounds"""


def day(text: str) -> date:
    """A date as 2026-01-01."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text} is no day: write it as 2026-01-01", returncode=2) from None


class Command(BaseCommand):
    help = "Counts the sums that pages read anew from the rows themselves; also while people work."

    def add_arguments(self, parser: CommandParser) -> None:
        every = "without it: all there is"
        parser.add_argument("--from", dest="first", metavar="DAY", help=f"the first, as 2026-01-01; {every}")
        parser.add_argument("--until", dest="last", metavar="DAY", help=f"the last; {every}")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        first, last = self._span(options["first"], options["last"])
        began = time.monotonic()
        days = 0
        if first is not None and last is not None:
            if last < first:
                raise CommandError("the last day is before the first", returncode=2)
            whole = (last - first).days + 1
            start = first
            days = rollups.rebuild(
                first, last, on_day=lambda at: self._progress((at - start).days + 1, whole)
            )
        taken = round(time.monotonic() - began, 1)
        if options["json"]:
            told = {"from": first and str(first), "until": last and str(last), "days": days, "seconds": taken}
            self.stdout.write(json.dumps(told))
        elif not days:
            self.stdout.write("There is nothing to count.")
        else:
            self.stdout.write(f"Counted {days} days from {first} to {last} in {taken} s.")

    def _span(self, first: str | None, last: str | None) -> tuple[date | None, date | None]:
        with connection.cursor() as cursor:
            cursor.execute(_SPAN)
            earliest, latest = cursor.fetchone()
        if earliest is None:
            return None, None
        known = max(latest, workdays.today())
        return day(first) if first else earliest, day(last) if last else known

    def _progress(self, done: int, whole: int) -> None:
        share = done / whole
        if sys.stderr.isatty():
            bar = "#" * round(share * WIDTH)
            self.stderr.write(f"\r[{bar:<{WIDTH}}] {done}/{whole}", ending="\n" if done == whole else "")
        else:
            self.stderr.write(f"{done}/{whole}")
