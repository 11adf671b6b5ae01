"""A power of attorney held here stands in for the representatives: while in force, and for all or none."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from contracts.actions import Wanted
from contracts.enums import AuthorisationState, EndReason, PackageState, ReturnVerdict
from contracts.models import Authorisation, Kind, Package
from contracts.verification.powers import Asked, Power, held_for, standing_in
from contracts.verification.returned import containers_of, picture
from desk import clock
from registry.models import Check
from tests.contracts.conftest import Ground
from tests.contracts.returns.returning import (
    JAAN,
    KADRI,
    MARI,
    codes,
    give_back,
    signed,
    with_address,
    work,
)
from tests.simulators.eid import Lab

pytestmark = pytest.mark.slow

# ---- for any powers, documents and signatures ----------------------------------------------------

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
people = st.sampled_from(["EE1", "EE2", "EE3"])
moments = st.integers(-10 * 24, 10 * 24).map(lambda hours: NOON + timedelta(hours=hours))
days = moments.map(lambda at: timezone.localdate(at))
powers_held = st.lists(
    st.builds(
        Power, pk=st.integers(1, 50), kind=st.integers(1, 3), portal=st.integers(1, 2),
        holders=st.frozensets(people, max_size=2), may_delegate=st.booleans(), since=st.none() | moments,
        first_day=st.none() | days, last_day=st.none() | days, until=st.none() | moments,
        being_withdrawn=st.booleans(),
    ),
    max_size=4,
)  # fmt: skip
documents = st.lists(
    st.builds(Asked, portal=st.integers(1, 2), also_by=st.frozensets(st.integers(1, 3), max_size=3)),
    max_size=3,
)
signatures = st.dictionaries(people, moments, max_size=3)


@given(documents, powers_held, signatures)
def test_what_stands_in_covers_everything_and_was_in_force(
    asked: list[Asked], held: list[Power], by: dict[str, datetime]
) -> None:
    power = standing_in(asked, held, by)
    if power is None:
        return
    assert asked and power.may_delegate and not power.being_withdrawn
    assert all(each.portal == power.portal and power.kind in each.also_by for each in asked)
    good = [
        at
        for who, at in by.items()
        if who in power.holders
        and power.since is not None
        and power.since <= at
        and (power.first_day is None or power.first_day <= timezone.localdate(at))
        and (power.last_day is None or timezone.localdate(at) <= power.last_day)
        and (power.until is None or at < power.until)
    ]
    assert good


@given(documents, powers_held, signatures, st.integers(0, 3))
def test_taking_something_away_never_helps(
    asked: list[Asked], held: list[Power], by: dict[str, datetime], which: int
) -> None:
    """Nothing stands in; then neither does it once a power is withdrawn, shortened or a signature is gone."""
    if standing_in(asked, held, by) is not None:
        return
    worse = [replace(each, being_withdrawn=True) if n == which else each for n, each in enumerate(held)]
    assert standing_in(asked, worse, by) is None
    worse = [replace(each, until=NOON - timedelta(days=99)) for each in held]
    assert standing_in(asked, worse, by) is None
    for who in by:
        assert standing_in(asked, held, {k: v for k, v in by.items() if k != who}) is None


@given(documents, powers_held, signatures, st.integers(1, 2))
def test_one_document_more_never_helps(
    asked: list[Asked], held: list[Power], by: dict[str, datetime], portal: int
) -> None:
    assert standing_in([*asked, Asked(portal, frozenset())], held, by) is None
    if asked and standing_in(asked, held, by) is None:
        assert standing_in([*asked, Asked(portal, frozenset({1, 2, 3}))], held, by) is None


@given(documents, powers_held, signatures)
def test_the_order_of_things_is_nothing(
    asked: list[Asked], held: list[Power], by: dict[str, datetime]
) -> None:
    unique = list({each.pk: each for each in held}.values())
    assert standing_in(asked, unique, by) == standing_in(
        asked[::-1], unique[::-1], dict(reversed(by.items()))
    )


# ---- the path ------------------------------------------------------------------------------------


@pytest.fixture
def power(lab: Lab, ground: Ground) -> Authorisation:
    """Kadri is the principal user of Tamme Puit and may authorise others; it is in force since an hour."""
    package = ground.sent(ground.wanted("main_user_poa", may_delegate=True))
    row = package.authorisations.get()
    since = clock.now() - timedelta(hours=1)
    Authorisation.objects.filter(pk=row.pk).update(
        state=AuthorisationState.IN_FORCE, accepted_at=since, published_at=since, valid_from=date(2026, 1, 1)
    )
    Package.objects.filter(pk=package.pk).update(state=PackageState.TOLD)
    return Authorisation.objects.get(pk=row.pk)


def user_poa(ground: Ground, portal: str = "e-keskkonnaamet") -> Wanted:
    return ground.wanted(
        "user_poa", portal, person_first_name="Jaan", person_last_name="Kask", person_code="14007050024",
        person_email="jaan.kask@kaasiku.example", services=["waste"],
    )  # fmt: skip


def withdrawal_of_kadri(ground: Ground, number: str) -> Wanted:
    return ground.wanted(
        "mandate_withdrawal", ended_number=number, ended_on=date(2026, 11, 1), ends_on=date(2026, 11, 23)
    )


def withdrawal_of_jaan(ground: Ground, number: str) -> Wanted:
    return ground.wanted(
        "mandate_withdrawal", ended_number=number, ended_on=date(2026, 11, 1), ends_on=date(2026, 11, 23),
        person_first_name="Jaan", person_last_name="Kask", person_code="14007050024",
    )  # fmt: skip


def a_user_power(ground: Ground, *others: str) -> Package:
    return ground.sent(user_poa(ground), *(ground.wanted(code) for code in others))


def asked_at_acceptance(package: Package) -> bool:
    return Check.objects.for_subject("package", package.pk).filter(purpose="acceptance").exists()


def test_the_principal_user_signs_for_the_board(lab: Lab, ground: Ground, power: Authorisation) -> None:
    package = a_user_power(ground)
    give_back(package, signed(lab, package, KADRI))
    finding = work(package)
    assert finding.verdict == ReturnVerdict.PASSED
    assert finding.by_power == power
    assert package.state == PackageState.ACCEPTED
    assert not asked_at_acceptance(package)


def test_the_board_may_sign_all_the_same(lab: Lab, ground: Ground, power: Authorisation) -> None:
    package = a_user_power(ground)
    give_back(package, signed(lab, package, MARI))
    finding = work(package)
    assert (finding.verdict, finding.by_power) == (ReturnVerdict.PASSED, None)
    assert asked_at_acceptance(package)


YESTERDAY, TOMORROW = timedelta(days=-1), timedelta(days=1)
NOT_IN_FORCE: dict[str, Any] = {
    "it was withdrawn at once": lambda now: {
        "state": AuthorisationState.ENDED,
        "end_reason": EndReason.WITHDRAWN,
        "last_day": timezone.localdate(now) + YESTERDAY,
        "notice_at": now - timedelta(minutes=5),
    },
    "its last day is over": lambda now: {
        "end_reason": EndReason.GRANTOR,
        "last_day": timezone.localdate(now) + YESTERDAY,
    },
    "it is only drafted": lambda now: {"state": AuthorisationState.DRAFT, "accepted_at": None},
    "it is only sent": lambda now: {"state": AuthorisationState.SENT, "accepted_at": None},
    "it was recalled": lambda now: {"state": AuthorisationState.RECALLED, "accepted_at": None},
    "it has run out": lambda now: {"valid_until": timezone.localdate(now) + YESTERDAY},
    "it has not begun": lambda now: {"valid_from": timezone.localdate(now) + TOMORROW},
    "it was accepted after the signature": lambda now: {"accepted_at": now + timedelta(hours=1)},
    "its holder may authorise nobody": lambda now: {"values": {"may_delegate": False}},
    "it says nothing of that": lambda now: {"values": {}},
    "it says so in a word only": lambda now: {"values": {"may_delegate": "jah"}},
}


@pytest.mark.parametrize("why", NOT_IN_FORCE)
def test_it_does_not_stand_in_because(lab: Lab, ground: Ground, power: Authorisation, why: str) -> None:
    package = a_user_power(ground)
    Authorisation.objects.filter(pk=power.pk).update(**NOT_IN_FORCE[why](clock.now()))
    give_back(package, signed(lab, package, KADRI))
    finding = work(package)
    assert (finding.verdict, finding.by_power) == (ReturnVerdict.FAILED, None)
    assert codes(finding) == ["NOT_A_REPRESENTATIVE"]


def test_what_ended_after_the_signature_still_held_then(
    lab: Lab, ground: Ground, power: Authorisation
) -> None:
    package = a_user_power(ground)
    at = clock.now() + timedelta(seconds=1)
    give_back(package, signed(lab, package, KADRI, at=at))
    Authorisation.objects.filter(pk=power.pk).update(
        state=AuthorisationState.ENDED, end_reason=EndReason.WITHDRAWN,
        last_day=timezone.localdate(at) + YESTERDAY, notice_at=at + timedelta(minutes=5),
    )  # fmt: skip
    assert work(package).by_power == power


def test_until_its_last_day_is_over_it_stands_in(lab: Lab, ground: Ground, power: Authorisation) -> None:
    package = a_user_power(ground)
    Authorisation.objects.filter(pk=power.pk).update(
        end_reason=EndReason.WITHDRAWN, last_day=timezone.localdate(clock.now())
    )
    assert held_for(package, {f"EE{KADRI}": clock.now()}) == power
    assert held_for(package, {f"EE{KADRI}": clock.now() + timedelta(days=1)}) is None


def test_a_power_of_another_client_is_none(lab: Lab, ground: Ground, power: Authorisation) -> None:
    Package.objects.filter(pk=power.package_id).update(client=ground.kaasiku)
    package = a_user_power(ground)
    assert held_for(package, {f"EE{KADRI}": clock.now()}) is None


def test_a_power_for_another_portal_is_none(lab: Lab, ground: Ground, power: Authorisation) -> None:
    package = ground.sent(user_poa(ground, "kotkas"))
    assert held_for(package, {f"EE{KADRI}": clock.now()}) is None


def test_a_contract_in_the_package_needs_the_board(lab: Lab, ground: Ground, power: Authorisation) -> None:
    package = a_user_power(ground, "user_contract")
    give_back(package, signed(lab, package, KADRI))
    finding = work(package)
    assert (finding.verdict, finding.by_power) == (ReturnVerdict.FAILED, None)


def test_where_the_kind_does_not_say_so_it_stands_in_for_nothing(
    lab: Lab, ground: Ground, power: Authorisation
) -> None:
    Kind.objects.get(code="user_poa").also_by.clear()
    package = a_user_power(ground)
    assert held_for(package, {f"EE{KADRI}": clock.now()}) is None


def test_while_it_is_being_withdrawn_it_stands_in_for_nothing(
    lab: Lab, ground: Ground, power: Authorisation
) -> None:
    package = a_user_power(ground)
    ground.sent(withdrawal_of_kadri(ground, power.number))
    assert held_for(package, {f"EE{KADRI}": clock.now()}) is None


def test_who_may_give_may_take_away_and_no_more(lab: Lab, ground: Ground, power: Authorisation) -> None:
    given = a_user_power(ground).authorisations.get()
    Authorisation.objects.filter(pk=given.pk).update(
        state=AuthorisationState.IN_FORCE, accepted_at=clock.now()
    )
    theirs = ground.sent(withdrawal_of_jaan(ground, given.number))
    assert held_for(theirs, {f"EE{KADRI}": clock.now()}) == power
    Authorisation.objects.filter(pk=given.pk).update(kind=power.kind)
    assert held_for(theirs, {f"EE{KADRI}": clock.now()}) is None


def test_whoever_has_left_a_power_of_several_holds_it_no_more(
    lab: Lab, ground: Ground, power: Authorisation
) -> None:
    package = a_user_power(ground)
    gone = timezone.localdate(clock.now()) + YESTERDAY
    power.persons.update(last_day=gone, end_reason=EndReason.WITHDRAWN)
    assert held_for(package, {f"EE{KADRI}": clock.now()}) is None


def missing_of(package: Package) -> set[str]:
    """Of whom the pages say that a signature is still needed."""
    return set(picture(package, containers_of(package)).missing)


def test_signed_by_a_holder_nothing_is_missing_though_the_board_signs_two_by_two(
    lab: Lab, ground: Ground, power: Authorisation
) -> None:
    """Jaan is one of a board that represents two by two, and the holder of a power: his word is enough."""
    with_address(ground, ground.kaasiku, "info@kaasiku.example")
    ground.ask(ground.kaasiku)
    Package.objects.filter(pk=power.package_id).update(client=ground.kaasiku)
    power.persons.update(code=JAAN)
    package = ground.sent(user_poa(ground), client=ground.kaasiku)
    give_back(package, signed(lab, package, JAAN))
    assert work(package).by_power == power
    assert missing_of(package) == set()
    power.persons.update(code=KADRI)
    assert missing_of(package) == {"Liis Saar", "Peeter Mägi"}
