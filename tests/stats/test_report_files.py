"""PDF, workbook and CSV of a report say what its page says, and every formula gives its number."""

import csv
import io
import re
from datetime import date
from html import unescape
from typing import Any

import openpyxl
import pytest

from desk.clients.models import Client
from desk.people.models import Unit
from desk.records import blobs
from stats.models import Report
from stats.reports import plain, workbook
from stats.reports.digest import Digest, Heading, Line, Row, Table, Time, written
from stats.reports.showing import line_in_words, table_in_words
from tests.conftest import Actor
from tests.contracts import pdftext
from tests.contracts.test_pdf_archival import broken
from tests.stats.test_reports import NOVEMBER, digest_of, made
from tests.stats.units import a_year_of_figures, at, unit_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(as_unit_head: Actor) -> Report:
    at(NOVEMBER)
    unit = unit_of(as_unit_head.user, "Deklareerimine", "=Tasumäär", "Tähtaeg")
    a_year_of_figures(unit)
    return made(unit)


def everything(digest: Digest) -> list[str]:
    """Every number and word of the figures, as people read them."""
    said = [word for line in digest.lines for time in line_in_words(line).times for word in time if word]
    for table in digest.tables:
        for label, cells in table_in_words(table).rows:
            said += [label, *cells]
    return [*said, *digest.summary, *digest.notes, *(line.how for line in digest.lines)]


def closed_up(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def test_the_paper_says_everything_that_the_page_says(report: Report, as_unit_head: Actor) -> None:
    page = closed_up(
        unescape(re.sub("<[^>]*>", " ", as_unit_head.get(report.get_absolute_url()).content.decode()))
    )
    data = as_unit_head.get(f"{report.get_absolute_url()}file/?form=pdf").content
    assert data == blobs.read(report.content.pdf)
    paper = "".join(re.sub(r"Keskkonnaamet.{0,150}lk\d+/\d+$", "", each) for each in pdftext.pages(data))
    paper = re.sub("[\u00ad\u2010-]", "", paper)
    for words in everything(digest_of(report)):
        assert closed_up(words) in page, words
        assert re.sub("[\u00ad\u2010-]", "", closed_up(words)) in paper, words


def test_the_paper_keeps_every_rule_of_archives_and_of_accessibility(report: Report) -> None:
    data = blobs.read(report.content.pdf)
    assert broken(data) == []


def _figures(data: bytes) -> list[str]:
    """The alternative texts of its drawings."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as document:
        return [
            str(each.Alt)
            for each in document.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure" and "/Alt" in each
        ]


def test_each_chart_on_paper_has_its_title_as_alternative(report: Report) -> None:
    drawn = [table.title for table in digest_of(report).tables if table.chart]
    assert sorted(_figures(blobs.read(report.content.pdf))) == sorted(drawn)


class Calculator:
    """Just as much of a spreadsheet as our formulas need: SUM, the four operations, references."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet

    def value(self, place: str) -> Any:
        found = self.sheet[place].value
        return self.of(found) if isinstance(found, str) and self.sheet[place].data_type == "f" else found

    def of(self, formula: str) -> float:
        text = re.sub(r"SUM\(([A-Z]+)(\d+):\1(\d+)\)", self._sum, formula.removeprefix("=")).replace("$", "")
        text = re.sub(r"[A-Z]+\d+", lambda found: repr(self.value(found[0])), text)
        assert re.fullmatch(r"[\d.()+\-*/ e]+", text), text
        return float(eval(text))

    def _sum(self, found: re.Match[str]) -> str:
        cells = [self.value(f"{found[1]}{row}") for row in range(int(found[2]), int(found[3]) + 1)]
        return repr(sum(cells))


def test_every_formula_of_the_workbook_gives_the_frozen_number(report: Report) -> None:
    book, digest = openpyxl.load_workbook(io.BytesIO(blobs.read(report.content.xlsx))), digest_of(report)
    formulas = 0
    for table in digest.tables:
        sheet = book[table.title[:31]]
        assert sheet.freeze_panes == "B2"
        for number, row in enumerate(table.rows, 2):
            for at_column, (heading, cell) in enumerate(zip(table.headings, row.cells, strict=True), 2):
                place = sheet.cell(number, at_column)
                formulas += place.data_type == "f"
                got = Calculator(sheet).value(place.coordinate)
                if isinstance(cell, int | float):
                    scale = 1 if heading.kind == "count" else 100
                    assert scale * got == pytest.approx(cell, abs=0.051 if scale == 100 else 0), place
                else:
                    assert got == written(cell)
    figures = book[book.sheetnames[1]]
    for number, line in enumerate(digest.lines, 2):
        assert figures.cell(number, 1).value == line.label
        for at_time, time in enumerate(line.times):
            place = figures.cell(number, 4 + 3 * at_time)
            formulas += place.data_type == "f"
            got = Calculator(figures).value(place.coordinate)
            scale = {"percent": 100, "long": 3600}.get(line.unit, 1)
            if isinstance(time.value, int | float):
                assert scale * got == pytest.approx(time.value)
            else:
                assert got == written(time.value)
    assert formulas > 20


def test_no_text_becomes_a_formula(report: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(blobs.read(report.content.xlsx)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    named = [cell for cell in cells if cell.value == "=Tasumäär"]
    assert named and all(cell.data_type == "s" for cell in named)
    assert b"\n'=Tasum" in plain.of_digest(digest_of(report)).replace(b"\r", b"")


@pytest.mark.parametrize(
    "evil", ['=cmd|" /C calc"!A0', "+1+1", "-2", "@SUM(A1)", "\tx", "a\x00b", "#N/A", "=1"]
)
def test_hostile_labels_stay_text_in_every_file(evil: str) -> None:
    table = Table("t", "T[]*?", "h", evil, (Heading(evil),), (Row(evil, (7,)), Row(evil, (7,))))
    line = Line("x", evil, evil, "number", (Time(7, None, 7),) * 3)
    digest = Digest(
        evil,
        evil,
        date(2026, 1, 1),
        date(2026, 1, 31),
        "et",
        (evil,) * 3,
        (evil,),
        (line,),
        (table,),
        (evil,),
        (evil,),
    )
    book = openpyxl.load_workbook(io.BytesIO(workbook.write(digest)))
    ours = re.compile(r"=(SUM\([A-Z]+\d+:[A-Z]+\d+\)|[A-Z$\d()/-]+)")
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n"} or ours.fullmatch(str(cell.value)), cell.value
    for record in csv.reader(io.StringIO(plain.of_digest(digest).decode("utf-8-sig")), delimiter=";"):
        assert not [cell for cell in record if cell[:1] in "=@\t" and cell]
        assert not [cell for cell in record if cell[:1] in "+-" and cell[1:2] not in "0123456789"]


def test_the_table_says_the_same(report: Report, as_unit_head: Actor) -> None:
    text = as_unit_head.get(f"{report.get_absolute_url()}file/?form=csv").content.decode("utf-8-sig")
    cells = {cell.removeprefix("'") for row in csv.reader(io.StringIO(text), delimiter=";") for cell in row}
    summary = set(digest_of(report).summary)
    assert {words for words in everything(digest_of(report)) if words not in summary} <= cells


def test_nothing_in_the_files_names_a_client(report: Report) -> None:
    Client.objects.create(kind="organisation", name="Salajane OÜ", registry_code="10000001")
    assert "Salajane" not in str(digest_of(report).as_json())
    assert Unit.objects.filter(pk=report.unit_id).exists()
