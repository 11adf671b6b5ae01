"""Holdings for tests of the tree and of what follows from an end: a client's documents in a line each."""

from datetime import date
from typing import Any

from contracts.enums import AuthorisationState
from contracts.life.standing import Facts, Span
from contracts.life.tree import Holding, Named

DAY = date(2026, 11, 23)
KADRI, OLEG, EVA = "24402020080", "14303030098", "24604040108"
NAMES = {KADRI: "Kadri Lepp", OLEG: "Oleg Smirnov", EVA: "Eva Pärn"}


def holding(pk: int, *codes: str, **facts: Any) -> Holding:
    """A document in force since the first of January that names these people."""
    number = facts.pop("number", f"D-{pk}")
    span = Span(
        facts.pop("accepted_on", date(2026, 1, 1)), facts.pop("valid_from", None),
        facts.pop("valid_until", None), facts.pop("last_day", None),
    )  # fmt: skip
    state = facts.pop("state", AuthorisationState.IN_FORCE)
    known = Facts(state, span, facts.pop("end_reason", ""), facts.pop("ladder", (60, 30, 7)))
    ends = facts.pop("ends", {})
    persons = tuple(
        Named(pk * 10 + place, NAMES[code], code, ends.get(code), "withdrawn" if code in ends else "")
        for place, code in enumerate(codes)
    )
    values: dict[str, Any] = {"kind": "Volikiri", "portal": 1, "portal_name": "KOTKAS"}
    return Holding(pk=pk, number=number, known=known, persons=persons, **(values | facts))


def agreement(pk: int = 1, **facts: Any) -> Holding:
    return holding(pk, position=10, **facts)


def main_user(pk: int, *codes: str, **facts: Any) -> Holding:
    return holding(pk, *codes, position=20, delegates=True, contract_number="D-1", **facts)


def user(pk: int, *codes: str, **facts: Any) -> Holding:
    return holding(pk, *codes, position=30, contract_number=facts.pop("contract_number", "D-1"), **facts)
