"""When did the right exist? Two checks and the times of signing, and one answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from registry.enums import Reason
from registry.rules.judging import covers
from registry.rules.said import read
from registry.rules.values import Answer, Coverage, Judgement, Person

_A_DAY = timedelta(days=1)
_TALLINN = ZoneInfo("Europe/Tallinn")
Key = tuple[str, str]


@dataclass(frozen=True)
class Term:
    """A proof that a check rests on instead of the register, and the days (inclusive) it is given for."""

    proof: int
    start: date
    end: date | None = None


@dataclass(frozen=True)
class Asked:
    """One check: what the register said, and when it said so (aware)."""

    answer: Answer | None
    asked_at: datetime
    judgement: Judgement
    term: Term | None = None


@dataclass(frozen=True)
class DatedRow:
    """A row of the card with its dates (detailandmed): a person's role, or a special condition's text.

    A row of nobody (a legal person, a foreign code) gives nobody a right, but its dates are changes too.
    """

    start: date
    end: date | None = None
    identity: str = ""
    role: str = ""
    condition: str = ""

    @property
    def key(self) -> Key:
        return (self.identity, self.role) if self.identity else ("", _plain(self.condition))

    @property
    def changes(self) -> tuple[date, ...]:
        """The days on which the card may have changed: its end may be the last day or the one after."""
        if self.end is None or self.end == date.max:
            return (self.start,)
        return (self.start, self.end, self.end + _A_DAY)

    def around(self, day: date) -> bool:
        """Whether the row was in force before, on and after the day."""
        return self.start < day and (self.end is None or self.end > day)

    def touches(self, day: date) -> bool:
        """Whether the row may have been in force on the day: also if it began or ended on it."""
        return self.start <= day and (self.end is None or self.end >= day)


@dataclass(frozen=True)
class _Signing:
    """The two checks and the signatures between them, in days of Tallinn."""

    sending: Asked
    acceptance: Asked
    signed_at: Mapping[str, datetime]

    @property
    def signers(self) -> frozenset[str]:
        return frozenset(self.signed_at)

    @property
    def days(self) -> tuple[date, date]:
        return _day(self.sending.asked_at), _day(self.acceptance.asked_at)

    def signed(self, identity: str) -> date:
        return _day(self.signed_at[identity])

    def base(self, rows: tuple[DatedRow, ...]) -> Asked | None:
        """The check between which and every signature no row began or ended; None if there is none."""
        first, last = self.days
        changes = [day for row in rows for day in row.changes if first <= day <= last]
        signed = [_day(at) for at in self.signed_at.values()]
        if not changes or max(changes) < min(signed):
            return self.acceptance
        return self.sending if min(changes) > max(signed) else None


def compare(
    check_at_sending: Asked,
    check_at_acceptance: Asked,
    signed_at: Mapping[str, datetime],
    dated_rows: Iterable[DatedRow] | None = None,
) -> Coverage:
    """Whether the signers together held the right when each of them signed (trusted times, aware).

    Equal checks decide by themselves. If they differ in any row, group or text, only dated rows that explain
    every difference decide; otherwise the answer is not ok with CHANGED_SINCE, for a person. Days are those
    of Tallinn; a change on the day of a signature is not explained by it. Sole rights and groups have no
    dates of their own: they are taken to change only when a person's row or a text does.
    """
    signing = _Signing(check_at_sending, check_at_acceptance, signed_at)
    rows = None if dated_rows is None else tuple(dated_rows)
    sending, acceptance = check_at_sending, check_at_acceptance
    now = covers(acceptance.judgement, signing.signers)
    if not signed_at or not all(sending.asked_at <= at <= acceptance.asked_at for at in signed_at.values()):
        return Coverage(False, now.missing_options, now.reason or Reason.SIGNED_OUTSIDE_CHECKS)
    if sending.term != acceptance.term:
        return Coverage(False, now.missing_options, Reason.CHANGED_SINCE)
    if card(sending.answer) == card(acceptance.answer):
        return _unchanged(signing, now, rows)
    base = None if rows is None else _explained(signing, rows)
    if base is None or rows is None:
        return Coverage(False, now.missing_options, Reason.CHANGED_SINCE)
    covered = covers(base.judgement, signing.signers)
    return _held(base, signing, rows) if covered.ok else covered


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
        frozenset(map(_plain, answer.conditions)),
    )


def _plain(text: str) -> str:
    return " ".join(text.split())


def _day(at: datetime) -> date:
    return at.astimezone(_TALLINN).date()


def _unchanged(signing: _Signing, now: Coverage, rows: tuple[DatedRow, ...] | None) -> Coverage:
    """The same card at both times, so both judgements must give the right: one may be by other rules, by
    another reading of the text, or by other people of a legal person that represents."""
    term = signing.acceptance.term
    end = (term and term.end) or date.max
    if term and not all(term.start <= signing.signed(who) <= end for who in signing.signers):
        return Coverage(False, now.missing_options, Reason.PROOF_ENDED)
    then = _read_alike(signing.sending.judgement, signing.acceptance.judgement)
    if covers(then, signing.signers).ok != now.ok and now.reason is not Reason.VERDICT_NEEDS_PERSON:
        return Coverage(False, now.missing_options, Reason.CHANGED_SINCE)
    if not now.ok or rows is None:
        return now
    held = _held(signing.acceptance, signing, rows)
    if held.ok and signing.base(rows) is None:
        return Coverage(False, (), Reason.CHANGED_SINCE)  # there and back again between the checks
    return held


def _read_alike(then: Judgement, now: Judgement) -> Judgement:
    """What was read of a card holds for the very same card at sending, unless that was read by itself."""
    if Reason.READ_BY_PERSON in now.reasons and Reason.READ_BY_PERSON not in then.reasons:
        return read(then, now.groups)
    return then


def _explained(signing: _Signing, rows: tuple[DatedRow, ...]) -> Asked | None:
    """The check that was true at every signature, if dated rows explain all that changed between the two."""
    before, after = signing.sending.answer, signing.acceptance.answer
    if before is None or after is None or (before.status, before.form) != (after.status, after.form):
        return None
    if signing.sending.judgement.rule_version != signing.acceptance.judgement.rule_version:
        return None
    was, became = _people(before) | _texts(before), _people(after) | _texts(after)
    stayed = was & became
    if was == became or (_texts(before) == _texts(after) and _among(before, stayed) != _among(after, stayed)):
        return None  # a sole right or a group of those who stayed changed, and no row has its date
    first, last = signing.days
    dated = (was ^ became) | _texts(before) | _texts(after)
    if all(_tells(rows, key, first, key in was) and _tells(rows, key, last, key in became) for key in dated):
        return signing.base(rows)
    return None


def _tells(rows: tuple[DatedRow, ...], key: Key, day: date, there: bool) -> bool:
    """Whether the dated rows agree that the row stood on the card that day, or did not."""
    own = [row for row in rows if row.key == key]
    return any(row.touches(day) for row in own) if there else not any(row.around(day) for row in own)


def _key(person: Person) -> Key:
    return (person.identity or person.code or person.name, person.role)


def _people(answer: Answer) -> frozenset[Key]:
    return frozenset(map(_key, answer.persons))


def _texts(answer: Answer) -> frozenset[Key]:
    return frozenset(("", _plain(text)) for text in answer.conditions)


def _among(answer: Answer, keys: frozenset[Key]) -> object:
    """Sole rights and groups of those rows only."""
    alone = frozenset((_key(p), p.sole) for p in answer.persons if _key(p) in keys)
    groups = (frozenset(map(_key, group.persons)) for group in answer.groups)
    return alone, frozenset(group for group in groups if group <= keys)


def _held(base: Asked, signing: _Signing, rows: Iterable[DatedRow]) -> Coverage:
    """Each signer of some sufficient group has a representing row that is dated around his own signature."""
    roles = {(person.identity, person.role) for person in base.judgement.persons}
    own = [row for row in rows if row.key in roles and row.identity in signing.signers]
    held = {row.identity for row in own if row.around(signing.signed(row.identity))}
    covered = covers(base.judgement, held)
    if covered.ok:
        return covered
    # Without a row of his, or with one that began or ended that very day, a person must look.
    unclear = {row.identity for row in own if row.touches(signing.signed(row.identity))}
    gone = {row.identity for row in own} - unclear
    reason = Reason.NOT_IN_FORCE_WHEN_SIGNED if gone else Reason.CHANGED_SINCE
    return Coverage(False, covered.missing_options, reason)
