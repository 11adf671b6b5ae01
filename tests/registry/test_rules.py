"""Rules that hold for every answer there could be, and for the register's own samples."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.enums import ProofKind, Verdict
from registry.roles import ROLES_BY_STATUS
from registry.rules import (
    SHIPPED,
    Answer,
    Judgement,
    Person,
    Policy,
    Rulebook,
    covers,
    judge,
    proven,
    read,
    readable,
)
from registry.stored import answer_from, answer_to, judgement_from, judgement_to
from tests.registry.cards import (
    CODES,
    PARTNER,
    SIGNERS,
    STRANGER,
    answers,
    legal,
    people,
    person,
    policies,
    signers,
)

Behind = Mapping[str, Judgement]
NEVER = ["XUUS", "", "BOARD", *sorted(SHIPPED.others)]

behinds: st.SearchStrategy[Behind] = st.one_of(
    st.just({}),
    st.builds(
        lambda verdict, option: {PARTNER: Judgement(verdict, (option,) if option else ())},
        st.sampled_from([Verdict.SOLE, Verdict.JOINT, Verdict.INDIRECT, Verdict.JOINT_TEXT]),
        signers,
    ),
)


def ok(
    answer: Answer | None, who: Iterable[str], policy: Policy, behind: Behind, rulebook: Rulebook = SHIPPED
) -> bool:
    return covers(judge(answer, None, policy, behind, rulebook), frozenset(who)).ok


@given(answers(), signers, policies, behinds, st.sampled_from(["Ainult koos.", "", "Igaüks võib üksi."]))
@pytest.mark.slow
def test_a_free_text_never_turns_no_into_yes(
    answer: Answer, who: frozenset[str], policy: Policy, behind: Behind, text: str
) -> None:
    richer = replace(answer, conditions=(*answer.conditions, text))
    assert ok(answer, who, policy, behind) or not ok(richer, who, policy, behind)


@given(answers(), signers, policies, behinds, st.sampled_from(NEVER), st.booleans())
@pytest.mark.slow
def test_an_unknown_role_never_turns_no_into_yes(
    answer: Answer, who: frozenset[str], policy: Policy, behind: Behind, role: str, sole: bool
) -> None:
    for row in (*(person(code, role, sole) for code in CODES), legal(role, sole)):
        richer = replace(answer, persons=(*answer.persons, row))
        assert ok(answer, who, policy, behind) or not ok(richer, who, policy, behind)


@given(answers(), signers, policies, behinds, people())
@pytest.mark.slow
def test_an_unrelated_person_never_turns_no_into_yes(
    answer: Answer, who: frozenset[str], policy: Policy, behind: Behind, other: Person
) -> None:
    stranger = replace(other, code=STRANGER)
    richer = replace(answer, persons=(*answer.persons, stranger))
    assert ok(answer, who, policy, behind) or not ok(richer, who, policy, behind)


@given(answers(), policies, behinds)
def test_removing_a_signer_never_keeps_yes_unless_another_group_is_enough(
    answer: Answer, policy: Policy, behind: Behind
) -> None:
    judgement = judge(answer, None, policy, behind)
    for option in judgement.groups:
        for missing in option:
            fewer = option - {missing}
            assert not covers(judgement, fewer).ok or any(other <= fewer for other in judgement.groups)


@given(answers(), signers, policies, behinds)
def test_fewer_signers_never_hold_more_right(
    answer: Answer, who: frozenset[str], policy: Policy, behind: Behind
) -> None:
    if not ok(answer, who, policy, behind):
        for size in range(len(who)):
            assert not any(ok(answer, some, policy, behind) for some in combinations(who, size))


@given(answers(), signers, policies)
def test_whoever_passes_has_a_representing_role_of_the_status(
    answer: Answer, who: frozenset[str], policy: Policy
) -> None:
    if ok(answer, who, policy, {}):
        rows = [row for row in answer.persons if row.identity in who]
        assert any(row.role in ROLES_BY_STATUS[answer.status] for row in rows)


@given(answers(), signers, behinds)
@pytest.mark.slow
def test_a_policy_that_accepts_less_never_turns_no_into_yes(
    answer: Answer, who: frozenset[str], behind: Behind
) -> None:
    assert ok(answer, who, Policy(procurator_signs=True), behind) or not ok(answer, who, Policy(), behind)


@st.composite
def narrower(draw: st.DrawFn) -> Rulebook:
    """The delivered rules with less right: roles and statuses gone, each role for fewer."""
    some = st.integers(0, 9).map(lambda n: n == 0)
    roles = tuple(
        replace(
            rule,
            forms=frozenset({"AS"}) if draw(some) else rule.forms,
            statuses=rule.statuses - ({"R"} if draw(some) else {"L"} if draw(some) else set()),
            natural=rule.natural and not draw(some),
            legal=rule.legal and not draw(some),
        )
        for rule in SHIPPED.roles
        if not draw(some)
    )
    gone = frozenset(draw(st.sampled_from(["", "", "", "R", "L", "N"])))
    deleted = frozenset(draw(st.sampled_from(["K", "K", "", "R"])))
    statuses = SHIPPED.statuses - gone
    return replace(SHIPPED, roles=roles, statuses=statuses, deleted=deleted & statuses)


@given(answers(), signers, policies, behinds, narrower())
@pytest.mark.slow
def test_narrower_rules_never_turn_no_into_yes(
    answer: Answer, who: frozenset[str], policy: Policy, behind: Behind, rules: Rulebook
) -> None:
    assert ok(answer, who, policy, behind) or not ok(answer, who, policy, behind, rules)


@given(answers(), signers, policies, behinds)
def test_without_rules_nobody_passes(
    answer: Answer, who: frozenset[str], policy: Policy, behind: Behind
) -> None:
    assert not ok(answer, who, policy, behind, Rulebook())
    known = Rulebook(statuses=SHIPPED.statuses)
    assert not ok(answer, who, policy, behind, known)


@given(answers(), signers, policies, behinds, st.lists(signers, max_size=3))
def test_a_reading_speaks_only_where_the_register_gave_no_answer_and_only_of_its_card(
    answer: Answer, who: frozenset[str], policy: Policy, behind: Behind, ways: list[frozenset[str]]
) -> None:
    plain = judge(answer, None, policy, behind)
    told = read(plain, ways)
    if not readable(plain):
        assert told == plain
    elif covers(told, who).ok:
        named = {row.identity for row in plain.persons}
        assert any(way and way <= who and way <= named for way in ways)


@given(st.lists(people(), max_size=4), signers, st.sampled_from(ProofKind))
def test_by_proof_only_its_own_persons_pass(rows: list[Person], who: frozenset[str], kind: ProofKind) -> None:
    if covers(proven(kind, rows), who).ok:
        mine = [row for row in rows if row.identity in who]
        others = [row for row in rows if row not in mine]
        assert any(row.sole for row in mine) or (mine and all(row.sole for row in others))


@given(answers(), policies, behinds)
@pytest.mark.slow
def test_what_is_stored_reads_back_the_same(answer: Answer, policy: Policy, behind: Behind) -> None:
    judgement = judge(answer, None, policy, behind)
    assert judgement_from(judgement_to(judgement)) == judgement
    data = answer_to(answer)
    assert data is not None
    assert answer_from(data) == answer


@given(answers(), st.sampled_from(SIGNERS), policies, behinds)
def test_asking_about_one_person_finds_no_more_right_than_asking_about_all(
    answer: Answer, who: str, policy: Policy, behind: Behind
) -> None:
    """But for a sole right of another beside a text, which leaves the groups of this one as they are."""
    narrow, whole = judge(answer, {who}, policy, behind), judge(answer, None, policy, behind)
    if whole.verdict is not Verdict.JOINT_TEXT:
        assert set(narrow.groups) <= set(whole.groups)
    assert all(who in option for option in narrow.groups)


# ---- the register's own samples -------------------------------------------------------------------

SAMPLES = Path(__file__).parents[3] / "shared" / "business-register" / "samples"
ANSWERS = sorted(path.name for path in SAMPLES.glob("*.xml") if b":Fault>" not in path.read_bytes())
beside = pytest.mark.skipif(not ANSWERS, reason="the register's samples are not beside the project")


@beside
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
    judgement = judge(sample_answer(sample))
    assert judgement.verdict == verdict
    assert enough is None or covers(judgement, enough).ok
    assert not covers(judgement, too_few).ok


@beside
@pytest.mark.parametrize("sample", ANSWERS)
@pytest.mark.parametrize("accepted", [True, False])
def test_in_every_sample_no_stays_no_whatever_is_added(sample: str, accepted: bool) -> None:
    answer, policy = sample_answer(sample), Policy(procurator_signs=accepted)
    if answer is None:
        assert not judge(None, None, policy).groups
        return
    for richer in _added(answer):
        for who in _subsets(answer):
            assert ok(answer, who, policy, {}) or not ok(richer, who, policy, {})


@beside
@pytest.mark.parametrize("sample", ANSWERS)
def test_in_every_sample_a_signer_less_is_a_right_less(sample: str) -> None:
    answer = sample_answer(sample)
    judgement = judge(answer, policy=Policy(procurator_signs=True))
    for who in _subsets(answer) if answer else ():
        for missing in who:
            fewer = who - {missing}
            assert not covers(judgement, fewer).ok or any(option <= fewer for option in judgement.groups)


def _added(answer: Answer) -> Iterable[Answer]:
    """The answer with a row, a person or a text more."""
    own = {row.code for row in answer.persons}
    rows = [person(code, role, sole) for code in own for role in NEVER for sole in (True, False)]
    rows += [person(STRANGER, role) for role in ("JUHL", "PROK", "PANKR", "LIKV", "TOSAN")]
    rows += [legal("TOSAN"), legal("JUHL")]
    for row in rows:
        yield replace(answer, persons=(*answer.persons, row))
    for text in ("Ainult koos.", "Igaüks võib üksi.", "?"):
        yield replace(answer, conditions=(*answer.conditions, text))


def _subsets(answer: Answer) -> list[frozenset[str]]:
    known = sorted({row.identity for row in answer.persons} | {SIGNERS[0]})
    return [frozenset(some) for size in range(len(known) + 1) for some in combinations(known, size)]


@cache
def sample_answer(sample: str) -> Answer | None:
    """The sample through zeep and our own contract, without a network."""
    from zeep import Client
    from zeep.loader import parse_xml

    from registry.gateway import CONTRACT
    from registry.gateway.reading import card_of

    client = Client(str(CONTRACT))  # type: ignore[no-untyped-call]
    operation = client.service._binding.get("esindus_v2")
    raw = (SAMPLES / sample).read_bytes()
    body = operation.process_reply(parse_xml(raw, client.transport)).keha  # type: ignore[arg-type]
    code = raw.partition(b"<ns1:ariregistri_kood>")[2][:8].decode()
    return card_of(body, code)
