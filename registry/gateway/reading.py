"""What zeep parsed, into our values. Empty lists come as None; nothing missing is ever guessed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from desk.outbox import PermanentError
from registry.rules import Answer, Group, Person

PRODUCER = "{http://arireg.x-road.eu/producer/}"
_SOLE = {"JAH": True, "EI": False}
# Lists that are always there, even if empty. zeep reads a list that is missing as an empty one, and then a
# damaged answer could say "no such organisation", or "alone" where conditions got lost.
_FOUND = "keha/ettevotjad"
_LISTS = {
    "esindus_v2": ("isikud", "esindusoiguse_eritingimused", "esindusoiguse_grupid"),
    "lihtandmed_v3": (),
    "detailandmed_v3": ("isikuandmed",),
}


@dataclass(frozen=True)
class CodeValue:
    """One value of a list of codes, in the language that was asked for."""

    code: str
    name: str
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True)
class CodeList:
    """One list of codes of the register."""

    code: str
    name: str
    values: tuple[CodeValue, ...]


def whole(answer: Any, service: str) -> bool:
    """Whether this element is the answer of the service, with every list that must be there."""
    if answer is None or answer.tag != f"{PRODUCER}{service}Response":
        return False
    if service not in _LISTS:
        return True
    found = answer.find("/".join(f"{PRODUCER}{name}" for name in _FOUND.split("/")))
    if found is None:
        return False
    return all(item.find(f"{PRODUCER}{name}") is not None for item in found for name in _LISTS[service])


def echoed(answer: Any) -> str:
    """The registry code of the question, as the answer repeats it; empty if it does not."""
    return (answer.findtext(f"{PRODUCER}paring/{PRODUCER}ariregistri_kood") or "").strip()


def card_of(body: Any, code: str) -> Answer | None:
    """The organisation of an `esindus_v2` answer; None if nothing was found."""
    found = _items(body.ettevotjad)
    if not found:
        return None
    item = _only(found, code)
    return Answer(
        code=code,
        name=_given(item.arinimi),
        status=_given(item.staatus),
        status_text=item.staatus_tekstina or "",
        form=_given(item.oiguslik_vorm),
        form_text=item.oiguslik_vorm_tekstina or "",
        persons=tuple(map(_person, _items(item.isikud))),
        conditions=tuple(_text(each) for each in _items(item.esindusoiguse_eritingimused)),
        groups=tuple(
            Group(nr=_number(each.grupi_nr), persons=tuple(map(_person, _items(each))))
            for each in _items(item.esindusoiguse_grupid, "grupp")
        ),
    )


def facts_of(body: Any, code: str) -> Answer | None:
    """The organisation of a `lihtandmed_v3` answer, which names no persons; None if there is no such one."""
    found = _items(body.ettevotjad)
    if not found:
        if body.leitud_ettevotjate_arv:  # found, and yet not there
            raise PermanentError("unexpected")
        return None
    item = _only(found, code)
    return Answer(
        code=code,
        name=_given(item.evnimi),
        status=_given(item.staatus),
        status_text=item.staatus_tekstina or "",
        form=item.oiguslik_vorm or "",
        form_text=item.oiguslik_vorm_tekstina or "",
    )


def lists_of(body: Any) -> tuple[CodeList, ...]:
    """The lists of a `klassifikaatorid_v1` answer; a value without a code is not to be relied on."""
    return tuple(
        CodeList(
            code=_given(each.klassifikaatori_kood),
            name=each.klassifikaatori_nimetus or "",
            values=tuple(map(_value, _items(each.klassifikaatori_vaartused, "klassifikaatori_vaartus"))),
        )
        for each in _items(body, "klassifikaator")
    )


def _value(row: Any) -> CodeValue:
    return CodeValue(
        code=_given(row.klassifikaatori_vaartuse_kood),
        name=row.klassifikaatori_vaartuse_nimetus or "",
        valid_from=row.klassifikaatori_vaartuse_algus_kpv,
        valid_until=row.klassifikaatori_vaartuse_lopp_kpv,
    )


def _items(parent: Any, name: str = "item") -> list[Any]:
    found = [] if parent is None else list(getattr(parent, name, None) or [])
    if None in found:  # an element with nothing in it
        raise PermanentError("unexpected")
    return found


def _only(found: list[Any], code: str) -> Any:
    """The one organisation asked about; anything else answered is another question's answer."""
    if len(found) != 1 or str(found[0].ariregistri_kood) != code:
        raise PermanentError("wrong_organisation")
    return found[0]


def _given(value: Any) -> str:
    if not value:
        raise PermanentError("unexpected")
    return str(value)


def _number(value: Any) -> int:
    # zeep turns a damaged number into None: a group without its number is not to be relied on.
    if value is None:
        raise PermanentError("unexpected")
    return int(value)


def _text(condition: Any) -> str:
    """Verbatim; an empty condition stays a condition, for a person to look at."""
    return str(condition.item or "?")


def _person(row: Any) -> Person:
    return Person(
        code=(row.fyysilise_isiku_kood or "").strip(),
        country=(row.isikukood_riik or "").strip(),
        first=(row.fyysilise_isiku_eesnimi or "").strip(),
        last=(row.fyysilise_isiku_perenimi or "").strip(),
        role=(row.fyysilise_isiku_roll or "").strip(),
        role_text=row.fyysilise_isiku_roll_tekstina or "",
        sole=_SOLE.get((row.ainuesindusoigus_olemas or "").strip()),
    )
