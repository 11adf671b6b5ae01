"""Figures as CSV: UTF-8 with its mark, semicolons, as Estonian spreadsheets open it; no cell is a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from stats.reports.digest import Digest
from stats.reports.showing import line_in_words, table_in_words

# A spreadsheet takes what begins so for a formula.
_FORMULA = re.compile(r"^[=+\-@\t\r]")
# But neither numbers below zero nor the changes that we write ourselves.
_OURS = re.compile(r"^[+-]?[0-9][0-9.,\u00a0]*%?$")


def write(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as one file."""
    text = io.StringIO(newline="")
    table = csv.writer(text, delimiter=";")
    for row in rows:
        table.writerow([_plain("" if cell is None else str(cell)) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def of_digest(digest: Digest) -> bytes:
    """A whole report, one table below the other."""
    with translation.override(digest.language):
        rows: list[Sequence[object]] = [[digest.title], [digest.unit], []]
        heads = [head for span in digest.spans for head in (span, f"{span}: {_('whole')}")]
        rows.append([_("Figure"), *heads, _("How it is counted")])
        for line in map(line_in_words, digest.lines):
            rows.append([line.label, *(cell for time in line.times for cell in time), line.how])
        for table in digest.tables:
            rows += [[], [table.title], [table.first, *(each.head for each in table.headings)]]
            rows += [[label, *cells] for label, cells in table_in_words(table).rows]
            rows.append([table.how])
        rows += [[], *([note] for note in digest.notes)]
    return write(rows)


def _plain(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) and not _OURS.match(text) else text
