"""Rules that hold for every answer there could be, and the samples of the register."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.enums import Reason, Verdict
from registry.roles import ROLES, ROLES_BY_STATUS
from registry.rules import Answer, Group, Judgement, Person, Policy, covers, judge
from registry.stored import answer_from, answer_to, judgement_from, judgement_to

# Published test identities and people born 1838-1847.
CODES = ["24503120016", "14007050024", "23809230033", "14201110044", "24708300056"]
SIGNERS = [f"EE{code}" for code in CODES]
FORMS = ["OÜ", "AS", "TÜ", "FIE", "KÜ", "MTÜ", "KOVAS", "UÜ"]


def person(code: str, role: str = "JUHL", sole: bool | None = True, first: str = "Mari") -> Person:
    return Person(code=code, country="EST", first=first, last="Tamm", role=role, sole=sole)


@st.composite
def people(draw: st.DrawFn) -> Person:
    return Person(
        code=draw(st.sampled_from([*CODES, ""])),
        country=draw(st.sampled_from(["EST", "EST", "EST", "LVA", "", "XXX"])),
        first=draw(st.sampled_from(["Mari", "Mari", "Mari", ""])),
        last="Tamm",
        role=draw(st.sampled_from([*ROLES, "KOAS", "OSAN", "XUUS", "JPNKR"])),
        sole=draw(st.sampled_from([True, False, None])),
    )


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    persons = tuple(draw(st.lists(people(), max_size=5)))
    groups = draw(st.lists(st.lists(st.sampled_from(persons), max_size=3), max_size=4)) if persons else []
    return Answer(
        code="10000001",
        name="Tamme Puit OÜ",
        status=draw(st.sampled_from(["R", "R", "R", "L", "N", "K", "X"])),
        form=draw(st.sampled_from(FORMS)),
        persons=persons,
        conditions=tuple(draw(st.lists(st.sampled_from(["Esindavad ühiselt.", "?"]), max_size=2))),
        groups=tuple(Group(number, tuple(members)) for number, members in enumerate(groups)),
    )


policies = st.builds(Policy, procurator_signs=st.booleans())
signers = st.frozensets(st.sampled_from(SIGNERS))


@given(answers(), signers, policies, st.sampled_from(["Ainult koos.", ""]))
def test_a_free_text_never_turns_no_into_yes(
    answer: Answer, who: frozenset[str], policy: Policy, text: str
) -> None:
    richer = replace(answer, conditions=(*answer.conditions, text))
    assert _ok(answer, who, policy) or not _ok(richer, who, policy)


@given(answers(), signers, policies, st.sampled_from(["XUUS", "", "KOAS", "JPNKR", "BOARD"]), st.booleans())
def test_an_unknown_role_never_turns_no_into_yes(
    answer: Answer, who: frozenset[str], policy: Policy, role: str, sole: bool
) -> None:
    for code in CODES:
        richer = replace(answer, persons=(*answer.persons, person(code, role, sole)))
        assert _ok(answer, who, policy) or not _ok(richer, who, policy)


@given(answers(), signers, policies, people())
def test_an_unrelated_person_never_turns_no_into_yes(
    answer: Answer, who: frozenset[str], policy: Policy, other: Person
) -> None:
    stranger = replace(other, code="14303030098")
    richer = replace(answer, persons=(*answer.persons, stranger))
    assert _ok(answer, who, policy) or not _ok(richer, who, policy)


@given(answers(), policies)
def test_a_set_of_signers_without_one_of_its_members_is_never_enough(answer: Answer, policy: Policy) -> None:
    judgement = judge(answer, policy=policy)
    for option in judgement.groups:
        for missing in option:
            fewer = option - {missing}
            assert not covers(judgement, fewer).ok or any(other <= fewer for other in judgement.groups)


@given(answers(), signers, policies)
def test_fewer_signers_never_hold_more_right(answer: Answer, who: frozenset[str], policy: Policy) -> None:
    if not _ok(answer, who, policy):
        for size in range(len(who)):
            assert not any(_ok(answer, frozenset(some), policy) for some in combinations(who, size))


@given(answers(), signers, policies)
def test_whoever_passes_has_a_representing_role_of_the_status(
    answer: Answer, who: frozenset[str], policy: Policy
) -> None:
    if _ok(answer, who, policy):
        rows = [row for row in answer.persons if row.identity in who]
        assert any(row.role in ROLES_BY_STATUS[answer.status] for row in rows)


@given(answers(), signers, policies)
def test_what_is_stored_reads_back_the_same(answer: Answer, who: frozenset[str], policy: Policy) -> None:
    judgement = judge(answer, policy=policy)
    assert judgement_from(judgement_to(judgement)) == judgement
    data = answer_to(answer)
    assert data is not None
    assert answer_from(data) == answer


@given(answers(), st.sampled_from(SIGNERS), policies)
def test_asking_about_one_person_agrees_with_asking_about_all(
    answer: Answer, who: str, policy: Policy
) -> None:
    """Narrowing the question never finds more right than the whole answer holds."""
    narrow = judge(answer, {who}, policy)
    assert (
        set(narrow.groups) <= set(judge(answer, None, policy).groups)
        or not judge(answer, None, policy).groups
    )


def _ok(answer: Answer, who: Iterable[str], policy: Policy) -> bool:
    return covers(judge(answer, policy=policy), frozenset(who)).ok


# ---- single lines of the decision table -----------------------------------------------------------


def card(*persons: Person, form: str = "OÜ", status: str = "R", **more: object) -> Answer:
    return Answer("10000001", "Tamme Puit OÜ", status, form, persons, **more)  # type: ignore[arg-type]


def test_a_procurator_alone_signs_only_where_the_policy_says_so() -> None:
    answer = card(person(CODES[0], "PROK"))
    careful, open_handed = judge(answer), judge(answer, policy=Policy(procurator_signs=True))
    assert (careful.verdict, open_handed.verdict) == (Verdict.SOLE_PROCURATOR, Verdict.SOLE_PROCURATOR)
    assert not covers(careful, {SIGNERS[0]}).ok
    assert covers(open_handed, {SIGNERS[0]}).ok


def test_several_rows_of_one_person_are_any_of() -> None:
    judgement = judge(card(person(CODES[0], "OSAN", False), person(CODES[0], "JUHL", True)))
    assert covers(judgement, {SIGNERS[0]}).ok


def test_a_foreign_code_is_another_person_than_the_same_estonian_code() -> None:
    latvian = replace(person(CODES[0]), country="LVA")
    judgement = judge(card(latvian))
    assert covers(judgement, {f"LV{CODES[0]}"}).ok
    assert not covers(judgement, {SIGNERS[0]}).ok


def test_someone_without_a_code_matches_nobody() -> None:
    judgement = judge(card(replace(person(CODES[0]), code="")))
    assert judgement.verdict == Verdict.INDETERMINATE
    assert Reason.PERSON_WITHOUT_CODE in judgement.reasons


def test_a_superior_agency_is_no_representative_and_the_head_is() -> None:
    ministry = Person("70000272", "EST", "", "Rahandusministeerium", "KOAS", sole=False)
    judgement = judge(card(person(CODES[0], "ASES"), ministry, form="KOVAS"))
    assert judgement.verdict == Verdict.SOLE
    assert judgement.ask_next == ()


def test_a_board_member_of_an_agency_is_a_riddle_for_a_person() -> None:
    judgement = judge(card(person(CODES[0], "JUHL"), form="KOVAS"))
    assert judgement.verdict == Verdict.INDETERMINATE
    assert Reason.ROLE_NOT_FOR_FORM in judgement.reasons


def test_who_is_asked_about_and_has_no_row_is_no_representative() -> None:
    answer = card(person(CODES[0]))
    assert judge(answer, {SIGNERS[1]}).verdict == Verdict.NOT_REPRESENTATIVE
    assert judge(answer, {SIGNERS[0]}).verdict == Verdict.SOLE


def test_who_is_asked_about_sees_only_the_groups_he_is_in() -> None:
    board = [person(code, sole=False) for code in CODES[:3]]
    groups = tuple(Group(n, pair) for n, pair in enumerate(combinations(board, 2)))
    judgement = judge(card(*board, groups=groups), {SIGNERS[0]})
    assert judgement.verdict == Verdict.JOINT
    assert all(SIGNERS[0] in option for option in judgement.groups)
    whole = covers(judge(card(*board, groups=groups)), {SIGNERS[0]})
    assert whole.missing_options[:2] == (frozenset({SIGNERS[1]}), frozenset({SIGNERS[2]}))


def test_a_legal_person_in_a_group_stands_for_those_who_act_for_it() -> None:
    partner = Person("10000018", "EST", "", "Kaasiku Kaevandus AS", "TOSAN", sole=False)
    natural = person(CODES[0], "TOSAN", False)
    answer = card(partner, natural, form="TÜ", groups=(Group(1, (partner, natural)),))
    assert judge(answer).ask_next == ("10000018",)

    behind = {"10000018": Judgement(Verdict.JOINT, groups=(frozenset(SIGNERS[1:3]),))}
    judgement = judge(answer, behind=behind)
    assert judgement.groups == (frozenset(SIGNERS[:3]),)
    assert covers(judgement, set(SIGNERS[:3])).ok
    assert not covers(judgement, set(SIGNERS[:2])).ok


def test_more_combinations_than_a_machine_should_judge_go_to_a_person() -> None:
    board = [person(f"1{n:010}", sole=False) for n in range(40)]
    groups = tuple(Group(n, pair) for n, pair in enumerate(combinations(board, 2)))
    judgement = judge(card(*board, groups=groups))
    assert (judgement.verdict, judgement.groups) == (Verdict.INDETERMINATE, ())


# ---- the register's own samples -------------------------------------------------------------------

SAMPLES = Path(__file__).parents[3] / "shared" / "business-register" / "samples"


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the register's samples are not beside the project")
@pytest.mark.parametrize(
    ("sample", "verdict", "enough", "too_few"),
    [
        ("01_sole_board_member.xml", Verdict.SOLE, {"EE38001085718"}, {"EE47101010033"}),
        (
            "02_joint_two_of_three_groups.xml",
            Verdict.JOINT,
            {"EE38001085718", "EE60001019906"},
            {"EE38001085718"},
        ),
        ("03_joint_text_only_procurist.xml", Verdict.JOINT_TEXT, None, {"EE38001085718"}),
        ("05_bankrupt_trustee.xml", Verdict.SOLE, {"EE47101010033"}, {"EE38001085718"}),
        ("08_not_found.xml", Verdict.ORG_NOT_FOUND, None, {"EE38001085718"}),
    ],
)
def test_every_sample_answer_is_judged(
    sample: str, verdict: Verdict, enough: set[str] | None, too_few: set[str]
) -> None:
    judgement = judge(read(SAMPLES / sample))
    assert judgement.verdict == verdict
    assert enough is None or covers(judgement, enough).ok
    assert not covers(judgement, too_few).ok


def read(sample: Path) -> Answer | None:
    """The sample through zeep and our own contract, without a network."""
    from zeep import Client
    from zeep.loader import parse_xml

    from registry.gateway import CONTRACT
    from registry.gateway.reading import card_of

    client = Client(str(CONTRACT))  # type: ignore[no-untyped-call]
    operation = client.service._binding.get("esindus_v2")
    raw = sample.read_bytes()
    body = operation.process_reply(parse_xml(raw, client.transport)).keha  # type: ignore[arg-type]
    code = raw.partition(b"<ns1:ariregistri_kood>")[2][:8].decode()
    return card_of(body, code)
