"""Everything that is kept about one person, and who looked at it: see docs/data-subject.md."""

import json
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from contracts.printing.fonts import RenderingUnavailable
from contracts.subjects import asked, packing, shape
from desk.clients.subjects import report
from desk.people.enums import Language


class Command(BaseCommand):
    help = "Everything kept about one person: an archive with JSON, PDF and files. The code is never logged."

    def add_arguments(self, parser: CommandParser) -> None:
        asked.add_code(parser)
        parser.add_argument("--out", metavar="DIR", help="folder for the archive; this one if left out")
        parser.add_argument(
            "--language", choices=Language.values, default="", help="the person's own if left out"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout instead")

    def handle(self, *args: Any, **options: Any) -> None:
        person = asked.subject(options["code"])
        asked.note_look(person, "export_person")
        made = report(person, options["language"])
        if options["json"]:
            self.stdout.write(json.dumps(shape.as_json(made), ensure_ascii=False))
            return
        folder = Path(options["out"] or ".")
        if not folder.is_dir():
            raise CommandError("--out must be a folder that exists.")
        path = folder / f"{packing.NAME}-{made.made_at:%Y%m%d-%H%M%S}.zip"
        try:
            data = packing.archive(made)
        except RenderingUnavailable as trouble:
            raise CommandError(f"The PDF cannot be made here: {trouble}") from None
        # Readable by its owner alone, and never over another file.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
        things = sum(len(chapter.held) for chapter in made.chapters)
        self.stdout.write(f"{path}: {things} things, {len(made.files)} files, {len(made.looks)} looks")
