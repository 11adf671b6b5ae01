"""The rows of the card with their dates, out of a `detailandmed_v3` answer.

That answer holds far more than we read and its schema is known to us only in parts, so our contract leaves
its inside open and this module is strict instead: what it reads must be there in the known form, or nothing
is read at all.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from stdnum.ee import ik

from desk.outbox import PermanentError
from registry.gateway.reading import PRODUCER
from registry.rules import DatedRow

# What is read of each organisation, for the comparison with a live contract: where, then path and type.
ORGANISATION = "detailandmed_v3Response/keha/ettevotjad/item"
READ = {
    "ariregistri_kood": "",
    "isikuandmed/kaardile_kantud_isikud/item/isiku_tyyp": "string",
    "isikuandmed/kaardile_kantud_isikud/item/isiku_roll": "string",
    "isikuandmed/kaardile_kantud_isikud/item/isikukood_registrikood": "string",
    "isikuandmed/kaardile_kantud_isikud/item/algus_kpv": "date",
    "isikuandmed/kaardile_kantud_isikud/item/lopp_kpv": "date",
    "isikuandmed/esindusoiguse_eritingimused/item/esinduse_sisu": "string",
    "isikuandmed/esindusoiguse_eritingimused/item/algus_kpv": "date",
    "isikuandmed/esindusoiguse_eritingimused/item/lopp_kpv": "date",
}
_NATURAL = "F"
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})?")


def rows_of(body: Any, code: str) -> tuple[DatedRow, ...]:
    """Roles of persons, and texts of conditions; those of the past too.

    Whoever has no Estonian personal code is a row of nobody: his dates count, as what is
    needed of others may change with him. Who is beside the card (council, shareholders, contacts) stays out:
    they represent nobody.
    """
    found = [] if body.ettevotjad is None else body.ettevotjad.item or []
    if len(found) != 1:
        raise PermanentError("wrong_organisation")
    if found[0] is None:  # an element with nothing in it
        raise PermanentError("unexpected")
    organisation = found[0]._value_1 or []
    if _text(_one(organisation, "ariregistri_kood")) != code:
        raise PermanentError("wrong_organisation")
    persons = _one(organisation, "isikuandmed")
    roles = _persons(_one(persons, "kaardile_kantud_isikud"))
    return (*roles, *_conditions(persons))


def _persons(card: Any) -> Iterator[DatedRow]:
    for row in _rows(card):
        code, role = _text(_maybe(row, "isikukood_registrikood")), _text(_one(row, "isiku_roll"))
        if not role:
            raise PermanentError("unexpected")
        # Foreign codes have an element of their own, yet some foreign ones were seen in this one.
        ours = _text(_one(row, "isiku_tyyp")) == _NATURAL and len(code) == 11 and ik.is_valid(code)
        yield DatedRow(_start(row), _end(row), identity=f"EE{code}" if ours else "", role=role)


def _conditions(persons: Any) -> Iterator[DatedRow]:
    texts = _maybe(persons, "esindusoiguse_eritingimused")
    for row in _rows(texts) if texts is not None else ():
        # Verbatim: it must be the very text that esindus_v2 gives.
        text = _one(row, "esinduse_sisu").text
        if not text:
            raise PermanentError("unexpected")
        yield DatedRow(_start(row), _end(row), condition=text)


def _rows(parent: Any) -> list[Any]:
    if any(child.tag != f"{PRODUCER}item" for child in _elements(parent)):
        raise PermanentError("unexpected")
    return _elements(parent)


def _one(parent: Any, name: str) -> Any:
    found = _maybe(parent, name)
    if found is None:
        raise PermanentError("unexpected")
    return found


def _maybe(parent: Any, name: str) -> Any:
    """The child of that name, None if there is none; two of them are not a form we know."""
    found = [child for child in _elements(parent) if child.tag == f"{PRODUCER}{name}"]
    if len(found) > 1:
        raise PermanentError("unexpected")
    return found[0] if found else None


def _elements(parent: Any) -> list[Any]:
    return [child for child in parent if isinstance(child.tag, str)]


def _text(element: Any) -> str:
    return "" if element is None else (element.text or "").strip()


def _start(row: Any) -> date:
    start = _day(_one(row, "algus_kpv"))
    if start is None:
        raise PermanentError("unexpected")
    return start


def _end(row: Any) -> date | None:
    return _day(_maybe(row, "lopp_kpv"))


def _day(element: Any) -> date | None:
    """`2012-01-26Z`: a day of Estonia, whatever the mark behind it."""
    text = _text(element)
    if not text:
        return None
    form = _DATE.fullmatch(text)
    if form is None:
        raise PermanentError("unexpected")
    try:
        return date.fromisoformat(form[1])
    except ValueError:
        raise PermanentError("unexpected") from None
