"""`compare` against the truth: a card lives day by day, is looked at twice, and is signed at any moment.

import pytest
The oracle knows the card at every moment and asks only whether the signers together held the right whenever
one of them signed. The register shows the two looks, and rows with days but without hours.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.rules import (
    Answer,
    Asked,
    Coverage,
    DatedRow,
    Group,
    Person,
    card,
    compare,
    covers,
    judge,
    read,
)
from tests.registry.cards import CODES, SIGNERS, answers

pytestmark = pytest.mark.slow

START = datetime(2026, 3, 2, tzinfo=UTC)
# What each text says; the first is no text at all: everyone alone.
ALONE, PAIR, ALL, WORDS = "", "Kaks ühiselt.", "Kõik ühiselt.", "Ühiselt prokuristiga."
CODE = dict(zip(SIGNERS, CODES, strict=True))


def at(day: float) -> datetime:
    return START + timedelta(days=day)


@dataclass(frozen=True)
class Term:
    """Something stands on the card from one moment to another (days after the start; None: still does)."""

    what: str
    begin: float
    end: float | None

    def on(self, moment: float) -> bool:
        return self.begin <= moment and (self.end is None or moment < self.end)

    def row(self, last_day: bool) -> DatedRow:
        """Its end is either the day of the change or the last day before it: the register does not say."""
        end = None if self.end is None else at(self.end - last_day).date()
        start = at(self.begin).date()
        end = start if end is not None and end < start else end
        if self.what in CODE:
            return DatedRow(start, end, self.what, "JUHL")
        return DatedRow(start, end, condition=self.what)


@dataclass(frozen=True)
class History:
    board: tuple[Term, ...]
    texts: tuple[Term, ...]
    liquidated: float | None

    def card(self, moment: float) -> Answer:
        who = sorted({term.what for term in self.board if term.on(moment)})
        text = next((term.what for term in self.texts if term.on(moment)), ALONE)
        persons = tuple(_member(identity, sole=text == ALONE) for identity in who)
        sets = {PAIR: combinations(persons, 2), ALL: [persons] if persons else []}.get(text, [])
        groups = tuple(Group(number, tuple(members)) for number, members in enumerate(sets, 1))
        status = "L" if self.liquidated is not None and self.liquidated <= moment else "R"
        return Answer("10000001", "Tamme Puit OÜ", status, "OÜ", persons, (text,) if text else (), groups)

    def asked(self, moment: float) -> Asked:
        answer = self.card(moment)
        return Asked(answer, at(moment), read(judge(answer), READING))

    def entitled(self, signed: dict[str, float]) -> bool:
        """Whether all who signed held the right together at each of the moments."""
        return all(covers(self.asked(moment).judgement, frozenset(signed)).ok for moment in signed.values())

    def rows(self, last_day: bool) -> list[DatedRow]:
        return [term.row(last_day) for term in (*self.board, *self.texts)]

    def steady(self, first: float, last: float) -> bool:
        """Whether nothing came and went again between the two looks."""
        moments = {t for term in (*self.board, *self.texts) for t in (term.begin, term.end) if t is not None}
        between = [self.card(moment) for moment in sorted(moments) if first <= moment <= last]
        return all(card(each) == card(self.card(first)) for each in between)


# A person read the text in words so: the first two together.
READING = (frozenset(SIGNERS[:2]),)


def _member(identity: str, sole: bool) -> Person:
    return Person(CODE[identity], "EST", "Mari", "Tamm", "JUHL", sole=sole)


moments = st.integers(0, 80).map(lambda quarter: quarter / 4)


@st.composite
def terms(draw: st.DrawFn, what: list[str], most: int) -> tuple[Term, ...]:
    """One after another, with or without a pause between."""
    found: list[Term] = []
    begin = draw(st.integers(-12, 60)) / 4
    for _ in range(draw(st.integers(0, most))):
        length = draw(st.one_of(st.none(), st.integers(1, 40)))
        end = None if length is None else begin + length / 4
        found.append(Term(draw(st.sampled_from(what)), begin, end))
        if end is None:
            break
        begin = end + draw(st.integers(0, 12)) / 4
    return tuple(found)


@st.composite
def histories(draw: st.DrawFn) -> History:
    boards = (draw(terms([identity], 2)) for identity in SIGNERS[:3])
    return History(
        tuple(term for board in boards for term in board),
        draw(terms([PAIR, ALL, WORDS], 3)),
        draw(st.one_of(st.none(), st.none(), moments)),
    )


signatures = st.dictionaries(st.sampled_from(SIGNERS[:3]), moments, min_size=1, max_size=3)


def outcome(
    history: History, first: float, last: float, signed: dict[str, float], rows: list[DatedRow] | None
) -> Coverage:
    signed_at = {identity: at(moment) for identity, moment in signed.items()}
    return compare(history.asked(first), history.asked(last), signed_at, rows)


@settings(max_examples=600)
@given(histories(), moments, moments, signatures, st.booleans())
def test_by_dated_rows_nobody_passes_who_had_no_right_when_signing(
    history: History, one: float, other: float, signed: dict[str, float], last_day: bool
) -> None:
    first, last = sorted((one, other))
    if outcome(history, first, last, signed, history.rows(last_day)).ok:
        assert history.entitled(signed)
        assert all(first <= moment <= last for moment in signed.values())


@settings(max_examples=300)
@given(histories(), moments, moments, signatures)
def test_by_the_two_checks_alone_only_the_same_card_passes(
    history: History, one: float, other: float, signed: dict[str, float]
) -> None:
    """What came and went between them they cannot show; DESIGN section 2 takes equal checks for enough."""
    first, last = sorted((one, other))
    if outcome(history, first, last, signed, None).ok:
        assert card(history.card(first)) == card(history.card(last))
        assert covers(history.asked(first).judgement, frozenset(signed)).ok
        assert history.entitled(signed) or not history.steady(first, last)


@settings(max_examples=200)
@given(histories(), moments, moments, signatures, st.sets(st.integers(0, 8)))
def test_rows_that_are_missing_never_let_anyone_pass_who_had_no_right(
    history: History, one: float, other: float, signed: dict[str, float], lost: set[int]
) -> None:
    """Rows of persons may be lost; a text's row is what tells of a changed rule."""
    first, last = sorted((one, other))
    board = [term.row(last_day=False) for number, term in enumerate(history.board) if number not in lost]
    rows = board + [term.row(last_day=False) for term in history.texts]
    if outcome(history, first, last, signed, rows).ok and len(board) == len(history.board):
        assert history.entitled(signed)


days = st.integers(-5, 25).map(lambda number: at(number).date())


@st.composite
def rows_about(draw: st.DrawFn, before: Answer, after: Answer) -> list[DatedRow]:
    """Any dates at all for what stands on the two cards."""
    about = {(row.identity, row.role, "") for row in (*before.persons, *after.persons) if row.identity}
    about |= {("", "", text) for text in (*before.conditions, *after.conditions)}
    found = []
    for identity, role, text in sorted(about):
        for _ in range(draw(st.integers(0, 2))):
            start, end = draw(days), draw(st.one_of(st.none(), days))
            found.append(DatedRow(start, end, identity, role, text))
    return found


@settings(max_examples=400)
@given(st.data(), answers(), answers(), st.dictionaries(st.sampled_from(SIGNERS), moments, max_size=3))
def test_between_any_two_answers_nobody_passes_whom_neither_entitles_or_whose_row_began_later(
    data: st.DataObject, before: Answer, other: Answer, signed: dict[str, float]
) -> None:
    after = data.draw(st.one_of(st.just(before), st.just(other), st.just(replace(other, form=before.form))))
    sending, acceptance = Asked(before, at(0), judge(before)), Asked(after, at(20), judge(after))
    rows = data.draw(st.one_of(st.none(), rows_about(before, after)))
    signed_at = {identity: at(moment) for identity, moment in signed.items()}
    if not compare(sending, acceptance, signed_at, rows).ok:
        return
    who = frozenset(signed)
    then, now = covers(sending.judgement, who).ok, covers(acceptance.judgement, who).ok
    if card(before) == card(after):
        assert then and now
        return
    assert then or now
    assert rows is not None
    needed = [option for check in (sending, acceptance) for option in check.judgement.groups if option <= who]
    dated = {r.identity for r in rows if r.identity in who and r.around(at(signed[r.identity]).date())}
    assert any(option <= dated for option in needed)


def test_the_oracle_is_worth_something_many_do_pass() -> None:
    """A rule that refuses everybody would hold everything above."""
    board = (Term(SIGNERS[0], -9, None), Term(SIGNERS[1], -9, 7.5))
    history = History(board, (Term(PAIR, -9, None),), None)
    signed = {SIGNERS[0]: 3.0, SIGNERS[1]: 4.0}
    assert outcome(history, 0, 6, signed, None).ok
    assert outcome(history, 0, 6, signed, history.rows(last_day=False)).ok
    assert not outcome(history, 0, 9, signed, None).ok
    assert outcome(history, 0, 9, signed, history.rows(last_day=False)).ok
    assert not outcome(history, 0, 9, signed | {SIGNERS[1]: 8.0}, history.rows(last_day=False)).ok
