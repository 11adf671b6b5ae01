"""recheck [--dry-run | --now] [--json]: the nightly questions about clients with documents in force."""

import json
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from contracts.actions import rechecks
from contracts.models import Recheck, RepresentationChange
from contracts.representation import nights, rechecking
from desk import clock

STEP = 1  # seconds between two looks at what was answered
PATIENCE = 120  # seconds without any answer after which nobody seems to work


class Command(BaseCommand):
    help = "Shows how far the nightly questions to the Business Register came, or asks them now."

    def add_arguments(self, parser: CommandParser) -> None:
        act = parser.add_mutually_exclusive_group()
        act.add_argument("--dry-run", action="store_true", help="only say whom it would ask (the default)")
        act.add_argument("--now", action="store_true", help="ask now, whatever the hour; a worker must run")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["now"]:
            if not settings.REGISTRY_URL:
                raise CommandError("REGISTRY_URL is not set: there is no register to ask.")
            _ask_everyone()
        found = report()
        if options["json"]:
            self.stdout.write(json.dumps(found))
        else:
            self.stdout.write(" · ".join(f"{name}: {value}" for name, value in found.items()))


def _ask_everyone() -> None:
    """Until all are asked and compared, the line stops, or nothing is answered for long."""
    day, waited = nights.night_of(clock.now()), 0
    while waited < PATIENCE:
        compared = rechecks.compare_answers()
        night = rechecks.ask_portion(day=day)
        if night is None or night.ended_at or night.stopped_by:
            return
        waited = 0 if compared else waited + STEP
        time.sleep(STEP)


def report() -> dict[str, Any]:
    """How it stands: the counts of the night, whom it would still ask, and how many may be asked now."""
    day = nights.night_of(clock.now())
    night = Recheck.objects.filter(day=day).first() or Recheck(day=day)
    many, why = rechecking.room()
    return {
        "night": day.isoformat(),
        "clients": rechecking.relying().count(),
        "due": rechecking.due(day).count(),
        "may_be_asked_now": many,
        "asked": night.asked,
        "changed": night.changed,
        "unanswered": night.unanswered,
        "stopped_by": night.stopped_by or why,
        "ended": night.ended_at is not None,
        "open_changes": RepresentationChange.objects.open().count(),
    }
