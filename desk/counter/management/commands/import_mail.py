"""Takes papers that were scanned elsewhere out of a folder; the files themselves stay where they are."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk import workdays
from desk.counter import intake
from desk.counter.actions.importing import import_folder
from desk.counter.models import Office
from desk.people.enums import Role
from desk.people.models import User, UserRole

# In whose name papers are taken in where nobody is named: the first who has one of these roles.
USUAL = (Role.REGISTRAR, Role.HEAD, Role.SENIOR, Role.SPECIALIST)


class Command(BaseCommand):
    help = "Checks every file of a folder and makes a paper of each that is kept and not known yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--office", default="", help="code of the office; the first one unless said")
        parser.add_argument("--by", default="", help="user name; a registrar unless said")
        parser.add_argument("--json", action="store_true", help="a list of file, status and reason")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError("DIR is not a folder")
        office, by = _office(options["office"]), _by(options["by"])
        results = []
        for imported in import_folder(folder=folder, office=office, by=by):
            results.append(imported.as_dict())
            if not options["json"]:
                why = intake.words(imported.reason)
                self.stdout.write(f"{imported.status:12}{imported.file}  {why}".rstrip())
        if options["json"]:
            self.stdout.write(json.dumps(results))


def _office(code: str) -> Office:
    offices = Office.objects.open()
    office = offices.filter(code=code).first() if code else offices.first()
    if office is None:
        raise CommandError("no such office: see the administration" if code else "there is no office yet")
    return office


def _by(username: str) -> User:
    staff = User.objects.filter(is_active=True).order_by("pk")
    if username:
        found = staff.filter(username=username).first()
        if found is None:
            raise CommandError("nobody has this user name")
        return found
    held = UserRole.objects.in_force(workdays.today())
    for role in USUAL:
        if found := staff.filter(pk__in=held.filter(role=role).values("user")).first():
            return found
    raise CommandError("name with --by who takes the papers in")
