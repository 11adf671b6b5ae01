"""`manage.py render_document --sample KIND --lang et -o FILE`: a document with sample values, as PDF."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contracts.printing import pdf
from contracts.printing.placeholders import sample_values
from contracts.reference import KINDS, RESTRICTION, RESTRICTION_YEARS, TEXTS

# Fixed, so that the same call always gives the same bytes.
MADE_AT = datetime(2026, 11, 22, 10, tzinfo=UTC)


def sample(code: str, language: str, portal: str = "") -> tuple[str, pdf.Sheet]:
    """The seeded text of a kind, or the portal's own one, and what stands around it.

    Raises FileNotFoundError.
    """
    text = (TEXTS / language / portal / f"{code}.html").read_text(encoding="utf-8")
    names = {kind[0]: dict(zip(("et", "en", "ru"), kind[2:5], strict=True)) for kind in KINDS}
    until = MADE_AT.date().replace(year=MADE_AT.year + RESTRICTION_YEARS)
    around = pdf.Sheet(
        title=names[code][language],
        number=str(sample_values()["number"]),
        language=language,
        made_at=MADE_AT,
        restriction_basis=RESTRICTION,
        restricted_until=until,
    )
    return text, around


def samples() -> list[tuple[str, str, str]]:
    """Code, language and portal of every seeded text."""
    found = (path.relative_to(TEXTS).parts for path in TEXTS.rglob("*.html"))
    return sorted((parts[-1].removesuffix(".html"), parts[0], "".join(parts[1:-1])) for parts in found)


class Command(BaseCommand):
    help = "Render a kind of document with sample values: the same bytes every time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sample", required=True, metavar="KIND", choices=[kind[0] for kind in KINDS])
        parser.add_argument("--lang", default="et", choices=["et", "en", "ru"])
        parser.add_argument("--portal", default="", help="a portal that has a text of its own")
        parser.add_argument("-o", "--output", required=True, type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        code, language = options["sample"], options["lang"]
        try:
            text, around = sample(code, language, options["portal"])
        except FileNotFoundError:
            of_its_own = f" of its own for {options['portal']}" if options["portal"] else ""
            raise CommandError(f"{code} has no text in {language}{of_its_own}") from None
        options["output"].write_bytes(pdf.render(text, sample_values(), around))
        self.stderr.write(f"{options['output']}: {pdf.libraries()}")
