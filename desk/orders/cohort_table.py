"""The table of registry codes that is given with a follow-up: read, checked row by row, written by COPY."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb
from stdnum.ee import ik, registrikood
from stdnum.exceptions import ValidationError

from desk.clients.codes import tidy
from desk.orders.models import CohortUpload
from desk.tables.table import Limits, TableError, read_table

LIMITS = Limits(rows=100_000, columns=30, cell=500)
COLUMNS = {
    "code": (
        "Registrikood", "Äriregistri kood", "Registri kood", "Reg kood", "Reg.kood", "Registry code",
        "Reg code", "Kood", "Регистрационный код",
    ),
}  # fmt: skip
LISTED = 200  # rows left out of which each is named; the rest are counted

WHY: dict[str, Promise] = {
    "empty": _("there is no code"),
    "person": _("this is a personal code; only registry codes are taken"),
    "digits": _("a registry code has eight digits"),
    "check": _("the code does not pass the check of registry codes"),
}


@dataclass
class Reading:
    """What the file holds: rows with good codes, and the first of those that were left out."""

    columns: list[str] = field(default_factory=list)
    rows: list[tuple[int, str, list[str]]] = field(default_factory=list)
    wrong: int = 0
    lines: list[tuple[int, str, str]] = field(default_factory=list)  # row, heading, code of WHY

    @property
    def troubles(self) -> dict[str, Any]:
        """As it is kept; never what stood in a cell."""
        return {"wrong": self.wrong, "lines": self.lines}


def read(data: bytes) -> Reading:
    """The rows of the file. Raises TableError where it is no table, too large, or has no column of codes."""
    table = read_table(BytesIO(data), COLUMNS, needed=["code"], limits=LIMITS)
    place = table.places["code"]
    heading = table.headings[place]
    found = Reading([each for at, each in enumerate(table.headings) if at != place])
    for row in table:
        code = tidy(row["code"])
        if why := trouble(code):
            found.wrong += 1
            if len(found.lines) < LISTED:
                found.lines.append((row.number, heading, why))
            continue
        values = [each for at, each in enumerate(row.raw) if at != place]
        found.rows.append((row.number, code, values))
    if not found.rows and not found.wrong:
        raise TableError("empty")
    return found


def trouble(code: str) -> str:
    """What is wrong with a code (of `WHY`); empty when nothing is."""
    if not code:
        return "empty"
    if len(code) == 11 and ik.is_valid(code):
        return "person"
    if len(code) != 8 or not code.isdecimal():
        return "digits"
    try:
        registrikood.validate(code)
    except ValidationError:
        return "check"
    return ""


def write(upload: CohortUpload, found: Reading) -> None:
    """All rows by one COPY, within the transaction that is open."""
    with (
        connection.cursor() as cursor,
        cursor.copy('COPY orders_cohortrow (upload_id, line, code, "values") FROM STDIN') as copy,
    ):
        for line, code, values in found.rows:
            copy.write_row((upload.pk, line, code, Jsonb(values, dumps=_compact)))


def _compact(values: Any) -> str:
    return json.dumps(values, ensure_ascii=False)


# Whole tables are joined, not code by code: no index has the codes of merged clients too.
_MATCHES = """
WITH codes AS (
  SELECT r.code, count(*) AS times, min(r.line) AS line, max(r.line) AS last
  FROM orders_cohortrow r WHERE r.upload_id = %(upload)s GROUP BY r.code
), ours AS (
  SELECT DISTINCT ON (c.registry_code) c.registry_code, coalesce(k.id, c.id) AS client_id,
    coalesce(k.status, c.status) = 'active' AND NOT coalesce(k.practice, c.practice) AS served
  FROM clients_client c LEFT JOIN clients_client k ON k.id = c.merged_into_id
  WHERE c.country = 'EE' AND c.registry_code IN (SELECT code FROM codes)
  ORDER BY c.registry_code, c.merged_into_id NULLS FIRST
), found AS (
  SELECT codes.*, ours.client_id, ours.served FROM codes LEFT JOIN ours ON ours.registry_code = codes.code
)
"""

_COUNTS = """
SELECT coalesce(sum(times), 0), count(*), count(DISTINCT client_id) FILTER (WHERE served),
  count(*) FILTER (WHERE client_id IS NULL), count(*) FILTER (WHERE NOT served),
  coalesce(sum(times - 1), 0) FROM found"""


@dataclass(frozen=True)
class Matched:
    """How the table and our clients fit together: rows, different codes, clients served, codes of nobody,
    codes of clients whom we do not serve any more, rows that say a code once more."""

    rows: int
    codes: int
    clients: int
    unknown: int
    ended: int
    doubles: int


def matched(upload: CohortUpload) -> Matched:
    """The counts of the table, as our clients are now; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_MATCHES + _COUNTS, {"upload": upload.pk})
        return Matched(*(int(each) for each in cursor.fetchone()))


@dataclass(frozen=True)
class Odd:
    """A code of the table of which the person should know: in which row, and its second row of a double."""

    code: str
    line: int
    last: int


def odd(upload: CohortUpload, which: str, most: int = LISTED) -> list[Odd]:
    """The first codes that are `unknown`, `ended` or `doubles`."""
    where = {
        "unknown": "client_id IS NULL", "ended": "NOT served", "doubles": "times > 1",
    }[which]  # fmt: skip
    statement = f"{_MATCHES} SELECT code, line, last FROM found WHERE {where} ORDER BY line LIMIT {most}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, {"upload": upload.pk})
        return [Odd(*row) for row in cursor.fetchall()]


def told(upload: CohortUpload) -> Iterator[tuple[int, str, str]]:
    """Rows left out, in words: number, heading, why."""
    for line, heading, why in upload.troubles.get("lines", []):
        yield line, heading, str(WHY.get(why, why))
