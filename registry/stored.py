"""Answers and judgements to JSON and back: the form of the evidence, so it changes only by adding."""

import hashlib
import json
from dataclasses import asdict
from typing import Any

from registry.enums import Reason, Verdict
from registry.rules import Answer, Group, Judgement, Person

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


def digest(answer: Json | None, judgement: Json) -> str:
    """sha256 over the canonical form of what was kept; stays in the check when the content is destroyed."""
    text = json.dumps([answer, judgement], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _persons(rows: list[Json]) -> tuple[Person, ...]:
    return tuple(Person(**row) for row in rows)
