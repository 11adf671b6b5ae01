"""What people say of a card: a reading of its text, a proof; and where neither may speak."""

from dataclasses import replace

import pytest

from registry import rules
from registry.enums import ProofKind, Reason, Verdict
from registry.rules import Answer, Judgement, covers, judge, proven, read
from tests.registry.cards import ANNA, JAAN, LIIS, MARI, SIGNERS, card, person

TEXT = ("Osaühingut esindavad juhatuse liikmed ühiselt.",)
BOARD = tuple(person(code, sole=False) for code in (MARI, JAAN, LIIS))


def passes(judgement: Judgement, *signers: str) -> bool:
    return covers(judgement, frozenset(signers)).ok


def test_a_reading_gives_its_groups_to_a_text_and_the_verdict_stays() -> None:
    judgement = read(judge(card(*BOARD, conditions=TEXT)), [{MARI, JAAN}])
    assert judgement.verdict == Verdict.JOINT_TEXT
    assert judgement.reasons == (Reason.TEXT_ONLY, Reason.READ_BY_PERSON)
    assert passes(judgement, MARI, JAAN)
    assert covers(judgement, {MARI}).missing_options == (frozenset({JAAN}),)


def test_a_reading_may_say_that_nobody_signs() -> None:
    judgement = read(judge(card(*BOARD, conditions=TEXT)), [])
    assert covers(judgement, set(SIGNERS)).reason == Reason.SIGNERS_MISSING


def test_a_reading_may_be_of_a_card_without_a_rule() -> None:
    assert passes(read(judge(card(*BOARD)), [{MARI, JAAN}]), MARI, JAAN)


@pytest.mark.parametrize("named", [{ANNA}, {MARI, ANNA}, {""}, set()])
def test_a_reading_names_only_who_stands_on_the_card_in_a_representing_role(named: set[str]) -> None:
    before = judge(card(*BOARD, person(ANNA, "OSAN"), conditions=TEXT))
    assert read(before, [named]) == before
    assert not passes(read(before, [named]), *SIGNERS)


@pytest.mark.parametrize(
    "answer",
    [None, card(person(JAAN)), card(status="K"), card(person(JAAN), status="X"), card(person(MARI, "XUUS"))],
)
def test_a_reading_never_outvotes_the_register(answer: Answer | None) -> None:
    before = judge(answer)
    assert read(before, [{MARI}]) == before


@pytest.mark.parametrize("verdict", [Verdict.JOINT_TEXT, Verdict.INDETERMINATE])
def test_groups_beside_such_a_verdict_pass_only_if_a_person_read_them(verdict: Verdict) -> None:
    assert not passes(Judgement(verdict, (frozenset({MARI}),)), MARI)


@pytest.mark.parametrize("verdict", [v for v in Verdict if v not in {Verdict.JOINT_TEXT, *rules.PASSING}])
def test_read_beside_another_verdict_passes_nobody(verdict: Verdict) -> None:
    judgement = Judgement(verdict, (frozenset({MARI}),), reasons=(Reason.READ_BY_PERSON,))
    assert passes(judgement, MARI) == (verdict is Verdict.STANDING_PROOF)


def test_standing_proof_is_a_verdict_of_its_own_and_lets_its_persons_pass() -> None:
    judgement = proven(ProofKind.STANDING, [person(MARI), person(JAAN, sole=False), person(LIIS, sole=False)])
    assert judgement.verdict == Verdict.STANDING_PROOF
    assert passes(judgement, MARI)
    assert passes(judgement, JAAN, LIIS)
    assert not passes(judgement, JAAN)


def test_a_print_out_says_what_its_persons_say() -> None:
    assert proven(ProofKind.PRINT_OUT, [person(MARI)]).verdict == Verdict.SOLE
    together = proven(ProofKind.PRINT_OUT, BOARD)
    assert (together.verdict, together.groups) == (Verdict.JOINT, (frozenset({MARI, JAAN, LIIS}),))
    nobody = proven(ProofKind.PRINT_OUT, [])
    assert (nobody.verdict, nobody.reasons) == (Verdict.INDETERMINATE, (Reason.NOBODY_ENTITLED,))


def test_together_with_someone_unknown_nobody_passes_by_proof() -> None:
    judgement = proven(ProofKind.STANDING, [BOARD[0], replace(BOARD[1], country="XXX")])
    assert not passes(judgement, *SIGNERS)


def test_proof_that_has_ended_lets_nobody_pass() -> None:
    judgement = proven(ProofKind.STANDING, [person(MARI)], [Reason.PROOF_ENDED])
    assert covers(judgement, {MARI}).reason == Reason.PROOF_ENDED
