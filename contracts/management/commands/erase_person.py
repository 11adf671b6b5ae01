"""Erases one person in every room, or says what would be: see docs/data-subject.md."""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from contracts.subjects import asked
from desk.clients.subjects import erase, erase_again, register
from desk.http import Refused
from desk.records.holdings import Erasure, Fate, Ground, Outcome


class Command(BaseCommand):
    help = "Erases one person, or says with --dry-run what would be. The code is never logged."

    def add_arguments(self, parser: CommandParser) -> None:
        asked.add_code(parser)
        parser.add_argument(
            "--ground", choices=Ground.values, default=Ground.NO_LONGER_NEEDED.value,
            help="no_longer_needed keeps what the law still needs, with the reason; the others keep nothing",
        )  # fmt: skip
        parser.add_argument("--basis", default="", help="number of the order or of the person's request")
        parser.add_argument("--dry-run", action="store_true", help="say what would be, and change nothing")
        parser.add_argument("--json", action="store_true", help="one JSON object")
        parser.add_argument(
            "--register", action="store_true", help="print the register of the erased, to be kept outside"
        )
        parser.add_argument(
            "--again", metavar="FILE", help="after a restore: erase again whom the register in FILE names"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["register"]:
            for line in register.lines():
                self.stdout.write(line)
        elif options["again"]:
            self._again(options["again"])
        else:
            self._erase(options)

    def _again(self, name: str) -> None:
        try:
            lines = sys.stdin.readlines() if name == "-" else Path(name).read_text().splitlines()
            self.stdout.write(f"erased again: {erase_again(lines)}")
        except (OSError, ValueError) as trouble:
            raise CommandError(f"The register cannot be read: {trouble}") from None

    def _erase(self, options: dict[str, Any]) -> None:
        person = asked.subject(options["code"])
        erasure = Erasure(Ground(options["ground"]), None, options["dry_run"], options["basis"].strip())
        with translation.override("en"):
            try:
                outcomes = erase(person, erasure)
            except Refused as refused:
                texts = "\n".join(refused.texts)
                raise CommandError(f"Nothing was erased. First this must be done:\n{texts}") from None
            if options["json"]:
                self.stdout.write(json.dumps(_shape(erasure, outcomes), ensure_ascii=False))
            else:
                self._tell(erasure, outcomes)

    def _tell(self, erasure: Erasure, outcomes: list[Outcome]) -> None:
        counted = Counter((outcome.kind, outcome.fate) for outcome in outcomes)
        for (kind, fate), many in sorted(counted.items()):
            self.stdout.write(f"{kind}: {many} {Fate(fate).label}")
        reasons = Counter(
            (outcome.reason, outcome.until) for outcome in outcomes if outcome.fate == Fate.KEPT
        )
        for (reason, until), many in reasons.items():
            self.stdout.write(f"kept ({many}){f' until {until}' if until else ''}: {reason}")
        self.stdout.write("Nothing was changed." if erasure.dry else "Done.")


def _shape(erasure: Erasure, outcomes: list[Outcome]) -> dict[str, Any]:
    return {
        "ground": erasure.ground.value,
        "dry_run": erasure.dry,
        "outcomes": [
            {
                "kind": outcome.kind, "id": outcome.pk, "fate": outcome.fate.value, "reason": outcome.reason,
                "until": outcome.until.isoformat() if outcome.until else None, "first": outcome.first,
            }
            for outcome in outcomes
        ],
    }  # fmt: skip
