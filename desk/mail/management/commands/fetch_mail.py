"""fetch_mail [--letters N] [--json]: reads the shared mailbox now and says what became of each letter."""

import json
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk.mail import actions
from desk.mail.actions import Outcome
from desk.outbox import OutsideTrouble


class Command(BaseCommand):
    help = "Reads the shared mailbox once and says what became of each letter, without personal data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--letters", type=int, default=100, help="at most so many")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.MAILBOX:
            raise CommandError("MAILBOX_URL is not set: letters are not read")
        try:
            outcomes = actions.fetch(letters=options["letters"])
        except actions.Busy:
            raise CommandError("the mailbox is being read just now") from None
        except OutsideTrouble as trouble:
            raise CommandError(f"the mailbox cannot be read: {trouble.code}") from None
        if options["json"]:
            self.stdout.write(json.dumps({"letters": [asdict(outcome) for outcome in outcomes]}, indent=2))
        else:
            for outcome in outcomes:
                self.stdout.write(_line(outcome))
            self.stdout.write(f"{len(outcomes)} letters")


def _line(outcome: Outcome) -> str:
    files = ", ".join(f"{file.content_type} {file.verdict} {file.reason}".strip() for file in outcome.files)
    said = (outcome.kind, outcome.reason, outcome.claimed and f"-> {outcome.claimed}", files and f"[{files}]")
    return f"{outcome.uid:>8}  {'known ' if outcome.known else ''}{' '.join(filter(None, said))}"
