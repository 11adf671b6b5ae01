"""References of the document register from a table: CSV or XLSX, read whole or not at all.

Each row names a record by its identifier (the `uuid` of metadata.json, RecordGuid of the capsule) or by its
number, and says the reference and its day. Reads only.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from django.utils.translation import gettext as _

from contracts.models import Registration
from contracts.registration import naming
from desk import workdays
from desk.tables.bounds import Limits, TableError
from desk.tables.table import Row, as_date, read_table

COLUMNS = {
    "reference": ["viit", "registreerimisnumber", "reference"],
    "uuid": ["identifikaator", "RecordGuid", "guid"],
    "number": ["dokumendi number", "number", "RecordOriginalIdentifier"],
    "registered": ["registreeritud", "registreerimise kuupäev", "kuupäev", "registered", "date"],
}
LIMITS = Limits(size=4 * 1024 * 1024, unpacked=32 * 1024 * 1024, rows=2_000, columns=40, cell=1_000)
LONGEST = 60  # characters of a reference


@dataclass(frozen=True)
class Given:
    """What a row of the table says of one row of the list."""

    row: int
    registration: int
    reference: str
    registered_on: date


@dataclass(frozen=True)
class Wrong:
    """Why a row of the table cannot be taken; the text quotes nothing but numbers of ours."""

    row: int
    text: str


def read(file: BinaryIO) -> tuple[list[Given], list[Wrong]]:
    """What the table says, and what is wrong with it, each by its row. Raises TableError."""
    table = read_table(file, COLUMNS, needed=["reference"], limits=LIMITS)
    if not {"uuid", "number"} & table.places.keys():
        raise TableError("missing_columns", headings=COLUMNS["uuid"][0])
    rows = list(table)
    by_uuid, by_number = _found(rows)
    given: list[Given] = []
    wrong: list[Wrong] = []
    taken: dict[int, int] = {}
    for row in rows:
        try:
            each = _given(row, by_uuid, by_number)
            if each.registration in taken:
                words = {"row": taken[each.registration]}
                raise ValueError(_("Row %(row)s says the same record already.") % words)
        except ValueError as error:
            wrong.append(Wrong(row.number, str(error)))
        else:
            taken[each.registration] = row.number
            given.append(each)
    return given, wrong


def _found(rows: Iterable[Row]) -> tuple[dict[str, int], dict[str, list[int]]]:
    """The list's rows by identifier, and by number: a number may stand for a document and for its end."""
    by_uuid: dict[str, int] = {}
    by_number: dict[str, list[int]] = {}
    wanted = [found for row in rows if (found := _uuid(row["uuid"]))]
    numbers = {row["number"].upper() for row in rows if row["number"] and not row["uuid"]}
    listed = Registration.objects.filter(dropped_at=None)
    for pk, known in listed.filter(uuid__in=wanted).values_list("pk", "uuid"):
        by_uuid[str(known)] = pk
    documents = listed.filter(authorisation__number__in=numbers)
    for pk, number in documents.values_list("pk", "authorisation__number"):
        by_number.setdefault(number.upper(), []).append(pk)
    letters = [int(each.rpartition("/")[2]) for each in numbers if each.rpartition("/")[2].isdecimal()]
    if letters:
        rows_of = naming.with_enquiries(listed.select_related(*naming.RELATED))
        for each in [*rows_of.filter(incoming__in=letters), *rows_of.filter(message__in=letters)]:
            by_number.setdefault(naming.identifier_of(each).upper(), []).append(each.pk)
    return by_uuid, by_number


def _given(row: Row, by_uuid: dict[str, int], by_number: dict[str, list[int]]) -> Given:
    """Raises ValueError with a sentence."""
    reference = row["reference"]
    if not reference:
        raise ValueError(_("The reference is missing."))
    if len(reference) > LONGEST:
        raise ValueError(_("The reference is too long."))
    try:
        day = as_date(row["registered"]) or workdays.today()
    except ValueError:
        raise ValueError(_("The date cannot be read: write it as 05.03.2026.")) from None
    if day > workdays.today():
        raise ValueError(_("The date in the register cannot be in the future."))
    return Given(row.number, _named(row, by_uuid, by_number), reference, day)


def _named(row: Row, by_uuid: dict[str, int], by_number: dict[str, list[int]]) -> int:
    if row["uuid"]:
        found = by_uuid.get(str(_uuid(row["uuid"])))
        if found is None:
            raise ValueError(_("There is no record of this identifier on the list."))
        return found
    if not row["number"]:
        raise ValueError(_("Neither identifier nor number says which record is meant."))
    named = by_number.get(row["number"].upper(), [])
    if not named:
        raise ValueError(_("There is no record of this number on the list."))
    if len(named) > 1:
        raise ValueError(_("Several records have this number: give the identifier."))
    return named[0]


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
