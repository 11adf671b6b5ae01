"""When did the right exist? Nobody passes who had no right when signing."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.enums import ProofKind, Reason, Verdict
from registry.rules import (
    SHIPPED,
    Answer,
    Asked,
    DatedRow,
    Group,
    Judgement,
    Person,
    Term,
    compare,
    judge,
    proven,
    read,
    unavailable,
)

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


def test_an_end_may_be_the_last_day_or_the_one_after_so_both_go_to_a_person() -> None:
    checks = asked(card(MARI, JAAN), 0), asked(card(MARI), 9)
    rows = [row(MARI, -900), row(JAAN, -500, 4)]
    for at, ok in ((3, True), (4, False), (5, False), (6, True)):
        assert compare(*checks, signed(at, MARI), rows).ok == ok


def test_a_row_that_never_ends_is_no_trouble() -> None:
    checks = asked(card(MARI, JAAN), 0), asked(card(MARI), 9)
    forever = DatedRow(date(2020, 1, 1), date.max, f"EE{MARI}", "JUHL")
    assert compare(*checks, signed(5, MARI), [forever, row(JAAN, -500, 7)]).ok


def test_several_changes_between_the_checks_are_fine_on_one_side_of_the_signature() -> None:
    before, after = card(MARI, JAAN), card(MARI, LIIS)
    checks = asked(before, 0), asked(after, 20)
    rows = [row(MARI, -900), row(JAAN, -500, 3), row(LIIS, 6)]
    assert compare(*checks, signed(10, LIIS), rows).ok
    assert compare(*checks, signed(1, JAAN), rows).ok
    for at in (3, 5, 6):
        assert compare(*checks, signed(at, MARI), rows).reason == Reason.CHANGED_SINCE
    assert not compare(*checks, signed(10, JAAN), rows).ok
    assert not compare(*checks, signed(1, LIIS), rows).ok


def test_signatures_on_both_sides_of_a_change_go_to_a_person() -> None:
    checks = asked(card(MARI), 0), asked(card(MARI, JAAN), 9)
    rows = [row(MARI, -900), row(JAAN, 4)]
    assert compare(*checks, signed(2, MARI) | signed(6, JAAN), rows).reason == Reason.CHANGED_SINCE


def test_changed_twice_on_one_day_goes_to_a_person_if_signed_that_day() -> None:
    checks = asked(card(MARI), 0), asked(card(JAAN), 9)
    rows = [row(MARI, -900, 5), row(JAAN, 5)]
    for who in (MARI, JAAN):
        assert compare(*checks, signed(5, who), rows).reason == Reason.CHANGED_SINCE
    assert compare(*checks, signed(4, MARI), rows).ok
    assert compare(*checks, signed(7, JAAN), rows).ok


def test_checks_of_one_day_that_differ_go_to_a_person() -> None:
    checks = asked(card(MARI, JAAN), 0), asked(card(MARI), 0.3)
    assert compare(*checks, signed(0.1, JAAN), [row(MARI, -900), row(JAAN, -500, 0)]).reason == (
        Reason.CHANGED_SINCE
    )


@pytest.mark.parametrize("code", [f"EE{JAAN}", ""])
def test_dates_of_anybody_on_the_card_are_changes_too(code: str) -> None:
    """Also of a foreigner or a legal person, whose row names nobody: what others need may change with him."""
    checks = asked(card(MARI), 0), asked(card(MARI, LIIS), 20)
    other = DatedRow(day(4).date(), day(8).date(), code, "PROK")
    rows = [row(MARI, -900), row(LIIS, 2), other]
    assert compare(*checks, signed(6, LIIS), rows).reason == Reason.CHANGED_SINCE
    assert compare(*checks, signed(12, LIIS), rows).ok


def test_rows_that_disagree_with_a_check_explain_nothing() -> None:
    checks = asked(card(MARI), 0), asked(card(MARI, JAAN), 9)
    for jaan in (row(JAAN, -500), row(JAAN, 12), row(JAAN, 2, 4), row(LIIS, 3)):
        rows = [row(MARI, -900), jaan]
        assert compare(*checks, signed(7, JAAN), rows).reason == Reason.CHANGED_SINCE


def test_a_text_without_a_row_of_its_own_explains_nothing() -> None:
    rule = ("Ühiselt.",)
    pair = (Group(1, (person(MARI, False), person(JAAN, False))),)
    checks = (
        asked(card(MARI, JAAN, groups=pair, conditions=rule), 0),
        asked(card(MARI, JAAN, LIIS, groups=pair, conditions=rule), 9),
    )
    rows = [row(MARI, -900), row(JAAN, -900), row(LIIS, 2)]
    assert compare(*checks, signed(5, MARI, JAAN), rows).reason == Reason.CHANGED_SINCE
    assert compare(*checks, signed(5, MARI, JAAN), [*rows, DatedRow(date(2020, 1, 1), condition=rule[0])]).ok


@pytest.mark.parametrize(("status", "form"), [("L", "OÜ"), ("R", "AS")])
def test_a_changed_status_or_form_has_no_date_and_goes_to_a_person(status: str, form: str) -> None:
    checks = asked(card(MARI), 0), asked(replace(card(MARI, JAAN), status=status, form=form), 9)
    rows = [row(MARI, -900), row(JAAN, 2)]
    assert compare(*checks, signed(5, MARI), rows).reason == Reason.CHANGED_SINCE


def test_whoever_has_no_row_among_the_dated_ones_goes_to_a_person() -> None:
    foreign = Person("110138-00001", "LVA", "Jānis", "Bērziņš", "JUHL", sole=True)
    before = replace(card(MARI), persons=(person(MARI), foreign))
    checks = asked(before, 0), asked(replace(before, persons=(*before.persons, person(JAAN))), 9)
    rows = [row(MARI, -900), row(JAAN, 2)]
    latvian = {"LV110138-00001": day(5)}
    assert compare(*checks, latvian, rows).reason == Reason.CHANGED_SINCE
    assert compare(*checks, signed(5, MARI), rows).ok


# ---- other rules, other people behind, other words of people ----------------------------------------


def by(judgement: Judgement, answer: Answer | None, at: float, term: Term | None = None) -> Asked:
    return Asked(answer, day(at), judgement, term)


def test_equal_cards_under_other_rules_go_to_a_person() -> None:
    answer = card(MARI)
    off = judge(answer, rulebook=replace(SHIPPED, roles=()))
    then, now = by(off, answer, 0), asked(answer, 9)
    assert compare(then, now, signed(5, MARI)).reason == Reason.CHANGED_SINCE
    then, now = asked(answer, 0), by(off, answer, 9)
    assert compare(then, now, signed(5, MARI)).reason == Reason.VERDICT_NEEDS_PERSON


def test_dated_rows_do_not_decide_between_two_sets_of_rules() -> None:
    narrower = judge(card(MARI, JAAN), rulebook=replace(SHIPPED, others=frozenset()))
    checks = asked(card(MARI), 0), by(narrower, card(MARI, JAAN), 9)
    assert narrower.groups
    rows = [row(MARI, -900), row(JAAN, 2)]
    assert compare(*checks, signed(5, MARI), rows).reason == Reason.CHANGED_SINCE


def test_other_people_behind_a_legal_person_go_to_a_person() -> None:
    partner = Person("10000018", "EST", "", "Kaasiku Kaevandus AS", "TOSAN", sole=True)
    answer = replace(card(), form="TÜ", persons=(partner,))

    def behind(code: str, at: float) -> Asked:
        acting = Judgement(Verdict.SOLE, (frozenset({f"EE{code}"}),), (person(code),))
        return by(judge(answer, behind={"10000018": acting}), answer, at)

    assert compare(behind(MARI, 0), behind(MARI, 9), signed(5, MARI)).ok
    for who in (MARI, JAAN):
        assert compare(behind(MARI, 0), behind(JAAN, 9), signed(5, who)).reason == Reason.CHANGED_SINCE


WORDS = ("Osaühingut esindavad juhatuse liikmed ühiselt.",)
UNREAD = judge(replace(card(MARI, JAAN), conditions=WORDS))


def reads(*codes: str) -> Judgement:
    return read(UNREAD, [{f"EE{code}" for code in codes}])


def test_a_text_read_the_same_way_at_both_checks_passes() -> None:
    answer = replace(card(MARI, JAAN), conditions=WORDS)
    both = reads(MARI, JAAN)
    assert compare(by(both, answer, 0), by(both, answer, 9), signed(5, MARI, JAAN)).ok
    assert not compare(by(both, answer, 0), by(both, answer, 9), signed(5, MARI)).ok


def test_a_reading_made_after_sending_says_the_same_of_the_same_card() -> None:
    answer = replace(card(MARI, JAAN), conditions=WORDS)
    checks = by(UNREAD, answer, 0), by(reads(MARI, JAAN), answer, 9)
    assert compare(*checks, signed(5, MARI, JAAN)).ok
    other = replace(answer, conditions=("Teisiti.",))
    checks = by(UNREAD, other, 0), by(reads(MARI, JAAN), answer, 9)
    assert compare(*checks, signed(5, MARI, JAAN)).reason == Reason.CHANGED_SINCE


def test_a_reading_that_ended_or_became_another_goes_to_a_person() -> None:
    answer = replace(card(MARI, JAAN), conditions=WORDS)
    checks = by(reads(MARI), answer, 0), by(reads(MARI, JAAN), answer, 9)
    assert compare(*checks, signed(5, MARI)).reason == Reason.CHANGED_SINCE
    checks = by(reads(MARI), answer, 0), by(reads(JAAN), answer, 9)
    for who in (MARI, JAAN):
        assert compare(*checks, signed(5, who)).reason == Reason.CHANGED_SINCE
    checks = by(reads(MARI), answer, 0), by(UNREAD, answer, 9)
    assert compare(*checks, signed(5, MARI)).reason == Reason.VERDICT_NEEDS_PERSON


PROVEN = proven(ProofKind.STANDING, [person(MARI)])


def proof(at: float, number: int = 1, start: float = -900, end: float | None = None) -> Asked:
    until = day(end).date() if end is not None else None
    return by(PROVEN, None, at, Term(number, day(start).date(), until))


def test_the_same_proof_at_both_checks_passes_for_the_days_it_is_given_for() -> None:
    assert compare(proof(0), proof(9), signed(5, MARI)).ok
    assert compare(proof(0, end=5), proof(9, end=5), signed(5, MARI)).ok
    for term in ({"end": 4}, {"start": 6}):
        answer = compare(proof(0, **term), proof(9, **term), signed(5, MARI))
        assert (answer.ok, answer.reason) == (False, Reason.PROOF_ENDED)


def test_another_proof_or_the_register_at_the_other_check_goes_to_a_person() -> None:
    for then, now in (
        (proof(0, 1), proof(9, 2)),
        (asked(card(MARI), 0), proof(9)),
        (proof(0), asked(card(MARI), 9)),
        (proof(0, end=8), proof(9, end=20)),
    ):
        assert compare(then, now, signed(5, MARI)).reason == Reason.CHANGED_SINCE


def test_an_outage_at_one_of_the_checks_never_passes() -> None:
    out = unavailable()
    for then, now in (
        (by(out, None, 0), asked(card(MARI), 9)),
        (asked(card(MARI), 0), by(out, None, 9)),
        (by(out, None, 0), by(out, None, 9)),
        (by(out, None, 0), proof(9)),
    ):
        assert not compare(then, now, signed(5, MARI), [row(MARI, -900)]).ok


@given(st.integers(0, 24), st.lists(st.dates(date(2026, 2, 1), date(2026, 4, 1)), max_size=6), st.booleans())
def test_nonsense_in_dated_rows_never_passes_someone_who_is_on_neither_card(
    at: int, nonsense: list[date], gone: bool
) -> None:
    before, after = card(MARI, JAAN), card(MARI) if gone else card(MARI, JAAN, LIIS)
    rows = [DatedRow(start, None, "EE14303030098", "JUHL") for start in nonsense]
    checks = asked(before, 0), asked(after, 24)
    assert not compare(*checks, signed(at, "14303030098"), rows).ok
