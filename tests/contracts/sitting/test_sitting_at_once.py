"""Two signers, two clicks, two workers at the same instant: one sitting, one signature, one container."""

from collections.abc import Callable
from typing import Any

import pytest

from contracts import tasks
from contracts.actions import signing, sitting
from contracts.enums import ContainerSource, PackageState
from contracts.models import AgencySignature, Container, Package, Sitting
from desk.http import Refused
from desk.people.enums import Role
from desk.people.models import User
from tests.browser.card import Card
from tests.calls.test_at_the_same_instant import at_once
from tests.contracts.returns.returning import work
from tests.contracts.sitting.conftest import Table
from tests.outside import TOOMAS, may_sign_for_the_agency

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def reference(transactional_db: None, reference: None) -> None:
    return reference


def begins(packages: list[Package], by: User) -> Callable[[], Any]:
    def begin() -> Any:
        try:
            return sitting.begin(packages=[each.pk for each in packages], by=by).sitting.pk
        except Refused as refused:
            return " ".join(refused.texts)

    return begin


@pytest.mark.parametrize("turned", [False, True])
def test_two_signers_of_the_same_package_the_second_is_told_who_is_at_it(
    table: Table, someone: Callable[..., User], turned: bool
) -> None:
    packages = table.waiting(2)
    other = someone("vanem2", Role.SENIOR, first_name="Vaike", last_name="Vares")
    may_sign_for_the_agency(other)
    deeds = [begins(packages, table.head), begins(packages[::-1], other)]
    answers = at_once(deeds[::-1] if turned else deeds)
    begun = [each for each in answers if isinstance(each, int)]
    (told,) = [each for each in answers if isinstance(each, str)]
    assert len(begun) == 1 and ("Kuusk" in told or "Vares" in told)
    assert AgencySignature.jobs.living().count() == 2 and Sitting.objects.count() == 1


def test_two_clicks_make_one_sitting(table: Table) -> None:
    packages = table.waiting(2)
    answers = at_once([begins(packages, table.head), begins(packages, table.head)])
    assert answers[0] == answers[1] and Sitting.objects.count() == 1
    assert AgencySignature.jobs.count() == 2


def test_the_same_answer_of_the_card_twice_is_kept_once(table: Table) -> None:
    of = table.begin(*table.waiting())
    table.looks_at_all(of)
    card = Card(table.lab, TOOMAS)
    asked = signing.prepare(sitting=of, said=table.shows_card(card), by=table.head)
    assert asked is not None
    given = card.answer({"action": "web-eid:sign", **asked.message})

    def keep() -> bool:
        signing.finish(signature=asked.signature, said=given, by=table.head)
        return True

    assert at_once([keep, keep]) == [True, True]
    assert AgencySignature.jobs.filter(signed_at__isnull=False).count() == 1


def test_two_workers_at_one_signature_make_one_container(table: Table) -> None:
    (package,) = table.waiting()
    table.sat(package)
    pk = AgencySignature.jobs.get().pk

    def work_on() -> bool:
        tasks.sign(pk)
        return True

    assert at_once([work_on, work_on]) == [True, True]
    assert Container.objects.filter(source=ContainerSource.AGENCY).count() == 1
    assert work(package).verdict == "passed" and package.state != PackageState.AWAITING_AGENCY


def test_a_worker_that_was_thought_dead_adds_no_second_container(table: Table, settings: Any) -> None:
    (package,) = table.waiting()
    table.sat(package)
    row = AgencySignature.jobs.get()
    AgencySignature.jobs.filter(pk=row.pk).update(state="sending", attempts=1, claimed_at=row.signed_at)
    settings.OUTBOX_LEASE = 0
    tasks.sign(row.pk)
    tasks.sign(row.pk)
    assert Container.objects.filter(source=ContainerSource.AGENCY).count() == 1
