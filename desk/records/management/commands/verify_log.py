"""Whether the access log is as it was written."""

import argparse
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from desk.records import looks, verifying
from desk.records.access import MACHINE, Shown
from desk.records.chain import Head
from desk.records.usages import AUDIT
from desk.records.verifying import Report

VIEW = "verify_log"


def _head(text: str) -> Head:
    try:
        return Head.read(text)
    except ValueError as trouble:
        raise argparse.ArgumentTypeError(str(trouble)) from None


class Command(BaseCommand):
    help = (
        "Reads the whole access log and says whether a row was changed, removed, put in or cut off. "
        "The reading is written into the log too. Exit status 0: sound, 1: not."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
        parser.add_argument(
            "--head", action="append", type=_head, default=[],
            help="NUMBER:DIGEST that was kept elsewhere, such as in the log of a process; may be repeated",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        report = verifying.verify(outside=options["head"])
        looks.write(user_id=MACHINE, view=VIEW, shown=[Shown("access_log", 0, None, AUDIT)])
        self.stdout.write(json.dumps(_told(report)) if options["json"] else _sentence(report))
        if not report.sound:
            sys.exit(1)


def _told(report: Report) -> dict[str, Any]:
    first = report.first
    return {
        "sound": report.sound,
        "head": str(report.head),
        "entries": report.entries,
        "destroyed": report.destroyed,
        "checkpoints": report.checkpoints,
        "unproven_checkpoints": report.unproven,
        "bad": report.bad,
        "first": {"number": first.number, "what": first.what.value} if first else None,
        "findings": [{"number": each.number, "what": each.what.value} for each in report.findings],
    }


def _sentence(report: Report) -> str:
    kept = f"{report.entries} looks kept, {report.destroyed} lawfully destroyed, head {report.head}"
    if report.first is None:
        return f"The access log is sound: {kept}."
    first = f"{report.first.number} ({report.first.what.value})"
    lines = [f"The access log is NOT sound: {report.bad} wrong, the first is number {first}; {kept}."]
    return "\n".join(lines + [f"  {each.number}: {each.what.value}" for each in report.findings])
