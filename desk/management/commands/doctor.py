"""What is wrong with this installation, part by part; exit status 1 when anything is."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from desk.operations.doctor import findings


class Command(BaseCommand):
    help = "Looks at every part of this installation; exit status 1 when one of them fails."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fast", action="store_true", help="neither other systems nor invariants")
        parser.add_argument("--json", action="store_true", help="machine-readable")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            found = [
                {name: str(value) for name, value in vars(each).items()}
                for each in findings(fast=options["fast"])
            ]
        failed = [each["part"] for each in found if each["state"] == "failed"]
        if options["json"]:
            self.stdout.write(json.dumps({"ok": not failed, "parts": found}, indent=2))
        else:
            for each in found:
                self.stdout.write(f"{each['part']:<34}{each['state']:<8}{each['detail']}")
                if each["todo"] and each["state"] != "manual":
                    self.stdout.write(f"{'':<42}{each['todo']}")
        if failed:
            raise CommandError(f"failed: {', '.join(failed)}")
