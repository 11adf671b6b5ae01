"""The one reader of tables that people keep: CSV as Excel and others write it, and XLSX. No model
comes in here.

Everything is bounded, because anybody may have made the file. Values come out as text: a date of XLSX as
2026-03-05, a whole number without its ".0", a formula as the value that was last shown (nothing is ever
computed). Headings are matched without regard to case, spaces and punctuation. Rows keep the number that the
person sees in his spreadsheet; the headings are usually row 1.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import BinaryIO

from desk.tables import comma, workbook
from desk.tables.bounds import LIMITS, Limits, TableError, folded, megabytes, tidied

__all__ = ["LIMITS", "Limits", "Row", "Table", "TableError", "as_date", "folded", "read_table", "write_table"]

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?")
_FORMULA = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True)
class Row:
    """`number` as the spreadsheet shows it; `raw`: every cell in the order of the table's headings."""

    number: int
    raw: tuple[str, ...]
    places: Mapping[str, int]

    def __getitem__(self, column: str) -> str:
        """What stands in a column of the reader; empty where the table has no such column."""
        place = self.places.get(column)
        return "" if place is None or place >= len(self.raw) else self.raw[place]


@dataclass
class Table:
    """Walk it once: rows are read from the file as they are asked for."""

    headings: tuple[str, ...]
    # By column of the reader: its place among the headings.
    places: Mapping[str, int]
    unknown: tuple[str, ...]
    _rows: Iterator[tuple[int, list[str]]]
    limits: Limits
    read: int = field(default=0)

    def __iter__(self) -> Iterator[Row]:
        """Rows that say something. Raises TableError, also after the first rows."""
        for number, cells in self._rows:
            if not any(cells):
                continue
            self.read += 1
            if self.read > self.limits.rows:
                raise TableError("too_many_rows", most=self.limits.rows)
            wide = cells[: len(self.headings)] + [""] * (len(self.headings) - len(cells))
            yield Row(number, tuple(wide), self.places)


def read_table(
    file: BinaryIO,
    columns: Mapping[str, Sequence[str]],
    *,
    needed: Iterable[str] = (),
    limits: Limits = LIMITS,
) -> Table:
    """A table whose `columns` may be headed by their own name or by any of the words given; `needed` must be
    there. `file` is open for reading and seekable. Raises TableError.
    """
    rows = _tidy_rows(_rows(file, limits), limits)
    headings: list[str] = next((cells for _number, cells in rows if any(cells)), [])
    if not headings:
        raise TableError("empty")
    known = {folded(word): name for name, words in columns.items() for word in (name, *words)}
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = known.get(folded(heading))
        if name is None:
            continue
        if name in places:
            raise TableError("same_heading", heading=heading)
        places[name] = place
    if missing := [_told(name, columns) for name in needed if name not in places]:
        raise TableError("missing_columns", headings=", ".join(missing))
    taken = set(places.values())
    unknown = tuple(each for place, each in enumerate(headings) if each and place not in taken)
    return Table(tuple(headings), places, unknown, rows, limits)


def _told(name: str, columns: Mapping[str, Sequence[str]]) -> str:
    """The heading that a person is asked for: the first word of the column."""
    return next(iter(columns.get(name, ())), name)


def _rows(file: BinaryIO, limits: Limits) -> Iterator[list[str]]:
    file.seek(0, io.SEEK_END)
    if file.tell() > limits.size:
        raise TableError("too_large", most=megabytes(limits.size))
    file.seek(0)
    start = file.read(8)
    if not start:
        raise TableError("empty")
    if start == _OLE:
        raise TableError("old_excel")
    if start.startswith(_ZIP):
        return workbook.rows(file, limits)
    return comma.rows(file, limits)


def _tidy_rows(rows: Iterator[list[str]], limits: Limits) -> Iterator[tuple[int, list[str]]]:
    with closing(rows) as each_row:  # type: ignore[type-var]
        for number, row in enumerate(each_row, 1):
            if any(len(cell) > limits.cell for cell in row):
                raise TableError("long_cell", row=number, most=limits.cell)
            cells = [_unguarded(tidied(cell)) if cell else "" for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if len(cells) > limits.columns:
                raise TableError("too_many_columns", row=number, most=limits.columns)
            yield number, cells


def as_date(text: str) -> date | None:
    """5.3.2026, 05.03.2026 or 2026-03-05, a time after it is left out; None for an empty text.

    Raises ValueError: years of two digits, and days and months in an American order, are not guessed.
    """
    said = text.strip()
    if not said:
        return None
    day, _space, rest = said.replace("T", " ", 1).partition(" ")
    if rest and not _TIME.fullmatch(rest):
        raise ValueError("time")
    if "." in day:
        numbers = day.rstrip(".").split(".")[::-1]
    else:
        numbers = day.split("-")
    if len(numbers) != 3 or len(numbers[0]) != 4 or not all(_is_number(each) for each in numbers):
        raise ValueError("date")
    return date(*(int(each) for each in numbers))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def write_table(
    to: BinaryIO, headings: Sequence[str], rows: Iterable[Sequence[str]], *, form: str, title: str = "Abilaud"
) -> None:
    """Write a table that `read_table` reads again as it was; `form` is csv or xlsx.

    CSV is UTF-8 with its mark and semicolons, as Excel in Estonia opens it by itself.
    """
    everything = chain([headings], rows)
    if form == "xlsx":
        workbook.write(to, everything, title)
        return
    text = io.TextIOWrapper(to, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for row in everything:
        writer.writerow([_guarded(cell) for cell in row])
    text.detach()


def _guarded(cell: str) -> str:
    """A spreadsheet takes a text that begins like a formula for one; the apostrophe says that it is text."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
