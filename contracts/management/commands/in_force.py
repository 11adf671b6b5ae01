"""Everything that is in force on a day: in the past, today, or in the future as far as it is known."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from contracts.life import register
from desk import workdays
from desk.clients.models import Client

COLUMNS = [
    "number", "kind", "portal", "client_code", "client_name", "persons", "accepted_on", "valid_from",
    "valid_until", "last_day", "end_reason", "end_basis", "granted_under", "in_portal", "taken_over",
]  # fmt: skip


class Command(BaseCommand):
    help = "Everything in force on a day. The codes of clients are shown and never logged."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", metavar="DATE", help="2026-11-23 or 23.11.2026; today if left out")
        parser.add_argument("--client", metavar="CODE", help="registry or personal code of one client")
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="one JSON object")
        form.add_argument("--csv", action="store_true", help="a table with semicolons, one row a person")

    def handle(self, *args: Any, **options: Any) -> None:
        day = _day(options["on"])
        asked = register.Asked(day)
        if options["client"]:
            asked = register.of_client(asked, _client(options["client"]))
        rows = register.records(asked)
        if options["json"]:
            self._json(day, rows)
        elif options["csv"]:
            self._csv(rows)
        else:
            self._table(day, rows)

    def _json(self, day: date, rows: Iterator[dict[str, Any]]) -> None:
        """Written a row at a time: the whole register need not fit into memory."""
        self.stdout.write(f'{{"on": "{day}", "documents": [', ending="")
        many = 0
        for many, row in enumerate(rows, start=1):
            text = json.dumps(row, ensure_ascii=False, default=str)
            self.stdout.write(f"{',' if many > 1 else ''}\n{text}", ending="")
        self.stdout.write(f'\n], "count": {many}}}')

    def _csv(self, rows: Iterator[dict[str, Any]]) -> None:
        table = csv.writer(self.stdout, delimiter=";", lineterminator="\n")
        table.writerow([*COLUMNS[:5], "person", "person_code", "person_last_day", *COLUMNS[6:]])
        for row in rows:
            for one in row["persons"] or [{}]:
                person = [one.get(name) for name in ("name", "code", "last_day")]
                cells = [*(row[name] for name in COLUMNS[:5]), *person, *(row[name] for name in COLUMNS[6:])]
                table.writerow([_harmless(cell) for cell in cells])

    def _table(self, day: date, rows: Iterator[dict[str, Any]]) -> None:
        many = 0
        for row in rows:
            many += 1
            ends = row["last_day"] or row["valid_until"]
            names = ", ".join(one["name"] for one in row["persons"])
            parts = [row["number"], row["kind"], row["portal"], row["client_name"], names]
            self.stdout.write(" · ".join(part for part in parts if part) + (f" · {ends}" if ends else ""))
        self.stdout.write(f"{day}: {many}")


def _day(said: str | None) -> date:
    if not said:
        return workdays.today()
    day, _dot, rest = said.partition(".")
    try:
        if rest:
            month, _dot, year = rest.partition(".")
            return date(int(year), int(month), int(day))
        return date.fromisoformat(said)
    except ValueError:
        raise CommandError("--on must be a date, such as 2026-11-23 or 23.11.2026.") from None


def _client(code: str) -> int:
    """The client of this code. An error says nothing of the code: it may be a person's."""
    found = Client.objects.with_code(code.strip()).values_list("pk", flat=True)[:2]
    if len(found) != 1:
        raise CommandError("There is no client with this code.")
    return found[0]


def _harmless(cell: Any) -> Any:
    """A name that begins like a formula must stay a name in whoever's spreadsheet."""
    text = "" if cell is None else cell
    return f"'{text}" if isinstance(text, str) and text[:1] in "=+-@\t\r" and text else text
