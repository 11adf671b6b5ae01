"""Adds a telephone line and prints its token, which is shown this once."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk.calls import actions
from desk.calls.models import Line
from desk.people.enums import Language


class Command(BaseCommand):
    help = "Adds a telephone line; prints the address for the exchange, with the line's token, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--number", default="", help="service number, for people to read")
        parser.add_argument("--language", default="", choices=["", *Language.values])
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"].strip()
        if not name or Line.objects.filter(name=name).exists():
            raise CommandError("a line needs a name that no other line has")
        line, token = actions.open_line(
            name=name, number=options["number"], language=options["language"], by=None
        )
        path = f"/api/telephony/{token}/events/"
        if options["json"]:
            self.stdout.write(json.dumps({"line": line.pk, "name": line.name, "token": token, "path": path}))
        else:
            self.stdout.write(path)
