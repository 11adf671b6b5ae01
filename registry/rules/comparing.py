"""When did the right exist? Two checks and the times of signing, and one answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from registry.enums import Reason
from registry.rules.judging import covers
from registry.rules.values import Answer, Coverage, Judgement, Person

_TALLINN = ZoneInfo("Europe/Tallinn")


@dataclass(frozen=True)
class Asked:
    """One check: what the register said, and when it said so (aware)."""

    answer: Answer | None
    asked_at: datetime
    judgement: Judgement


@dataclass(frozen=True)
class DatedRow:
    """A row of the card with its dates (detailandmed): a person's role, or a special condition's text."""

    start: date
    end: date | None = None
    identity: str = ""
    role: str = ""
    condition: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return (self.identity, self.role) if self.identity else ("", self.condition)


def compare(
    check_at_sending: Asked,
    check_at_acceptance: Asked,
    signed_at: Mapping[str, datetime],
    dated_rows: Iterable[DatedRow] | None = None,
) -> Coverage:
    """Whether the signers together held the right when each of them signed (trusted times, aware).

    Equal checks decide by themselves. If they differ in any row, group or text, only dated rows that explain
    every difference decide; otherwise the answer is not ok with CHANGED_SINCE, for a person. Days are those
    of Tallinn; a change on the day of a signature is not explained by it.
    """
    sending, acceptance = check_at_sending, check_at_acceptance
    rows = None if dated_rows is None else tuple(dated_rows)
    signers = frozenset(signed_at)
    now = covers(acceptance.judgement, signers)
    if not signers or not all(sending.asked_at <= at <= acceptance.asked_at for at in signed_at.values()):
        return Coverage(False, now.missing_options, now.reason or Reason.SIGNED_OUTSIDE_CHECKS)
    if card(sending.answer) == card(acceptance.answer):
        if now.ok and not covers(sending.judgement, signers).ok:  # judged by another rule version or policy
            return Coverage(False, (), Reason.CHANGED_SINCE)
        return _held(acceptance, signed_at, rows) if now.ok and rows is not None else now
    base = _in_force(sending, acceptance, signed_at, rows)
    if base is None:
        return Coverage(False, now.missing_options, Reason.CHANGED_SINCE)
    covered = covers(base.judgement, signers)
    return _held(base, signed_at, rows or ()) if covered.ok else covered


def card(answer: Answer | None) -> object:
    """What of an answer bears on the right, without names and texts of classifiers, in no order."""
    if answer is None:
        return None

    def row(person: Person) -> tuple[str, str, str, bool | None]:
        return (person.country, person.code, person.role, person.sole)

    return (
        answer.code,
        answer.status,
        answer.form,
        frozenset((*row(p), p.name if not p.code else "") for p in answer.persons),
        frozenset(frozenset(map(row, group.persons)) for group in answer.groups),
        frozenset(" ".join(text.split()) for text in answer.conditions),
    )


def _day(at: datetime) -> date:
    return at.astimezone(_TALLINN).date()


def _in_force(
    sending: Asked, acceptance: Asked, signed_at: Mapping[str, datetime], rows: tuple[DatedRow, ...] | None
) -> Asked | None:
    """The check that was true on every day of signing, if dated rows explain all that changed."""
    before, after = sending.answer, acceptance.answer
    if rows is None or before is None or after is None:
        return None
    if (before.status, before.form) != (after.status, after.form):
        return None
    was, became = _keys(before), _keys(after)
    if before.conditions == after.conditions and _among(before, was & became) != _among(after, was & became):
        return None  # a sole right or a group of those who stayed changed: no row has its date
    changes: list[date] = []
    for key in was ^ became:
        dates = [row.end if key in was else row.start for row in rows if row.key == key]
        within = [d for d in dates if d and _day(sending.asked_at) <= d <= _day(acceptance.asked_at)]
        if len(within) != 1:
            return None
        changes += within
    if not changes:
        return None
    signed = [_day(at) for at in signed_at.values()]
    if min(changes) > max(signed):
        return sending
    return acceptance if max(changes) < min(signed) else None


def _key(person: Person) -> tuple[str, str]:
    return (person.identity or person.code or person.name, person.role)


def _keys(answer: Answer) -> frozenset[tuple[str, str]]:
    return frozenset(map(_key, answer.persons)) | {("", text) for text in answer.conditions}


def _among(answer: Answer, keys: frozenset[tuple[str, str]]) -> object:
    """Sole rights and groups of those rows only."""
    alone = frozenset((_key(p), p.sole) for p in answer.persons if _key(p) in keys)
    groups = (frozenset(map(_key, group.persons)) for group in answer.groups)
    return alone, frozenset(group for group in groups if group <= keys)


def _held(base: Asked, signed_at: Mapping[str, datetime], rows: Iterable[DatedRow]) -> Coverage:
    """Each signer of some sufficient group has a representing row that is dated around his own signature."""
    roles = {(person.identity, person.role) for person in base.judgement.persons}
    held = {
        row.identity
        for row in rows
        if row.key in roles and row.identity in signed_at and _around(row, _day(signed_at[row.identity]))
    }
    covered = covers(base.judgement, held)
    if covered.ok:
        return covered
    return Coverage(False, covered.missing_options, Reason.NOT_IN_FORCE_WHEN_SIGNED)


def _around(row: DatedRow, day: date) -> bool:
    return row.start < day and (row.end is None or row.end > day)
