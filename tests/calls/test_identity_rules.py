"""Who may be told what, as pure rules: what is enough, which item a text is, what no ground lowers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.calls import disclosure, identity
from desk.calls.enums import Disclosure, IdentityItem, IdentityResult
from desk.clients import masking
from desk.slots import Ground, Weight

ITEMS = st.sets(st.sampled_from(IdentityItem))
FAILED = st.lists(st.sampled_from(IdentityItem), max_size=4)
GROUNDS = st.lists(
    st.builds(Ground, kind=st.sampled_from(sorted(disclosure.WORDS)), weight=st.sampled_from(Weight))
)
ORDER = list(Disclosure)  # from least to most


@pytest.mark.parametrize(
    ("matched", "failed", "result"),
    [
        ([], [], "partial"),
        (["phone"], [], "partial"),
        (["phone", "registry_code"], [], "confirmed"),
        (["phone", "role"], [], "confirmed"),
        (["email"], [], "partial"),
        (["email", "document"], [], "confirmed"),
        (["registry_code", "role"], [], "partial"),  # anyone reads both in the register
        (["called_back"], [], "confirmed"),
        (["phone"], ["email"], "partial"),
        (["phone", "email"], ["email"], "confirmed"),  # wrong first, then right
        (["phone"], ["email", "email"], "refused"),
        (["phone"], ["email", "registry_code"], "refused"),
        (["phone", "personal_code"], ["email", "registry_code"], "refused"),
    ],
)
def test_what_is_enough(matched: list[str], failed: list[str], result: str) -> None:
    assert identity.judge(matched, failed) == result


@pytest.mark.slow
@settings(deadline=None)
@given(ITEMS, ITEMS, FAILED)
def test_more_that_agrees_never_makes_anyone_less_known(
    some: set[IdentityItem], more: set[IdentityItem], failed: list[IdentityItem]
) -> None:
    if identity.judge(some, failed) == IdentityResult.CONFIRMED:
        assert identity.judge(some | more, failed) == IdentityResult.CONFIRMED


@settings(deadline=None)
@given(ITEMS, FAILED, FAILED)
def test_more_that_is_wrong_never_makes_anyone_better_known(
    matched: set[IdentityItem], failed: list[IdentityItem], more: list[IdentityItem]
) -> None:
    if identity.judge(matched, failed) != IdentityResult.CONFIRMED:
        assert identity.judge(matched, failed + more) != IdentityResult.CONFIRMED


@pytest.mark.slow
@settings(deadline=None)
@given(GROUNDS, GROUNDS, st.booleans(), st.booleans())
def test_more_grounds_never_lower_the_level(
    some: list[Ground], more: list[Ground], identified: bool, for_client: bool
) -> None:
    less = disclosure.decide(identified=identified, for_client=for_client, grounds=some)
    all_of_them = disclosure.decide(identified=identified, for_client=for_client, grounds=some + more)
    assert ORDER.index(all_of_them.level) >= ORDER.index(less.level)


@settings(deadline=None)
@given(GROUNDS, st.booleans())
def test_whoever_is_not_identified_gets_general_advice_only(grounds: list[Ground], for_client: bool) -> None:
    decision = disclosure.decide(identified=False, for_client=for_client, grounds=grounds)
    assert decision.level == Disclosure.GENERAL


@settings(deadline=None)
@given(st.lists(st.builds(Ground, kind=st.just("clients.role"), weight=st.just(Weight.SAID))))
def test_what_is_only_said_opens_nothing_of_the_client(grounds: list[Ground]) -> None:
    decision = disclosure.decide(identified=True, for_client=True, grounds=grounds)
    assert decision.level == Disclosure.OWN


def test_the_table_knows_every_case_and_every_ground_has_words() -> None:
    assert all(set(row) == set(Weight) for row in disclosure.TABLE.values())
    for kind in disclosure.WORDS:
        params = dict.fromkeys(("role", "date", "number", "document", "basis"), "x")
        assert disclosure.said(Ground(kind, Weight.NONE, params))


def test_a_decision_is_kept_as_codes_and_numbers_of_our_own() -> None:
    ground = Ground("clients.role", Weight.SAID, {"role": "raamatupidaja"})
    document = Ground("contracts.in_force", Weight.RIGHT, {"number": "PV-2026-0001", "document": "Volikiri"})
    decision = disclosure.decide(identified=True, for_client=True, grounds=[ground, document])
    assert decision.stored == [
        {"kind": "contracts.in_force", "number": "PV-2026-0001"},
        {"kind": "clients.role"},
    ]


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("0016", "personal_code"),
        ("24503120016", "personal_code"),
        ("10000001", "registry_code"),
        ("1000 0001", "registry_code"),
        ("Mari.Tamm@tammepuit.example", "email"),
        ("P-2026-000123", "document"),
        ("kl-2026-12", "document"),
        ("KL 2026-0012", "document"),
        ("raamatupidaja", "role"),
        ("5550 0001", None),
        ("+372 5550 0001", None),
        ("123456", None),
    ],
)
def test_the_item_is_known_by_its_shape(text: str, item: str | None) -> None:
    assert identity.item_of(text) == item


def test_the_specialist_reads_what_is_still_needed() -> None:
    assert identity.still_needed([]) == "Vaja on 2 tunnust."
    assert identity.still_needed(["phone"]) == "Vaja on veel üht tunnust."
    assert identity.still_needed(["registry_code", "role"]) == "Vaja on veel üht tunnust, mis ei ole avalik."


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("mari.tamm@tammepuit.example", "m***m@***t.example"),
        ("ab@x.example", "a***@***.example"),
        ("info@raamat.example", "i***o@***t.example"),
    ],
)
def test_an_address_is_masked_but_told_apart(address: str, masked: str) -> None:
    assert masking.email(address) == masked


def test_numbers_keep_three_digits_and_codes_none() -> None:
    assert masking.phone("+37255500001") == "********001"
    assert masking.phone("12") == "**"
    assert masking.code("24503120016") == "*" * 11


@settings(deadline=None)
@given(st.emails())
@pytest.mark.slow
def test_no_masked_address_holds_the_whole_name(address: str) -> None:
    assert address not in masking.email(address)
