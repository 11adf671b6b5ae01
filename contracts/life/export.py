"""The register's rows as a file: CSV, XLSX or JSON. Written row by row to disk, so memory stays bounded."""

import csv
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import IO, Any

from django.utils.translation import gettext as _

from contracts.enums import EndReason
from contracts.life import register
from contracts.life.register import Asked

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
FORMS = tuple(TYPES)
# A spreadsheet takes what begins so for a formula.
_FORMULA = re.compile(r"^[=+\-@\t\r\n]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write(form: str, asked: Asked) -> IO[bytes]:
    """An unnamed file that holds every row; the caller closes it, and then it is gone."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  handed to the caller
    _WRITERS[form](file, asked)
    file.seek(0)
    return file


def columns() -> dict[str, str]:
    """The columns of a table and their heads, in the language of the page."""
    return {
        "number": _("number"), "kind_name": _("kind"), "portal": _("portal"),
        "client_code": _("client's code"), "client_name": _("client"), "persons": _("authorised persons"),
        "accepted_on": _("accepted"), "valid_from": _("valid from"), "valid_until": _("valid until"),
        "last_day": _("last day"), "end_reason": _("why it ends"), "end_basis": _("basis of the end"),
        "granted_under": _("given under"), "in_portal": _("in the portal"), "taken_over": _("taken over"),
    }  # fmt: skip


def flat(record: Mapping[str, Any], names: Iterable[str]) -> list[str | date]:
    """One row of a table; days stay days where the form knows them."""
    words = {True: _("yes"), False: _("no")}
    row: list[str | date] = []
    for name in names:
        value = record[name]
        if name == "persons":
            value = "; ".join(f"{each['name']} ({each['code']})" for each in value)
        elif name == "end_reason" and value:
            value = str(EndReason(value).label)
        elif isinstance(value, bool):
            value = words[value]
        row.append(value if isinstance(value, date) else _plain(value))
    return row


def _plain(value: Any) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = "" if value is None else _CONTROL.sub("", str(value))
    return f"'{text}" if _FORMULA.match(text) else text


def _csv(file: IO[bytes], asked: Asked) -> None:
    heads = columns()
    # The mark at the beginning tells spreadsheets that it is UTF-8; Estonian ones part columns by semicolons.
    text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
    table = csv.writer(text, delimiter=";")
    table.writerow(heads.values())
    for record in register.records(asked):
        row = flat(record, heads)
        table.writerow([each.strftime("%d.%m.%Y") if isinstance(each, date) else each for each in row])
    text.flush()
    text.detach()


def _xlsx(file: IO[bytes], asked: Asked) -> None:
    heads = columns()
    # Imported here, as in desk/tables/workbook.py: it brings numpy along.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("In force")[:31])
    sheet.freeze_panes = "A2"
    sheet.append(list(heads.values()))
    # One cell a column is enough for its days: each row is written at once, and cells are dear to make.
    days = {name: WriteOnlyCell(sheet) for name in heads}
    for record in register.records(asked):
        row: list[Any] = []
        for name, value in zip(heads, flat(record, heads), strict=True):
            if isinstance(value, date):
                days[name].value = value
                days[name].number_format = "dd.mm.yyyy"
                row.append(days[name])
            else:
                row.append(value)  # text that begins no formula (`_plain`)
        sheet.append(row)
    book.save(file)


def _json(file: IO[bytes], asked: Asked) -> None:
    file.writelines(part.encode() for part in _parts(register.records(asked)))


def _parts(records: Iterator[dict[str, Any]]) -> Iterator[str]:
    """A list, an object a line, so that the file is read line by line too."""
    before = "[\n"
    for record in records:
        yield before + json.dumps(record, ensure_ascii=False, default=_day)
        before = ",\n"
    yield "\n]\n" if before != "[\n" else "[]\n"


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


_WRITERS: dict[str, Callable[[IO[bytes], Asked], None]] = {"csv": _csv, "xlsx": _xlsx, "json": _json}
