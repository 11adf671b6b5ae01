"""Rows of the first visible sheet of an XLSX file, and such a sheet made of rows.

openpyxl is asked for the values that were last shown (`data_only`), reads its XML through defusedxml (which
the lock brings), and never sees more than the limits allow: what a zip says of its sizes is all that can be
read of it. It is imported where it is used, since it brings numpy along wherever that is installed: 16 MB
of every process that might one day read a table.
"""

import warnings
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

from desk.tables.bounds import Limits, TableError, megabytes

# It would print what stands in a cell that it cannot read as a date: a personal code, perhaps.
warnings.filterwarnings("ignore", module=r"openpyxl\.")

_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, ET.ParseError, EOFError, OSError,
    ValueError, KeyError, TypeError, AttributeError, IndexError, NotImplementedError, RuntimeError,
    OverflowError,
)  # fmt: skip
_MOST_PARTS = 2_000
_SHEET_END = 1_048_576  # rows of a sheet in Excel itself


def rows(file: BinaryIO, limits: Limits) -> Iterator[list[str]]:
    """Every row up to the last one that says something, the empty ones too. Raises TableError."""
    import openpyxl

    file.seek(0)
    _refuse_bombs(file, limits)
    book = None
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet = next((each for each in book.worksheets if each.sheet_state == "visible"), None)
        if sheet is None:
            raise TableError("empty")
        sheet.reset_dimensions()  # what a sheet says of its own size need not be so
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            if number > _SHEET_END:
                raise TableError("damaged")
            yield [text_of(cell) for cell in row]
    except TableError:
        raise
    except _BROKEN:
        raise TableError("damaged") from None
    finally:
        if book is not None:
            book.close()


def _refuse_bombs(file: BinaryIO, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except _BROKEN:
        raise TableError("damaged") from None
    names = {each.filename for each in parts}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise TableError("other_office")
    if len(parts) > _MOST_PARTS or sum(each.file_size for each in parts) > limits.unpacked:
        raise TableError("bomb", most=megabytes(limits.unpacked))
    if any(each.flag_bits & 1 for each in parts):
        raise TableError("old_excel")


def text_of(value: Any) -> str:
    """What a cell says, as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def write(to: BinaryIO, rows: Iterable[Sequence[str]], title: str) -> None:
    """One sheet; every cell is text, so that nothing in it is a formula or loses its zeros."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([_text_cell(sheet, value) for value in row])
    book.save(to)


def _text_cell(sheet: Any, value: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    cell.number_format = "@"
    return cell
