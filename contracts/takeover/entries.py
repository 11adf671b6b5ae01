"""One row of the table as values, with what is wrong with it by itself. Pure: no database, no folder."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from stdnum.ee import ik, registrikood

from contracts.takeover.columns import BY_NAME, COLUMNS, flag
from contracts.takeover.troubles import Trouble
from desk.clients.codes import tidy
from desk.clients.numbers import e164
from desk.tables.table import Row, as_date

_DATES = ("signed_on", "valid_from", "valid_until", "ended_on")
_FLAGS = ("may_delegate", "may_sign", "unverified")


@dataclass(frozen=True)
class Person:
    """One whom a document authorises, by the columns of `AuthorisedPerson`."""

    first_name: str
    last_name: str
    code: str
    email: str = ""
    phone: str = ""


@dataclass
class Entry:
    """A row that was read. Dates and flags that could not be read are left out and told in `troubles`."""

    row: Row
    client_code: str
    dates: dict[str, date | None] = field(default_factory=dict)
    flags: dict[str, bool] = field(default_factory=dict)
    person: Person | None = None
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def number(self) -> str:
        return self.row["number"]

    def wrong(self, code: str, column: str = "", **params: object) -> None:
        self.troubles.append(Trouble(code, self.row.number, column, params))


def read(row: Row, today: date) -> Entry:
    """The row as values. What the database knows comes later."""
    entry = Entry(row, tidy(row["client_code"]))
    for column in COLUMNS:
        said = row[column.name]
        if column.needed and not said:
            entry.wrong("NO_VALUE", column.name)
        elif len(said) > column.longest:
            entry.wrong("TOO_LONG", column.name, most=column.longest)
    _codes(entry)
    _dates(entry, today)
    for name in _FLAGS:
        try:
            entry.flags[name] = flag(row[name])
        except ValueError:
            entry.wrong("BAD_FLAG", name)
    _person(entry, today)
    return entry


def _codes(entry: Entry) -> None:
    code = entry.client_code
    if not code:
        return
    if len(code) == 11 and code.isdecimal():
        if not ik.is_valid(code):
            entry.wrong("BAD_PERSONAL_CODE", "client_code")
    elif len(code) == 8 and code.isdecimal() and not registrikood.is_valid(code):
        entry.wrong("ODD_REGISTRY_CODE", "client_code")


def _dates(entry: Entry, today: date) -> None:
    for name in _DATES:
        try:
            entry.dates[name] = as_date(entry.row[name])
        except ValueError:
            entry.wrong("BAD_DATE", name)
    signed, ended = entry.dates.get("signed_on"), entry.dates.get("ended_on")
    first, last = entry.dates.get("valid_from") or signed, entry.dates.get("valid_until")
    if signed is not None and signed > today:
        entry.wrong("SIGNED_IN_FUTURE", "signed_on")
    if first is not None and last is not None and last < first:
        entry.wrong("PERIOD_REVERSED", "valid_until")
    elif last is not None and last < today:
        entry.wrong("EXPIRED", "valid_until", day=last.strftime("%d.%m.%Y"))
    if ended is not None and ended > today:
        entry.wrong("ENDS_LATER", "ended_on", heading=BY_NAME["valid_until"].heading)
    elif ended is not None or (entry.row["end_reason"] and "ended_on" in entry.dates):
        entry.wrong("ENDED", "ended_on" if ended else "end_reason")


def _person(entry: Entry, today: date) -> None:
    row = entry.row
    said = [row[name] for name in ("first_name", "last_name", "person_code")]
    if not any(said):
        return
    first, last, code = said[0], said[1], tidy(said[2])
    for name, value in zip(("first_name", "last_name", "person_code"), (first, last, code), strict=True):
        if not value:
            entry.wrong("NO_VALUE", name)
    if code and not ik.is_valid(code):
        entry.wrong("BAD_PERSONAL_CODE", "person_code")
    elif code and ik.get_birth_date(code) > today:
        entry.wrong("NOT_BORN", "person_code")
    entry.person = Person(first, last, code, _email(entry), _phone(entry))


def _email(entry: Entry) -> str:
    said = entry.row["email"]
    if not said:
        return ""
    try:
        validate_email(said)
    except ValidationError:
        entry.wrong("BAD_EMAIL", "email")
    return said


def _phone(entry: Entry) -> str:
    said = entry.row["phone"]
    if said and not e164(said):
        entry.wrong("ODD_PHONE", "phone")
    return e164(said) or said


def differing(entries: list[Entry], columns: tuple[str, ...]) -> Iterator[str]:
    """Columns in which rows of one document do not say the same. What cannot be read is told by itself."""
    for name in columns:
        if name in _DATES:
            said: set[object] = {each.dates[name] for each in entries if name in each.dates}
        elif name in _FLAGS:
            said = {each.flags[name] for each in entries if name in each.flags}
        else:
            said = {each.row[name].casefold() for each in entries}
        if len(said) > 1:
            yield name
