"""The decision table (facts 3.1), a test for each line."""

from dataclasses import replace
from itertools import combinations

import pytest

from registry import gateway, rules
from registry.enums import Channel, Reason, Verdict
from registry.inquiry import inquire
from registry.roles import ROLES, ROLES_BY_STATUS
from registry.rules import SHIPPED, Answer, Judgement, Person, Policy, covers, judge
from tests.registry.cards import ANNA, JAAN, LIIS, MARI, PARTNER, SIGNERS, card, legal, person

TEXT = ("Osaühingut esindavad juhatuse liikmed ühiselt.",)
OPEN_HANDED = Policy(procurator_signs=True)


def passes(judgement: Judgement, *signers: str) -> bool:
    return covers(judgement, frozenset(signers)).ok


# ---- 0 to 2: no answer, no organisation -------------------------------------------------------------


def test_a_register_that_cannot_be_asked_is_neither_yes_nor_no() -> None:
    judgement = rules.unavailable()
    assert judgement.verdict == Verdict.UNAVAILABLE
    assert covers(judgement, {MARI}).reason == Reason.VERDICT_NEEDS_PERSON


def test_an_organisation_that_the_register_does_not_know_is_not_found() -> None:
    judgement = judge(None)
    assert judgement.verdict == Verdict.ORG_NOT_FOUND
    assert not passes(judgement, MARI)


def test_nobody_represents_a_deleted_organisation() -> None:
    for asked in (None, {MARI}):
        judgement = judge(card(person(MARI), status="K"), asked)
        assert (judgement.verdict, judgement.groups) == (Verdict.ORG_DELETED, ())
        assert not passes(judgement, MARI)


@pytest.mark.parametrize("status", ["X", "", "r", "RL"])
def test_an_unknown_status_is_a_question_for_a_person(status: str) -> None:
    judgement = judge(card(person(MARI), status=status))
    assert (judgement.verdict, judgement.reasons) == (Verdict.INDETERMINATE, (Reason.UNKNOWN_STATUS,))
    assert not passes(judgement, MARI)


# ---- 3: rows that count -----------------------------------------------------------------------------

_TABLE = [(role, status) for role in ROLES for status in "RLN"]


@pytest.mark.parametrize(("role", "status"), _TABLE)
def test_a_role_represents_in_its_own_statuses_only(role: str, status: str) -> None:
    rule = ROLES[role]
    form = sorted(rule.forms)[0] if rule.forms else "OÜ"
    judgement = judge(card(person(MARI, role), form=form, status=status), policy=OPEN_HANDED)
    assert passes(judgement, MARI) == (role in ROLES_BY_STATUS[status] and rule.natural)


def test_the_status_sets_are_those_of_the_facts() -> None:
    assert ROLES_BY_STATUS["L"] == {"LIKV", "LIKVJ", "AJPH"}
    assert ROLES_BY_STATUS["N"] == {"PANKR", "AJPH"}
    assert ROLES_BY_STATUS["K"] == frozenset()
    assert ROLES_BY_STATUS["R"] == frozenset(ROLES) - {"PANKR", "AJPH"}


@pytest.mark.parametrize("role", ["XUUS", "", "juhl", "JUHL ", "TÄISOSA", "LIIGJUH"])
def test_an_unknown_role_gives_no_right_and_is_reported(role: str) -> None:
    judgement = judge(card(person(MARI, role)))
    assert judgement.verdict == Verdict.INDETERMINATE
    assert judgement.reasons == (Reason.UNKNOWN_ROLE, Reason.NOBODY_ENTITLED)


@pytest.mark.parametrize("role", sorted(SHIPPED.others))
def test_a_known_role_beside_representation_gives_no_right(role: str) -> None:
    judgement = judge(card(person(MARI, role)))
    assert judgement.reasons == (Reason.NOBODY_ENTITLED,)
    assert not passes(judgement, MARI)


def test_one_person_in_several_rows_has_the_right_of_any_of_them() -> None:
    rows = (person(MARI, "OSAN", sole=False), person(MARI, "PROK", sole=False), person(MARI))
    for order in (rows, rows[::-1]):
        judgement = judge(card(*order))
        assert judgement.verdict == Verdict.SOLE
        assert passes(judgement, MARI)


def test_a_foreign_code_is_another_person_than_the_same_estonian_code() -> None:
    judgement = judge(card(replace(person(MARI), country="LVA")))
    assert passes(judgement, f"LV{MARI[2:]}")
    assert not passes(judgement, MARI)


def test_a_foreign_code_matches_a_certificate_of_its_country() -> None:
    judgement = judge(card(Person("110138-00001", "LVA", "Jānis", "Bērziņš", "JUHL", sole=True)))
    assert passes(judgement, "LV110138-00001")


@pytest.mark.parametrize(("code", "country"), [("", "EST"), (MARI[2:], ""), (MARI[2:], "XXX")])
def test_someone_whose_code_or_country_is_not_known_matches_nobody(code: str, country: str) -> None:
    judgement = judge(card(replace(person(MARI), code=code, country=country)))
    assert judgement.verdict == Verdict.INDETERMINATE
    assert Reason.PERSON_WITHOUT_CODE in judgement.reasons
    assert not passes(judgement, MARI)


def test_the_head_represents_an_agency_and_the_superior_agency_never_does() -> None:
    ministry = legal("KOAS", sole=False, code="70000272")
    judgement = judge(card(person(MARI, "ASES"), ministry, form="TRAS"))
    assert (judgement.verdict, judgement.ask_next, judgement.reasons) == (Verdict.SOLE, (), ())
    assert passes(judgement, MARI)
    alone = judge(card(replace(ministry, sole=True), form="TRAS"))
    assert (alone.verdict, alone.ask_next) == (Verdict.INDETERMINATE, ())


def test_a_role_in_a_form_it_does_not_belong_to_is_a_riddle_for_a_person() -> None:
    for asked in (None, {MARI}):
        judgement = judge(card(person(MARI), form="KOVAS"), asked)
        assert judgement.verdict == Verdict.INDETERMINATE
        assert Reason.ROLE_NOT_FOR_FORM in judgement.reasons


def test_a_legal_person_on_the_board_is_a_riddle_for_a_person() -> None:
    judgement = judge(card(legal("JUHL")))
    assert (judgement.verdict, judgement.ask_next) == (Verdict.INDETERMINATE, ())
    assert Reason.HOLDER_NOT_FOR_ROLE in judgement.reasons


def test_the_trustee_represents_the_bankrupt_and_the_board_does_not() -> None:
    judgement = judge(card(person(MARI, "PANKR"), person(JAAN), status="N"))
    assert judgement.verdict == Verdict.SOLE
    assert Reason.ROLE_NOT_FOR_STATUS in judgement.reasons
    assert (passes(judgement, MARI), passes(judgement, JAAN)) == (True, False)


# ---- 4: alone ---------------------------------------------------------------------------------------


def test_the_verdict_is_sole_if_at_least_one_may_alone() -> None:
    board = (person(JAAN, sole=False), person(LIIS, sole=False))
    judgement = judge(card(person(MARI), *board, groups=(board,)))
    assert judgement.verdict == Verdict.SOLE
    assert judgement.groups == (frozenset({MARI}), frozenset({JAAN, LIIS}))


def test_a_sole_right_that_the_register_neither_gives_nor_denies_is_none() -> None:
    judgement = judge(card(person(MARI, sole=None)))
    assert (judgement.verdict, judgement.groups) == (Verdict.INDETERMINATE, ())


@pytest.mark.parametrize("text", ["Osaühingut võib esindada iga juhatuse liige.", "?", ""])
def test_a_sole_right_beside_any_text_at_all_goes_to_a_person(text: str) -> None:
    for asked in (None, {MARI}):
        judgement = judge(card(person(MARI), conditions=(text,)), asked)
        assert (judgement.verdict, judgement.groups) == (Verdict.JOINT_TEXT, ())
        assert judgement.reasons == (Reason.SOLE_WITH_CONDITIONS,)
        assert judgement.conditions == (text,)
        assert not passes(judgement, MARI)


def test_a_sole_right_beside_a_text_takes_groups_to_a_person_too() -> None:
    board = (person(JAAN, sole=False), person(LIIS, sole=False))
    for alone in (person(MARI), person(MARI, "PROK"), person(MARI, "XUUS")):
        judgement = judge(card(alone, *board, groups=(board,), conditions=TEXT))
        assert judgement.verdict == Verdict.JOINT_TEXT
        assert not passes(judgement, JAAN, LIIS)


def test_a_procurator_alone_passes_only_where_the_policy_says_so() -> None:
    answer = card(person(MARI, "PROK"))
    careful, open_handed = judge(answer), judge(answer, policy=OPEN_HANDED)
    assert careful.verdict == open_handed.verdict == Verdict.SOLE_PROCURATOR
    assert careful.reasons == (Reason.PROCURATOR_NOT_ACCEPTED,)
    assert (passes(careful, MARI), passes(open_handed, MARI)) == (False, True)


def test_a_procurator_beside_a_board_member_who_may_alone_changes_nothing() -> None:
    judgement = judge(card(person(MARI, "PROK"), person(JAAN)))
    assert judgement.verdict == Verdict.SOLE
    assert (passes(judgement, MARI), passes(judgement, JAAN)) == (False, True)


def test_a_procurator_in_a_group_counts_by_the_same_policy() -> None:
    pair = (person(MARI, "PROK", sole=False), person(JAAN, sole=False))
    answer = card(*pair, groups=(pair,))
    assert not passes(judge(answer), MARI, JAAN)
    assert passes(judge(answer, policy=OPEN_HANDED), MARI, JAAN)


def test_a_sole_trader_acts_for_himself() -> None:
    for role in ("FIE", "ETTEV"):
        judgement = judge(card(person(MARI, role), form="FIE"))
        assert judgement.verdict == Verdict.SELF
        assert passes(judgement, MARI)


def test_a_natural_person_acts_for_himself_and_no_register_is_asked() -> None:
    judgement = rules.itself(MARI)
    assert judgement.verdict == Verdict.SELF
    assert (passes(judgement, MARI), passes(judgement, JAAN)) == (True, False)
    assert not passes(rules.itself(""), MARI)


# ---- 5: together ------------------------------------------------------------------------------------

BOARD = tuple(person(code, sole=False) for code in (MARI, JAAN, LIIS))
PAIRS = tuple(combinations(BOARD, 2))


def test_all_of_one_group_are_enough_and_any_group_will_do() -> None:
    judgement = judge(card(*BOARD, groups=PAIRS, conditions=TEXT))
    assert judgement.verdict == Verdict.JOINT
    assert passes(judgement, JAAN, LIIS)
    assert passes(judgement, MARI, JAAN, LIIS)
    alone = covers(judgement, {MARI})
    assert (alone.ok, alone.reason) == (False, Reason.SIGNERS_MISSING)
    assert alone.missing_options[:2] == (frozenset({JAAN}), frozenset({LIIS}))


def test_who_is_asked_about_sees_only_the_groups_he_is_in_and_who_signs_along() -> None:
    judgement = judge(card(*BOARD, groups=PAIRS), {MARI})
    assert judgement.verdict == Verdict.JOINT
    assert judgement.groups == (frozenset({MARI, JAAN}), frozenset({MARI, LIIS}))
    assert [row.identity for row in judgement.persons] == [MARI, JAAN, LIIS]


def test_who_stands_only_in_a_group_is_found_there() -> None:
    judgement = judge(card(BOARD[0], groups=PAIRS), {JAAN})
    assert judgement.verdict == Verdict.JOINT
    assert {row.identity for row in judgement.persons} == {MARI, JAAN, LIIS}


def test_an_empty_group_is_nobody() -> None:
    judgement = judge(card(*BOARD, groups=((),)))
    assert (judgement.verdict, judgement.groups) == (Verdict.INDETERMINATE, ())


def test_a_group_with_one_who_has_no_right_is_no_group() -> None:
    for member in (person(ANNA, "XUUS", sole=False), person(ANNA, "OSAN"), replace(BOARD[0], code="")):
        judgement = judge(card(*BOARD, groups=((BOARD[0], BOARD[1], member),)))
        assert not passes(judgement, *SIGNERS)


def test_more_combinations_than_a_machine_should_judge_go_to_a_person() -> None:
    board = tuple(person(f"1{n:010}", sole=False) for n in range(40))
    judgement = judge(card(*board, groups=tuple(combinations(board, 2))))
    assert (judgement.verdict, judgement.groups) == (Verdict.INDETERMINATE, ())
    assert Reason.TOO_MANY_GROUPS in judgement.reasons


# ---- 6 and 7: only words, or nothing ----------------------------------------------------------------


def test_a_joint_right_that_is_only_text_goes_to_a_person_with_the_text_verbatim() -> None:
    judgement = judge(card(*BOARD, conditions=TEXT))
    assert (judgement.verdict, judgement.reasons) == (Verdict.JOINT_TEXT, (Reason.TEXT_ONLY,))
    assert (judgement.groups, judgement.conditions) == ((), TEXT)
    assert not passes(judgement, MARI, JAAN, LIIS)


def test_board_members_without_any_rule_go_to_a_person() -> None:
    judgement = judge(card(*BOARD))
    assert (judgement.verdict, judgement.reasons) == (Verdict.INDETERMINATE, (Reason.NO_RULE,))
    assert not passes(judgement, MARI, JAAN, LIIS)


def test_a_card_without_anyone_is_a_question_and_no_answer() -> None:
    judgement = judge(card())
    assert (judgement.verdict, judgement.reasons) == (Verdict.INDETERMINATE, (Reason.NOBODY_ENTITLED,))


# ---- 8: not a representative ------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [(), (person(JAAN),), (person(MARI, "OSAN"),), (person(MARI, "XUUS"),)])
def test_who_is_asked_about_and_has_no_row_that_counts_is_no_representative(rows: tuple[Person, ...]) -> None:
    judgement = judge(card(*rows), {MARI})
    assert (judgement.verdict, judgement.groups) == (Verdict.NOT_REPRESENTATIVE, ())


def test_groups_of_others_say_nothing_about_who_is_asked() -> None:
    odd = person(JAAN, "ASES", sole=False)
    judgement = judge(card(odd, groups=((odd,),)), {MARI})
    assert judgement.verdict == Verdict.NOT_REPRESENTATIVE


# ---- another organisation represents ----------------------------------------------------------------

BEHIND = {PARTNER: Judgement(Verdict.JOINT, (frozenset({JAAN, LIIS}),), (BOARD[1], BOARD[2]))}


@pytest.mark.parametrize(
    ("role", "form"), [("TOSAN", "TÜ"), ("VALIT", "KÜ"), ("LIKV", "OÜ"), ("EUSOS2", "UÜ")]
)
def test_a_legal_person_that_represents_is_asked_about_in_its_turn(role: str, form: str) -> None:
    status = "L" if role == "LIKV" else "R"
    answer = card(legal(role), form=form, status=status)
    first = judge(answer)
    assert (first.verdict, first.groups, first.ask_next) == (Verdict.INDIRECT, (), (PARTNER,))
    assert not passes(first, *SIGNERS)

    judgement = judge(answer, behind=BEHIND)
    assert (judgement.verdict, judgement.ask_next) == (Verdict.INDIRECT, ())
    assert passes(judgement, JAAN, LIIS)
    assert not passes(judgement, JAAN)
    assert [row.identity for row in judgement.persons] == ["", JAAN, LIIS]


def test_who_acts_for_the_other_organisation_is_found_when_asked_about() -> None:
    answer = card(legal(), form="TÜ")
    assert judge(answer, {JAAN}, behind=BEHIND).verdict == Verdict.INDIRECT
    assert judge(answer, {MARI}, behind=BEHIND).verdict == Verdict.NOT_REPRESENTATIVE


@pytest.mark.parametrize(
    "behind",
    [Judgement(Verdict.JOINT_TEXT), Judgement(Verdict.INDIRECT), Judgement(Verdict.ORG_DELETED), judge(None)],
)
def test_if_it_is_not_clear_who_acts_for_it_nobody_passes_and_nobody_is_told_no(behind: Judgement) -> None:
    for asked in (None, {MARI}):
        judgement = judge(card(legal(), form="TÜ"), asked, behind={PARTNER: behind})
        assert (judgement.verdict, judgement.groups) == (Verdict.INDIRECT, ())
        assert judgement.reasons == (Reason.LEGAL_PERSON_UNCLEAR,)


@pytest.mark.parametrize(
    ("code", "country"), [("12345678", "DNK"), ("300123456", "LTU"), ("HRB 1234", "DEU"), ("", "EST")]
)
def test_a_foreign_legal_person_is_never_looked_up_in_our_register(code: str, country: str) -> None:
    judgement = judge(card(legal("LIKV", code=code, country=country), status="L"))
    assert (judgement.verdict, judgement.groups, judgement.ask_next) == (Verdict.INDIRECT, (), ())
    assert judgement.reasons == (Reason.LEGAL_PERSON_UNCLEAR,)


def test_a_legal_person_in_a_group_stands_for_those_who_act_for_it() -> None:
    pair = (legal(sole=False), person(MARI, "TOSAN", sole=False))
    answer = card(*pair, form="TÜ", groups=(pair,))
    assert judge(answer).ask_next == (PARTNER,)
    judgement = judge(answer, behind=BEHIND)
    assert (judgement.verdict, judgement.groups) == (Verdict.JOINT, (frozenset({MARI, JAAN, LIIS}),))
    assert not passes(judgement, MARI, JAAN)
    for asked in (MARI, JAAN):
        assert judge(answer, {asked}, behind=BEHIND).groups == judgement.groups


class _Register:
    """Each organisation is represented by the next one, the last by Mari."""

    def __init__(self, length: int) -> None:
        self.codes = [f"1000000{n}" for n in range(1, length + 1)]
        self.asked: list[str] = []

    def representation(self, access: gateway.Access, code: str, issue: str) -> gateway.Reply:
        self.asked.append(code)
        after = self.codes.index(code) + 1
        row = legal(code=self.codes[after]) if after < len(self.codes) else person(MARI, "TOSAN")
        return gateway.Reply(Answer(code, "Kaks Kändu TÜ", "R", "TÜ", (row,)), ())


@pytest.mark.parametrize(("length", "found"), [(1, True), (2, True), (3, True), (4, False)])
def test_two_organisations_behind_are_asked_and_further_a_person_must_look(
    length: int, found: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = _Register(length)
    monkeypatch.setattr(gateway, "representation", register.representation)
    access = gateway.Access("http://127.0.0.1:9/", Channel.DIRECT)
    judgement = inquire(access, "10000001", issue="", policy=Policy()).judgement
    assert register.asked == register.codes[:3]
    assert passes(judgement, MARI) == found
    if not found:
        assert judgement.reasons == (Reason.LEGAL_PERSON_UNCLEAR,)


# ---- by which rules ------------------------------------------------------------------------------


def test_every_judgement_of_an_answer_names_the_rules_it_was_made_by() -> None:
    for answer in (None, card(), card(status="K"), card(status="X"), card(person(MARI))):
        assert judge(answer).rule_version == SHIPPED.version
