"""A portal's list of users from a file that a person brings: all of it, or what is wrong row by row."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.ee import ik

from contracts.models import Kind
from contracts.portal.users import LENGTHS, Line, bare
from desk.tables.table import Row, as_date, folded, read_table, write_table

MOST_ERRORS = 200  # shown at once


@dataclass(frozen=True)
class Column:
    """`words`: the headings by which it is known beside its own name, the first in the template."""

    name: str
    words: tuple[str, ...]
    about: LazyText | str
    needed: bool = False

    @property
    def heading(self) -> str:
        return self.words[0]


COLUMNS = (
    Column(
        "client_code", ("kliendi kood", "registrikood"),
        gettext_lazy("registry code of the client, or personal code"), needed=True,
    ),
    Column("client_name", ("kliendi nimi", "ärinimi"), gettext_lazy("only for people to read")),
    Column("kind", ("liik",), gettext_lazy("kind of document: its name or code"), needed=True),
    Column("number", ("dokumendi number",), gettext_lazy("of our document, where the portal knows it")),
    Column("first_name", ("eesnimi",), gettext_lazy("of the user; empty for an agreement")),
    Column("last_name", ("perekonnanimi",), gettext_lazy("of the user; empty for an agreement")),
    Column("code", ("isikukood",), gettext_lazy("of the user; empty for an agreement")),
    Column("valid_from", ("kehtib alates", "alates"), gettext_lazy("for example 05.03.2026")),
    Column("valid_until", ("kehtib kuni", "kuni"), gettext_lazy("the last day; empty is without term")),
    Column("reference", ("viide", "portaali viide"), gettext_lazy("the portal's own reference")),
)  # fmt: skip
_HEADINGS = {column.name: column.words[0] for column in COLUMNS}


@dataclass(frozen=True)
class Wrong:
    """Why a row cannot be taken; what stands in its cells is not repeated."""

    row: int
    text: str


@dataclass(frozen=True)
class Read:
    """Everything that the file holds. Where something is wrong nothing is to be taken."""

    lines: tuple[Line, ...]
    wrong: tuple[Wrong, ...]
    unknown: tuple[str, ...]  # headings that say nothing to us


def read(file: BinaryIO) -> Read:
    """Raises TableError where the file is no table at all."""
    table = read_table(
        file,
        {column.name: column.words for column in COLUMNS},
        needed=[column.name for column in COLUMNS if column.needed],
    )
    kinds = _kinds()
    lines: list[Line] = []
    wrong: list[Wrong] = []
    for row in table:
        why = list(_wrong(row, kinds))
        wrong += (Wrong(row.number, text) for text in why)
        if not why:
            lines.append(_line(row, kinds))
    return Read(tuple(lines), tuple(wrong), table.unknown)


def template(to: BinaryIO, form: str) -> None:
    """An empty table with the headings that are known; `form` is csv or xlsx."""
    write_table(to, list(_HEADINGS.values()), [], form=form)


def _kinds() -> dict[str, str]:
    """Codes of kinds by everything that a file may call them."""
    found: dict[str, str] = {}
    for kind in Kind.objects.order_by("-active", "-position"):
        for word in (kind.name_ru, kind.name_en, kind.name_et, kind.code):
            found[folded(word)] = kind.code
    return found


def _wrong(row: Row, kinds: Mapping[str, str]) -> Iterator[str]:
    for name, most in LENGTHS.items():
        if len(row[name]) > most:
            yield _("“%(column)s” is longer than %(most)s characters.") % {
                "column": _HEADINGS[name], "most": most,
            }  # fmt: skip
    if not bare(row["client_code"]):
        yield _("The client's code is missing.")
    if not row["kind"]:
        yield _("The kind of document is missing.")
    elif folded(row["kind"]) not in kinds:
        yield _("Nobody here knows this kind of document.")
    code = bare(row["code"])
    if code and not ik.is_valid(code):
        yield _("This is not an Estonian personal code.")
    days = {name: _day(row[name]) for name in ("valid_from", "valid_until")}
    for name, day in days.items():
        if day is _NO_DAY:
            yield _("“%(column)s” is no date; write it as 05.03.2026.") % {"column": _HEADINGS[name]}
    start, end = days.values()
    if _NO_DAY not in (start, end) and start and end and end < start:
        yield _("The last day is before the first.")


_NO_DAY = date.min


def _day(text: str) -> date | None:
    try:
        return as_date(text)
    except ValueError:
        return _NO_DAY


def _line(row: Row, kinds: Mapping[str, str]) -> Line:
    texts = {name: row[name] for name in LENGTHS}
    texts["client_code"], texts["code"] = bare(row["client_code"]), bare(row["code"])
    texts["kind"] = kinds[folded(row["kind"])]
    texts["reference"] = row["reference"] or row["number"] or "–"
    return Line(**texts, valid_from=_day(row["valid_from"]), valid_until=_day(row["valid_until"]))


def shown(wrong: Iterable[Wrong]) -> list[Wrong]:
    """As many as a page holds."""
    return list(wrong)[:MOST_ERRORS]
