"""A report as XLSX: numbers in cells, and what is reckoned from them as formulas (only openpyxl user here).

A formula stands wherever all it needs is told; a hidden number is text, and so is what would need it.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from stats.figures import In
from stats.reports.digest import CHANGE, COUNT, SHARE, Cell, Digest, Heading, Line, Table, Time, written

HEAD = PatternFill("solid", fgColor="005AA3")
FORMATS = {COUNT: "#,##0", SHARE: "0.0%", CHANGE: "+0.0%;-0.0%;0.0%"}
OF_FIGURES = {In.PERCENT.value: "0.0%", In.NUMBER.value: "#,##0", In.LONG.value: '0.0" h"'}
SECONDS = {In.LONG.value: 3600}  # how many of them make one of what the figure is written in
WIDEST = 60


def write(digest: Digest) -> bytes:
    """The workbook's bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title, book.properties.language = _clean(digest.title), digest.language
    with translation.override(digest.language):
        _summary(_sheet(book, _("Summary")), digest)
        _figures(_sheet(book, _("The figures")), digest)
        for table in digest.tables:
            _table(_sheet(book, table.title), table)
        _how(_sheet(book, _("How counted")), digest)
    to = BytesIO()
    book.save(to)
    return to.getvalue()


def _sheet(book: Workbook, title: str) -> Any:
    return book.create_sheet("".join(each for each in _clean(title) if each not in "[]:*?/\\")[:31])


def _clean(text: str) -> str:
    """Without the control characters that a workbook cannot hold."""
    return str(ILLEGAL_CHARACTERS_RE.sub("", text))


def _text(sheet: Any, row: int, at: int, text: str) -> Any:
    """A cell that is text whatever it begins with: no spreadsheet takes it for a formula."""
    cell = sheet.cell(row=row, column=at)
    cell.value = _clean(text)
    cell.data_type = "s"
    cell.number_format, cell.quotePrefix = "@", text[:1] in "=+-@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _heads(sheet: Any, heads: Sequence[str]) -> None:
    for at, head in enumerate(heads, 1):
        cell = _text(sheet, 1, at, head)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), HEAD
    sheet.freeze_panes = "B2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _wide(sheet: Any, first: int, others: int, count: int) -> None:
    sheet.column_dimensions["A"].width = first
    for at in range(2, count + 1):
        sheet.column_dimensions[get_column_letter(at)].width = others


def _number(sheet: Any, row: int, at: int, cell: Cell, formula: str, form: str) -> None:
    """The formula where there is one, else the number, else its mark as text."""
    if not formula and (cell is None or isinstance(cell, str)):
        _text(sheet, row, at, written(cell)).alignment = Alignment(horizontal="right", vertical="top")
        return
    place = sheet.cell(row=row, column=at, value=formula or cell)
    place.number_format = form
    place.alignment = Alignment(vertical="top")


def _table(sheet: Any, table: Table) -> None:
    _heads(sheet, [table.first, *(heading.head for heading in table.headings)])
    last = len(table.rows) + 1
    for row, each in enumerate(table.rows, 2):
        is_total = table.totalled and row == last
        label = _text(sheet, row, 1, each.label)
        for at, (heading, cell) in enumerate(zip(table.headings, each.cells, strict=True), 2):
            formula = _formula(table, heading, row, at, is_total, cell)
            _number(sheet, row, at, cell, formula, FORMATS[heading.kind])
            sheet.cell(row=row, column=at).font = Font(bold=is_total)
        label.font = Font(bold=is_total)
    _text(sheet, last + 2, 1, table.how)
    sheet.merge_cells(start_row=last + 2, end_row=last + 2, start_column=1, end_column=7)
    sheet.row_dimensions[last + 2].height = 48
    _wide(sheet, 44, 16, len(table.headings) + 1)


def _formula(table: Table, heading: Heading, row: int, at: int, is_total: bool, cell: Cell) -> str:
    if cell is None or isinstance(cell, str):
        return ""
    of, last = get_column_letter(heading.of + 2), len(table.rows) + 1
    if heading.kind == CHANGE:
        against = get_column_letter(heading.against + 2)
        return f"=({of}{row}-{against}{row})/{against}{row}"
    if heading.kind == SHARE:
        return f"={of}{row}/{of}${last}"
    told = all(isinstance(each.cells[at - 2], int) for each in table.parts)
    column = get_column_letter(at)
    return f"=SUM({column}2:{column}{last - 1})" if is_total and told and table.parts else ""


def _figures(sheet: Any, digest: Digest) -> None:
    heads = [_("Figure")]
    for span in digest.spans:
        heads += [f"{span}: {_('part')}", f"{span}: {_('whole')}", span]
    _heads(sheet, [*heads, _("How it is counted")])
    for row, line in enumerate(digest.lines, 2):
        _text(sheet, row, 1, line.label)
        for number, time in enumerate(line.times):
            _figure(sheet, row, 2 + 3 * number, line, time)
        _text(sheet, row, 2 + 3 * len(line.times), line.how)
    _wide(sheet, 34, 13, 1 + 3 * len(digest.spans))
    sheet.column_dimensions[get_column_letter(2 + 3 * len(digest.spans))].width = WIDEST


def _figure(sheet: Any, row: int, at: int, line: Line, time: Time) -> None:
    part, whole = f"{get_column_letter(at)}{row}", f"{get_column_letter(at + 1)}{row}"
    _number(sheet, row, at, time.part, "", "#,##0")
    if time.whole is not None:
        _number(sheet, row, at + 1, time.whole, "", "#,##0")
    told = isinstance(time.value, int | float)
    formula = ""
    if told and time.whole is None:
        formula = f"={part}"
    elif told:
        formula = f"={part}/{whole}" + (f"/{SECONDS[line.unit]}" if line.unit in SECONDS else "")
    _number(sheet, row, at + 2, time.value, formula, OF_FIGURES[line.unit])
    sheet.cell(row=row, column=at + 2).font = Font(bold=True)


def _summary(sheet: Any, digest: Digest) -> None:
    texts = [digest.title, digest.unit, f"{digest.first:%d.%m.%Y}–{digest.last:%d.%m.%Y}", *digest.summary]
    if digest.reasons:
        texts += [_("What was missing in returned tickets:"), *digest.reasons]
    for row, text in enumerate(texts, 1):
        _text(sheet, row, 1, text).font = Font(bold=row == 1, size=14 if row == 1 else 11)
    sheet.column_dimensions["A"].width = 110


def _how(sheet: Any, digest: Digest) -> None:
    _heads(sheet, [_("Figure"), _("How it is counted")])
    rows = [(line.label, line.how) for line in digest.lines]
    rows += [(table.title, table.how) for table in digest.tables]
    for row, (label, how) in enumerate(rows, 2):
        _text(sheet, row, 1, label)
        _text(sheet, row, 2, how)
    for row, note in enumerate(digest.notes, len(rows) + 2):
        _text(sheet, row, 2, note)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 40, 100
