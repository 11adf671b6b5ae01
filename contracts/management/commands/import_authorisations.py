"""import_authorisations FILE [--containers DIR] [--dry-run] --by USERNAME: see docs/takeover.md."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contracts.actions import takeover
from contracts.permissions import takes_over
from contracts.takeover import findings
from contracts.takeover.enclosed import Folder, Nowhere, Source
from contracts.takeover.survey import Survey, survey
from desk.http import Refused
from desk.people.models import User
from desk.tables.table import TableError


class Command(BaseCommand):
    help = "Takes over documents that are in force already from a table (CSV or XLSX)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--containers", type=Path, help="folder of the signed files that the table names")
        parser.add_argument("--dry-run", action="store_true", help="only look, write nothing")
        parser.add_argument("--by", required=True, help="user name of who takes over")
        parser.add_argument("--errors", type=Path, help="where rows with errors are written, .csv or .xlsx")
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        by, errors = _user(options["by"]), options["errors"]
        if errors is not None and errors.suffix not in {".csv", ".xlsx"}:
            raise CommandError("--errors must end in .csv or .xlsx")
        if errors is not None and errors.resolve() == options["file"].resolve():
            raise CommandError("--errors must be another file than the table")
        try:
            found, told = _run(options, by)
            self._tell(found, told, options)
            if errors is not None and found.wrong:
                findings.save(found, errors)
        except OSError as trouble:
            raise CommandError(f"{trouble.filename}: {trouble.strerror}") from None
        except TableError as trouble:
            raise CommandError(trouble.text) from None
        except Refused as refused:
            raise CommandError(" ".join(refused.texts)) from None

    def _tell(self, found: Survey, told: dict[str, int], options: dict[str, Any]) -> None:
        """Row numbers and codes alone: what stands in the rows is in the file of errors."""
        said = findings.counts(found) | told | {"dry_run": options["dry_run"]}
        if options["json"]:
            said["errors"] = findings.lines(found, errors=True)
            said["warnings"] = findings.lines(found, errors=False)
            self.stdout.write(json.dumps(said))
            return
        for line in findings.report(found):
            self.stdout.write(line)
        would = "would be " if options["dry_run"] else ""
        words = "{rows} rows, {documents} documents: {taken} {would}taken over, {known} known"
        self.stdout.write((words + ", {wrong} left out").format(**said, would=would))


def _run(options: dict[str, Any], by: User) -> tuple[Survey, dict[str, int]]:
    file: Path = options["file"]
    source: Source = Nowhere()
    if options["containers"] is not None:
        source = Folder(options["containers"])
    if options["dry_run"]:
        with file.open("rb") as table:
            return survey(table, source), {}
    outcome = takeover.take_over(data=file.read_bytes(), file_name=file.name, source=source, by=by)
    return outcome.survey, {"taken": outcome.takeover.taken, "known": outcome.takeover.known}


def _user(name: str) -> User:
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise CommandError(f"there is no active user {name}")
    if why := takes_over(user):
        raise CommandError(why)
    return user
