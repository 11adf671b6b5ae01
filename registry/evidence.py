"""One check laid open: what was asked and answered, how it was judged, and what proves it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain, pairwise

from django.db.models import Q

from desk.clients.masking import code as masked
from desk.people.words import page_of
from registry import rules, showing, vocabulary, words
from registry.enums import Purpose, Reason
from registry.models import Check
from registry.reach import Signer, signers
from registry.stored import digest

_MOST_GROUPS = 60
PAGE = 25


@dataclass(frozen=True)
class Row:
    """Somebody on the card."""

    name: str
    code: str  # masked for whoever does not need it
    country: str
    role: str
    sole: bool | None
    counts: bool  # whether the role represents, by the rules of that day
    behind: bool = False  # stands on the card of an organisation that represents this one


@dataclass(frozen=True)
class Dated:
    """A row of the card with its days."""

    start: date
    end: date | None
    what: str


@dataclass(frozen=True)
class Evidence:
    """What the page of one check shows."""

    check: Check
    line: str
    status: str
    rows: list[Row]
    groups: list[str]
    more_groups: int
    signers: list[Signer]
    reasons: list[str]
    dated: list[Dated] | None
    differences: list[str]
    subject_url: str
    intact: bool | None  # whether the content still has the hash of its day; None once it is destroyed
    reads: bool  # whether a person must still read the card


@dataclass(frozen=True)
class Line:
    """One check in the history, with what changed since the one below it."""

    check: Check
    differences: list[str]


def of_check(check: Check, *, codes: bool) -> Evidence:
    """Everything about the check; personal codes only where `codes`."""
    judgement = check.judgement
    several = judgement.groups if len(judgement.groups) > 1 else ()  # a single one is the line itself
    groups = [words.joined(_names(judgement, group)) for group in several[:_MOST_GROUPS]]
    needed = words.needed(judgement)
    return Evidence(
        check=check,
        line=words.line(judgement) if check.answered_at else "",
        status=vocabulary.status(check.answer) if check.answer else "",
        rows=list(_rows(check, judgement, codes)),
        groups=groups,
        more_groups=len(several) - len(groups),
        signers=signers(check.client, needed) if check.client else [],
        reasons=[str(reason.label) for reason in judgement.reasons],
        dated=_dated(check),
        differences=showing.differences(check.against, check) if check.against else [],
        subject_url=page_of(check.subject_kind, check.subject_id),
        intact=_intact(check),
        reads=rules.readable(judgement) and Reason.READ_BY_PERSON not in judgement.reasons,
    )


def history(client_id: int, *, purpose: str = "", before: str = "") -> tuple[list[Line], int | None]:
    """A page of the client's checks, newest first, and the id to go on from when there are older ones."""
    found = Check.objects.for_client(client_id).select_related("by", "payload")
    if purpose in Purpose.values:
        found = found.filter(purpose=purpose)
    if before.isdecimal():
        last = Check.objects.filter(pk=before).values_list("asked_at", "pk").first()
        if last is not None:
            found = found.filter(Q(asked_at__lt=last[0]) | Q(asked_at=last[0], pk__lt=last[1]))
    rows = list(found[: PAGE + 1])
    lines = [Line(check, changed) for check, changed in zip(rows, _changes(rows), strict=True)][:PAGE]
    return lines, rows[PAGE - 1].pk if len(rows) > PAGE else None


def _changes(rows: list[Check]) -> list[list[str]]:
    """For each check what changed since the answer before it; the same card is not opened at all."""
    answered = [check for check in rows if check.card_hash]
    changed = {
        after.pk: showing.differences(before, after)
        for after, before in pairwise(answered)
        if after.card_hash != before.card_hash
    }
    return [changed.get(check.pk, []) for check in rows]


def _names(judgement: rules.Judgement, identities: Iterable[str]) -> list[str]:
    names = {person.identity: person.name for person in judgement.persons if person.identity}
    return sorted(names.get(identity, "?") for identity in identities)


def _rows(check: Check, judgement: rules.Judgement, codes: bool) -> Iterable[Row]:
    """The card as the register gave it, then those who act for an organisation that stands on it."""
    card = check.answer.persons if check.answer else ()
    behind = [person for person in judgement.persons if person not in card]
    for person in chain(card, behind):
        yield Row(
            name=person.name,
            code=person.code if codes or person.legal else masked(person.code),
            country=person.country,
            role=vocabulary.role(person),
            sole=person.sole,
            counts=person in judgement.persons,
            behind=person in behind and bool(card),
        )


def _dated(check: Check) -> list[Dated] | None:
    rows = check.dated_rows
    if rows is None:
        return None
    answers = [each.answer for each in (check, check.against) if each and each.answer]
    people = {person.identity: person for answer in answers for person in answer.persons if person.identity}
    return [Dated(row.start, row.end, _what(row, people.get(row.identity))) for row in rows]


def _what(row: rules.DatedRow, person: rules.Person | None) -> str:
    """Who in which role; somebody who stands on neither of the two cards is only called by the role."""
    if row.condition:
        return row.condition
    role = vocabulary.ROLES.get(row.role, row.role)
    return f"{person.name} · {role}" if person else str(role)


def _intact(check: Check) -> bool | None:
    payload = getattr(check, "payload", None)
    if payload is None:
        return None
    return digest(payload.answer, payload.judgement, payload.rows) == check.payload_hash
