"""A backup put back into a fresh database and folder, and proved there."""

import argparse
import json
import re
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk.operations.backup.making import NoKey
from desk.operations.backup.postgres import NoTool, ToolFailed
from desk.operations.backup.shelf import NoBackup
from desk.operations.restoring import course
from desk.operations.restoring.place import NotThere
from desk.operations.restoring.putting_back import Refused
from desk.operations.sealing import Unsealable


def _span(text: str) -> timedelta:
    found = re.fullmatch(r"(\d+)([hd])", text)
    if found is None:
        raise argparse.ArgumentTypeError("must be hours or days, such as 26h or 3d")
    return timedelta(hours=int(found[1]) * (24 if found[2] == "d" else 1))


class Command(BaseCommand):
    help = (
        "Puts a backup into a fresh database and folder; with --verify proves that it is what was backed up"
        " and that the desk runs on it. Exit status 1 when the backup is refused or is not what it was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("place", type=Path, metavar="DIR|FILE", help="a backup, or a folder's newest")
        parser.add_argument("--verify", action="store_true", help="rows, files, chain and a trial run")
        parser.add_argument("--into", metavar="DATABASE", default="", help="an empty or new database")
        parser.add_argument("--data", type=Path, metavar="FOLDER", help="in place of DATA_DIR, for the files")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="afterwards it takes the running one's place; all is stopped",
        )
        parser.add_argument(
            "--newest-within", type=_span, metavar="SPAN", help="refuse an older backup: 26h, 3d"
        )
        parser.add_argument("--json", action="store_true", help="machine-readable")

    def handle(self, *args: Any, **options: Any) -> None:
        wish = course.Wish(
            place=options["place"], into=options["into"], data=options["data"], verify=options["verify"],
            replace=options["replace"], newest_within=options["newest_within"],
        )  # fmt: skip
        try:
            report = course.restore(wish, self.stderr.write)
        except (Unsealable, Refused) as trouble:
            self._refused(trouble.code, str(trouble), as_json=options["json"])
        except (NoBackup, NoKey, NotThere, NoTool, ToolFailed, OSError) as trouble:
            self._refused("failed", str(trouble), as_json=options["json"])
        else:
            self._tell(report, as_json=options["json"])

    def _refused(self, code: str, text: str, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"ok": False, "refused": code, "detail": text}))
        raise CommandError(f"nothing was restored ({code}): {text}")

    def _tell(self, report: course.Report, *, as_json: bool) -> None:
        if as_json:
            told = asdict(report) | {"ok": report.ok, "refused": "", "begun": report.begun.isoformat()}
            self.stdout.write(json.dumps(told))
        else:
            for proof in report.proofs:
                self.stdout.write(f"{'ok' if proof.ok else 'FAILED':<8}{proof.part:<18}{proof.detail}")
            for line in report.done:
                self.stdout.write(line)
            self.stdout.write(f"restored into the database {report.database} and {report.data}")
            if report.replaced:
                self.stdout.write(f"what it replaced is kept as {report.replaced}")
            if report.older:
                self.stdout.write(
                    f"the backup is of version {report.version}: run `migrate` on it"
                    f" ({len(report.older)} to come)"
                )
        if not report.ok:
            raise CommandError("what was restored is not in order: see above; nothing was replaced")
