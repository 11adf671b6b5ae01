"""Everything that is encrypted, brought to the first of ENCRYPTION_KEYS while work goes on."""

import json
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk import sealed
from desk.operations.rotation import course


class Command(BaseCommand):
    help = (
        "Encrypts stored files and sealed columns by the first of ENCRYPTION_KEYS, and says which of the"
        " other keys nothing needs any more. Exit status 1 when something could not be opened by any key."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="machine-readable")

    def handle(self, *args: Any, **options: Any) -> None:
        report = course.rotate(self.stderr.write)
        backups = course.backups_before(report.key)
        if options["json"]:
            self.stdout.write(json.dumps(asdict(report) | {"older_backups": backups}))
        else:
            self._tell(report, backups)
        if not report.whole:
            named = ", ".join((report.damaged + report.broken)[:5])
            raise CommandError(
                f"{len(report.damaged)} files and {len(report.broken)} columns cannot be opened by any of the"
                f" keys: {named}. No key may be taken away"
            )

    def _tell(self, report: course.Report, backups: int) -> None:
        columns = sum(report.columns.values())
        self.stdout.write(f"key {report.key}: {report.files} files and {columns} secrets were brought to it")
        for line in report.needed_by:
            self.stdout.write(f"still needs an older key: {line}")
        for at, key in enumerate(settings.ENCRYPTION_KEYS[1:], 2):
            mark = sealed.mark(key)
            word = "may be taken away" if mark in report.removable else "stays for now"
            self.stdout.write(f"key number {at} ({mark}) {word}")
        if backups:
            self.stdout.write(
                f"{backups} backups are older than this change: keep the keys of then, apart, as long as them"
            )
