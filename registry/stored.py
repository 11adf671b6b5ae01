"""Answers and judgements to JSON and back: the form of the evidence, so it changes only by adding."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from registry.enums import Reason, Verdict
from registry.rules import Answer, DatedRow, Group, Judgement, Person, card

Json = dict[str, Any]


def answer_to(answer: Answer | None) -> Json | None:
    return None if answer is None else json.loads(json.dumps(asdict(answer)))


def answer_from(data: Json) -> Answer:
    groups = tuple(Group(group["nr"], _persons(group["persons"])) for group in data["groups"])
    return Answer(
        **{
            **data,
            "persons": _persons(data["persons"]),
            "conditions": tuple(data["conditions"]),
            "groups": groups,
        }
    )


def judgement_to(judgement: Judgement) -> Json:
    return {
        "verdict": judgement.verdict.value,
        "groups": [sorted(group) for group in judgement.groups],
        "persons": [asdict(person) for person in judgement.persons],
        "conditions": list(judgement.conditions),
        "reasons": [reason.value for reason in judgement.reasons],
        "ask_next": list(judgement.ask_next),
        "rule_version": judgement.rule_version,
    }


def judgement_from(data: Json) -> Judgement:
    return Judgement(
        verdict=Verdict(data["verdict"]),
        groups=tuple(frozenset(group) for group in data["groups"]),
        persons=_persons(data["persons"]),
        conditions=tuple(data["conditions"]),
        reasons=tuple(Reason(reason) for reason in data["reasons"]),
        ask_next=tuple(data["ask_next"]),
        rule_version=data["rule_version"],
    )


def rows_to(rows: Iterable[DatedRow] | None) -> list[Json] | None:
    """Dated rows, days as ISO dates."""
    if rows is None:
        return None
    return [asdict(row) | {"start": row.start.isoformat(), "end": _iso(row.end)} for row in rows]


def rows_from(data: list[Json]) -> tuple[DatedRow, ...]:
    return tuple(
        DatedRow(**{**row, "start": date.fromisoformat(row["start"]), "end": _day(row["end"])})
        for row in data
    )


def card_digest(answer: Answer | None) -> str:
    """sha256 of what of an answer bears on the right (`rules.card`): the same for every order of rows."""
    return hashlib.sha256(_canonical(_sorted(card(answer)))).hexdigest()


def digest(answer: Json | None, judgement: Json, rows: list[Json] | None = None) -> str:
    """sha256 over the canonical form of what was kept; stays in the check when the content is destroyed."""
    kept = [answer, judgement] if rows is None else [answer, judgement, rows]
    return hashlib.sha256(_canonical(kept)).hexdigest()


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _sorted(value: object) -> object:
    """Sets have no order: they are written in the order of their members' own texts."""
    if isinstance(value, frozenset):
        return sorted((_sorted(each) for each in value), key=_canonical)
    return [_sorted(each) for each in value] if isinstance(value, tuple) else value


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _persons(rows: list[Json]) -> tuple[Person, ...]:
    return tuple(Person(**row) for row in rows)
