"""`manage.py render_document --sample KIND --lang et -o FILE`: a document with sample values, as PDF."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contracts import pdf
from contracts.placeholders import sample_values
from contracts.reference import KINDS, TEXTS

# Fixed, so that the same call always gives the same bytes.
MADE_AT = datetime(2026, 11, 22, 10, tzinfo=UTC)


class Command(BaseCommand):
    help = "Render a kind of document with sample values: the same bytes every time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sample", required=True, metavar="KIND", choices=[kind[0] for kind in KINDS])
        parser.add_argument("--lang", default="et", choices=["et", "en", "ru"])
        parser.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        code, language = options["sample"], options["lang"]
        text = TEXTS / language / f"{code}.html"
        if not text.exists():
            raise CommandError(f"{code} has no text in {language}")
        names = {kind[0]: dict(zip(("et", "en", "ru"), kind[2:5], strict=True)) for kind in KINDS}
        number = str(sample_values()["number"])
        sheet = pdf.Sheet(names[code][language], number, language, MADE_AT)
        options["output"].write_bytes(pdf.render(text.read_text(encoding="utf-8"), sample_values(), sheet))
        self.stderr.write(f"{options['output']}: {pdf.libraries()}")
