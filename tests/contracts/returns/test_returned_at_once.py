"""Containers that come at the same instant: each is counted once, and nothing hangs. Real PostgreSQL."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from contracts import claims, tasks
from contracts.enums import PackageState, ReturnVerdict
from contracts.models import Container, Finding, Package, Publication, Verification
from desk import clock
from desk.http import Refused
from tests.calls.test_at_the_same_instant import at_once
from tests.contracts.conftest import Ground
from tests.contracts.returns.returning import (
    JAAN,
    LIIS,
    MARI,
    PEETER,
    drafts_of,
    give_back,
    signed,
    with_address,
    work,
)
from tests.mail.world import letter_in
from tests.simulators.eid import Lab, add_signature

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TYPE = "application/vnd.etsi.asic-e+zip"


@pytest.fixture
def joint(transactional_db: None, ground: Ground) -> Package:
    """A power of attorney of Kaasiku, whose board represents two by two, sent."""
    ground.ask(ground.kaasiku)
    return ground.sent(ground.wanted("main_user_poa"), client=ground.kaasiku)


@pytest.fixture
def contract(transactional_db: None, ground: Ground) -> Package:
    return ground.sent()


def checking(pk: int) -> Callable[[], bool]:
    """A worker that takes up this check."""

    def work_on() -> bool:
        tasks.verify(pk)
        return True

    return work_on


def answered(answers: list[Any]) -> None:
    assert all(each is not None for each in answers), f"a thread never ended or failed: {answers}"


@pytest.mark.parametrize("turned", [False, True])
def test_two_signers_who_return_at_the_same_instant_are_both_counted(
    lab: Lab, joint: Package, turned: bool
) -> None:
    jaan, liis = signed(lab, joint, JAAN), signed(lab, joint, LIIS)
    deeds = [lambda: give_back(joint, jaan), lambda: give_back(joint, liis)]
    answered(at_once(deeds[::-1] if turned else deeds))
    assert Container.objects.count() == 2

    jobs = list(Verification.jobs.order_by("-pk" if turned else "pk").values_list("pk", flat=True))
    answered(at_once([checking(pk) for pk in jobs]))
    assert work(joint).verdict == ReturnVerdict.PASSED
    assert joint.state == PackageState.ACCEPTED
    assert Publication.jobs.filter(authorisation__package=joint).count() == 1


@pytest.mark.parametrize("turned", [False, True])
def test_the_same_file_by_the_page_and_by_mail_is_one_container(
    lab: Lab, contract: Package, turned: bool
) -> None:
    data = signed(lab, contract, MARI)
    letter = letter_in("Allkirjastatud.", files=(("leping.asice", TYPE, data),))
    deeds: list[Callable[[], Any]] = [
        lambda: give_back(contract, data),
        lambda: claims.claim(letter),
    ]
    answered(at_once(deeds[::-1] if turned else deeds))
    assert Container.objects.count() == Verification.jobs.count() == 1
    assert work(contract).verdict == ReturnVerdict.PASSED


def test_a_double_click_is_one_container(lab: Lab, contract: Package) -> None:
    data = signed(lab, contract, MARI)
    answers = at_once([lambda: give_back(contract, data).pk] * 4)
    assert len(set(answers)) == 1 and Container.objects.count() == 1


def test_one_check_at_once_in_two_workers_is_one_check(lab: Lab, contract: Package) -> None:
    give_back(contract, signed(lab, contract, MARI))
    job = Verification.jobs.get().pk
    at_once([checking(job)] * 3)
    assert Finding.objects.count() == 1
    assert work(contract).verdict == ReturnVerdict.PASSED


@pytest.mark.parametrize("turned", [False, True])
def test_two_containers_with_the_same_packages_crosswise_never_wait_for_each_other(
    lab: Lab, ground: Ground, transactional_db: None, turned: bool
) -> None:
    """One came for the first client, the other for the second; both hold the documents of both."""
    ground.ask(ground.kaasiku)
    with_address(ground, ground.kaasiku, "info@kaasiku.example")
    tamme, kaasiku = ground.sent(), ground.sent(client=ground.kaasiku)
    files = {**drafts_of(tamme), **drafts_of(kaasiku)}
    one = signed(lab, tamme, MARI, JAAN, files=files)
    other = signed(lab, tamme, MARI, LIIS, files=files)
    first, second = (kaasiku, tamme) if turned else (tamme, kaasiku)
    answered(at_once([lambda: give_back(first, one), lambda: give_back(second, other)]))
    for _round in range(2):
        jobs = list(Verification.jobs.due().values_list("pk", flat=True))
        answered(at_once([checking(pk) for pk in jobs]))
    assert Container.objects.count() == 4, "each of two containers for each of two clients"
    for package in (tamme, kaasiku):
        work(package)
        assert package.state == PackageState.AWAITING_AGENCY


def test_the_last_signature_and_the_recall_at_the_same_instant(
    lab: Lab, ground: Ground, contract: Package
) -> None:
    from contracts.actions.recalling import recall

    data = signed(lab, contract, MARI)

    def back() -> str:
        try:
            give_back(contract, data)
        except Refused:
            return "refused"
        return "received"

    def taken() -> str:
        try:
            recall(package=contract, by=ground.user)
        except Refused:
            return "refused"
        return "recalled"

    answers = at_once([back, taken])
    contract.refresh_from_db()
    assert answers in (["refused", "recalled"], ["received", "refused"], ["received", "recalled"])
    assert contract.state in (PackageState.RECALLED, PackageState.RETURNED)


def test_a_check_that_dies_between_the_signatures_and_the_right_is_taken_up(
    lab: Lab, contract: Package, settings: Any
) -> None:
    give_back(contract, signed(lab, contract, MARI))
    job = Verification.jobs.get()
    Verification.jobs.filter(pk=job.pk).update(state="sending", claimed_at=clock.now(), attempts=1)
    tasks.verify(job.pk)
    assert not Finding.objects.exists(), "somebody else seems to be at work on it"
    clock.move(timedelta(seconds=settings.OUTBOX_LEASE + 1))
    assert work(contract).verdict == ReturnVerdict.PASSED


def test_the_next_round_and_a_separate_container_at_the_same_instant(lab: Lab, joint: Package) -> None:
    first = signed(lab, joint, JAAN)
    give_back(joint, first)
    work(joint)
    more = add_signature(lab, LIIS, first, clock.now() + timedelta(seconds=2))
    alone = signed(lab, joint, PEETER)
    answered(at_once([lambda: give_back(joint, more), lambda: give_back(joint, alone)]))
    jobs = list(Verification.jobs.due().values_list("pk", flat=True))
    answered(at_once([checking(pk) for pk in jobs]))
    work(joint)
    assert joint.state == PackageState.ACCEPTED
    assert Finding.objects.filter(verdict=ReturnVerdict.PASSED).count() >= 1
    assert Publication.jobs.filter(authorisation__package=joint).count() == 1
