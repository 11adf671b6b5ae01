"""When did the right exist? Nobody passes who had no right when signing."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from registry.enums import Reason
from registry.rules import Answer, Asked, DatedRow, Group, Person, compare, judge

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
MARI, JAAN, LIIS = "24503120016", "14007050024", "23809230033"


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def person(code: str, sole: bool = True) -> Person:
    return Person(code, "EST", "Mari", "Tamm", "JUHL", sole=sole)


def card(*codes: str, groups: tuple[Group, ...] = (), conditions: tuple[str, ...] = ()) -> Answer:
    persons = tuple(person(code, sole=not groups) for code in codes)
    return Answer("10000001", "Tamme Puit OÜ", "R", "OÜ", persons, conditions, groups)


def asked(answer: Answer, at: float) -> Asked:
    return Asked(answer, day(at), judge(answer))


def row(code: str, start: float, end: float | None = None) -> DatedRow:
    return DatedRow(day(start).date(), day(end).date() if end is not None else None, f"EE{code}", "JUHL")


def signed(at: float, *codes: str) -> dict[str, datetime]:
    return {f"EE{code}": day(at) for code in codes}


def test_the_same_right_at_both_checks_passes() -> None:
    assert compare(asked(card(MARI), 0), asked(card(MARI), 9), signed(5, MARI)).ok


def test_a_changed_name_or_order_is_no_change() -> None:
    before, after = card(MARI, JAAN), card(JAAN, MARI)
    assert compare(asked(before, 0), asked(after, 9), signed(5, MARI)).ok


def test_any_change_without_dated_rows_goes_to_a_person() -> None:
    for before, after in (
        (card(MARI), card(MARI, JAAN)),
        (card(MARI, JAAN), card(MARI)),
        (card(MARI), card(MARI, conditions=("Ainult koos.",))),
    ):
        answer = compare(asked(before, 0), asked(after, 9), signed(5, MARI))
        assert (answer.ok, answer.reason) == (False, Reason.CHANGED_SINCE)


def test_whoever_lost_the_right_after_signing_passes_only_on_dated_rows() -> None:
    checks = asked(card(MARI, JAAN), 0), asked(card(MARI), 9)
    rows = [row(MARI, -900), row(JAAN, -500, 7)]
    assert not compare(*checks, signed(5, JAAN)).ok
    assert compare(*checks, signed(5, JAAN), rows).ok


def test_whoever_lost_the_right_before_signing_never_passes() -> None:
    checks = asked(card(MARI, JAAN), 0), asked(card(MARI), 9)
    rows = [row(MARI, -900), row(JAAN, -500, 3)]
    assert not compare(*checks, signed(5, JAAN), rows).ok
    assert compare(*checks, signed(5, MARI), rows).ok


def test_whoever_gained_the_right_after_signing_never_passes() -> None:
    checks = asked(card(MARI), 0), asked(card(MARI, JAAN), 9)
    assert not compare(*checks, signed(5, JAAN), [row(MARI, -900), row(JAAN, 7)]).ok
    assert compare(*checks, signed(5, JAAN), [row(MARI, -900), row(JAAN, 3)]).ok


def test_a_change_on_the_day_of_signing_goes_to_a_person() -> None:
    checks = asked(card(MARI), 0), asked(card(MARI, JAAN), 9)
    assert not compare(*checks, signed(5, JAAN), [row(MARI, -900), row(JAAN, 5)]).ok


def test_a_signature_outside_the_two_checks_never_passes() -> None:
    checks = asked(card(MARI), 0), asked(card(MARI), 9)
    for at in (-1, 10):
        answer = compare(*checks, signed(at, MARI))
        assert (answer.ok, answer.reason) == (False, Reason.SIGNED_OUTSIDE_CHECKS)


def test_nobody_signed() -> None:
    assert not compare(asked(card(MARI), 0), asked(card(MARI), 9), {}).ok


def test_a_changed_sole_right_has_no_date_and_goes_to_a_person() -> None:
    pair = (Group(1, (person(MARI, False), person(JAAN, False))),)
    checks = asked(card(MARI, JAAN, groups=pair), 0), asked(card(MARI, JAAN), 9)
    rows = [row(MARI, -900), row(JAAN, -900)]
    assert compare(*checks, signed(5, MARI), rows).reason == Reason.CHANGED_SINCE


def test_a_joint_rule_that_came_after_both_signed_alone_is_found_by_its_date() -> None:
    rule = "Osaühingut esindavad juhatuse liikmed ühiselt."
    checks = asked(card(MARI), 0), asked(card(MARI, conditions=(rule,)), 9)
    dated = DatedRow(day(7).date(), condition=rule)
    assert compare(*checks, signed(5, MARI), [row(MARI, -900), dated]).ok
    assert not compare(*checks, signed(8, MARI), [row(MARI, -900), dated]).ok


def test_an_interruption_between_equal_checks_is_found_when_dated_rows_are_known() -> None:
    checks = asked(card(MARI), 0), asked(card(MARI), 9)
    rows = [row(MARI, -900, 3), row(MARI, 7)]
    assert compare(*checks, signed(5, MARI), rows).reason == Reason.NOT_IN_FORCE_WHEN_SIGNED


# ---- over any history -----------------------------------------------------------------------------


@dataclass(frozen=True)
class History:
    """Who was on the board from which day to which; None: still is."""

    terms: tuple[tuple[str, int, int | None], ...]

    def board(self, at: float) -> list[str]:
        return sorted({code for code, start, end in self.terms if start <= at and (end is None or at < end)})

    def rows(self) -> list[DatedRow]:
        return [row(code, start, end) for code, start, end in self.terms]


@st.composite
def histories(draw: st.DrawFn) -> History:
    terms: list[tuple[str, int, int | None]] = []
    for code in (MARI, JAAN, LIIS):
        start = draw(st.integers(-20, 25))
        length = draw(st.one_of(st.none(), st.integers(1, 30)))
        end = None if length is None else start + length
        terms.append((code, start, end))
        if end is not None and draw(st.booleans()):
            terms.append((code, end + draw(st.integers(1, 10)), None))
    return History(tuple(terms))


def single(history: History) -> bool:
    """Nobody left and came back: what dated rows alone could tell."""
    return len({code for code, _, _ in history.terms}) == len(history.terms)


moments = st.integers(0, 24).map(lambda quarter: quarter + 0.4)


@given(histories(), moments, moments, moments, st.sampled_from([MARI, JAAN, LIIS]), st.booleans())
def test_nobody_passes_who_had_no_right_when_signing(
    history: History, first: float, second: float, at: float, who: str, dated: bool
) -> None:
    sending, acceptance = sorted((first, second))
    checks = (
        asked(card(*history.board(sending)), sending),
        asked(card(*history.board(acceptance)), acceptance),
    )
    rows = history.rows() if dated else None
    if compare(*checks, signed(at, who), rows).ok and (dated or single(history)):
        assert who in history.board(at)
        assert sending <= at <= acceptance


@given(
    histories(), moments, moments, moments, st.lists(st.dates(date(2026, 2, 1), date(2026, 4, 1)), max_size=6)
)
def test_nonsense_in_dated_rows_never_passes_someone_new(
    history: History, first: float, second: float, at: float, nonsense: list[date]
) -> None:
    """Rows of other people decide nothing: whoever is on neither card never passes."""
    sending, acceptance = sorted((first, second))
    checks = (
        asked(card(*history.board(sending)), sending),
        asked(card(*history.board(acceptance)), acceptance),
    )
    rows = [DatedRow(start, None, "EE14303030098", "JUHL") for start in nonsense]
    assert not compare(*checks, signed(at, "14303030098"), rows).ok
