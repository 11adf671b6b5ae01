"""Tables as people keep them are read as they look; what is too large, hostile or broken says so."""

import io
import subprocess
import sys
import tracemalloc
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.tables.table import Limits, Row, TableError, as_date, read_table, write_table

COLUMNS = {"number": ("Number", "number"), "name": ("Nimi", "name"), "day": ("Kuupäev", "date")}


def read(data: bytes, limits: Limits | None = None, needed: tuple[str, ...] = ()) -> list[Row]:
    table = read_table(io.BytesIO(data), COLUMNS, needed=needed, limits=limits or Limits())
    return list(table)


def sheet(*rows: list[object], name: str = "Leht") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = name
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refusal(data: bytes, limits: Limits | None = None, needed: tuple[str, ...] = ()) -> TableError:
    with pytest.raises(TableError) as caught:
        read(data, limits, needed)
    assert caught.value.text, "said in words"
    return caught.value


TEXT = "Number;Nimi;Kuupäev\r\nKL-1;Õie Mägi-Žukov;05.03.2026\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1257", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_csv_is_read_in_every_dress_that_excel_gives_it(encoding: str, separator: str) -> None:
    [row] = read(TEXT.replace(";", separator).encode(encoding))
    assert (row.number, row["number"], row["name"], row["day"]) == (2, "KL-1", "Õie Mägi-Žukov", "05.03.2026")


@pytest.mark.slow
def test_a_file_is_utf8_only_when_all_of_it_is() -> None:
    data = b"Number;Nimi\n" + b"1;a\n" * 100_000 + "2;Õ\n".encode("cp1257")
    assert read(data, Limits(rows=200_000))[-1]["name"] == "Õ"


def test_quoted_lines_and_separators_stay_in_their_cell_and_rows_keep_their_number() -> None:
    rows = read(b'sep=;\nNumber;Nimi\n"1;a";"two\nlines"\n\n;;\n3;c\n')
    assert [(row.number, row["number"], row["name"]) for row in rows] == [
        (2, "1;a", "two lines"),
        (5, "3", "c"),
    ]


def test_headings_do_not_mind_case_spaces_or_marks_and_unknown_ones_are_kept() -> None:
    table = read_table(io.BytesIO(b" NUMBER* ;Meie  veerg;nimi\nx;y;z\n"), COLUMNS)
    [row] = list(table)
    assert table.unknown == ("Meie veerg",)
    assert row.raw == ("x", "y", "z") and row["name"] == "z" and row["day"] == ""


def test_invisible_marks_around_what_people_paste_are_gone() -> None:
    [row] = read("Number;Nimi\n\u200bKL-1\u00a0;\ufeff Mari\u00a0\u202eTamm\n".encode())
    assert row["number"] == "KL-1" and row["name"] == "Mari Tamm"


def test_a_sheet_gives_dates_whole_numbers_and_the_value_a_formula_last_showed() -> None:
    data = sheet(
        ["Number", "Nimi", "Kuupäev"],
        [10000001.0, "Tamm", datetime(2026, 3, 5)],  # noqa: DTZ001  (a sheet knows no zone)
        [38001085718, "=1+1", date(2026, 3, 6)],
    )
    rows = read(data)
    assert [row["number"] for row in rows] == ["10000001", "38001085718"]
    assert [row["day"] for row in rows] == ["2026-03-05", "2026-03-06"]
    assert rows[1]["name"] == "", "nobody computed it, so there is no value"


def test_a_number_in_a_cell_of_dates_is_not_told_to_anybody(tmp_path: Path) -> None:
    """openpyxl warns of it with the number itself, which may be a personal code."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["Number"])
    page.append([38001085718])
    page["A2"].number_format = "dd.mm.yyyy"
    book.save(tmp_path / "a.xlsx")
    program = "import sys; from desk.tables import table\n"
    program += "list(table.read_table(open(sys.argv[1], 'rb'), {'number': ['Number']}))"
    told = subprocess.run(
        [sys.executable, "-Wdefault", "-c", program, str(tmp_path / "a.xlsx")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "38001085718" not in told.stdout + told.stderr


def test_the_first_visible_sheet_is_the_table() -> None:
    book = openpyxl.Workbook()
    hidden = book.active
    assert hidden is not None
    hidden.append(["Number"])
    hidden.sheet_state = "hidden"
    shown = book.create_sheet("Andmed")
    shown.append(["Number"])
    shown.append(["KL-7"])
    out = io.BytesIO()
    book.save(out)
    assert [row["number"] for row in read(out.getvalue())] == ["KL-7"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_written_reads_again_as_it_was_and_nothing_in_it_is_a_formula(form: str) -> None:
    out, rows = io.BytesIO(), [("0012", "=2+3"), ("+372 5550 0001", "-"), ("@a", "")]
    write_table(out, ["number", "name"], rows, form=form)
    assert [row.raw for row in read(out.getvalue())] == rows
    if form == "xlsx":
        page = openpyxl.load_workbook(io.BytesIO(out.getvalue())).active
        assert page is not None and page["B2"].data_type == "s"
    else:
        assert b"'=2+3" in out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\n\n;;\n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_excel"),
        (b"PK\x03\x04 nothing of a zip", "damaged"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR;;;", "not_a_table"),
        (b'Number;Nimi\n1;"a\n2;b\n', "quotes"),
        (b"Number;number\n1;2\n", "same_heading"),
        (b"Nimi\n1\n", "missing_columns"),
        (b"Number\n" + b"x" * 300 + b"\n", "long_cell"),
        (b"Number\n" + b'"' + b"x\n" * 20_000, "long_cell"),
        (b"Number\n" + b"1\n" * 51, "too_many_rows"),
        (b"Number" + b";a" * 40 + b"\n", "too_many_columns"),
        (b"Number\n" + b"1\n" * 600_000, "too_large"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, code: str) -> None:
    limits = Limits(size=1024 * 1024, rows=50, columns=30, cell=200)
    assert refusal(data, limits, needed=("number",)).code == code


def test_another_zip_is_no_sheet_and_one_that_unpacks_without_end_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", "<a/>")
    assert refusal(out.getvalue()).code == "other_office"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (20 * 1024 * 1024))
    tracemalloc.start()
    assert refusal(out.getvalue(), Limits(unpacked=16 * 1024 * 1024)).code == "bomb"
    assert tracemalloc.get_traced_memory()[1] < 10 * 1024 * 1024
    tracemalloc.stop()


def test_entities_in_a_sheet_are_not_expanded() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert refusal(_with_sheet_xml(lambda xml: bomb + xml.partition(b"?>")[2])).code == "damaged"


@pytest.mark.slow
def test_a_sheet_cannot_lie_about_its_size() -> None:
    """What a sheet says of its own extent is not what is read."""
    lie = _with_sheet_xml(
        lambda xml: xml.replace(b'<dimension ref="A1:A2"', b'<dimension ref="A1:XFD1048576"')
    )
    assert [row["number"] for row in read(lie)] == ["1"]
    gap = _with_sheet_xml(
        lambda xml: xml.replace(b'r="2"', b'r="999999999"').replace(b'"A2"', b'"A999999999"')
    )
    assert refusal(gap).code == "damaged"
    wide = sheet(["Number"], ["1", *[None] * 200, "far"])
    assert refusal(wide).code == "too_many_columns"


def test_any_sheet_xml_is_read_or_refused_in_words() -> None:
    for broken in (b"", b"<worksheet", b"<worksheet/>", b"\xff\xfe"):
        assert refusal(_with_sheet_xml(lambda _xml, put=broken: put)).code in {"damaged", "empty"}


def _with_sheet_xml(change) -> bytes:  # type: ignore[no-untyped-def]
    """A sheet of one heading and one row whose XML was changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet(["Number"], [1]))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == "xl/worksheets/sheet1.xml" else data)
    return out.getvalue()


@given(st.lists(st.binary(max_size=60), max_size=6))
@settings(max_examples=150, deadline=None)
def test_no_bytes_break_the_reader(parts: list[bytes]) -> None:
    try:
        read(b"Number;Nimi\n" + b"\n".join(parts), Limits(cell=100, columns=10))
    except TableError as error:
        assert error.text


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("", None),
        ("05.03.2026", date(2026, 3, 5)),
        ("5.3.2026", date(2026, 3, 5)),
        ("2026-03-05", date(2026, 3, 5)),
        ("2026-03-05T00:00:00", date(2026, 3, 5)),
        ("05.03.2026 0:00:00", date(2026, 3, 5)),
        ("2026-03-05 14:30", date(2026, 3, 5)),
    ],
)
def test_dates_are_read_as_they_are_written_here(said: str, day: date | None) -> None:
    assert as_date(said) == day


@pytest.mark.parametrize(
    "said", ["5.3.26", "03/05/2026", "31.02.2026", "46086", "märts 2026", "05.03.2026 kell 9", "٢٠٢٦-03-05"]
)
def test_dates_are_not_guessed(said: str) -> None:
    with pytest.raises(ValueError):
        as_date(said)
