"""Ends at the same instant, against real PostgreSQL: nothing is lost between two transactions."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from contracts import workflow
from contracts.actions import Wanted, accept, ending, expiring
from contracts.enums import AuthorisationState, EndReason, PackageState
from contracts.models import Authorisation, ExpiryNotice, Kind, Package, Registration
from desk import clock, workdays
from desk.mail.models import MessageBody
from tests.contracts.conftest import Ground
from tests.contracts.life.lives import in_portal, power

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
KADRI, EVA = "24402020080", "24604040108"
EVA_ROW = {"first_name": "Eva", "last_name": "Pärn", "code": EVA, "email": "eva.parn@kodu.example"}


def together(*deeds: Callable[[], Any]) -> list[Any]:
    """Do all of these at one instant, each in a thread with a connection of its own."""
    barrier = Barrier(len(deeds))

    def one(deed: Callable[[], Any]) -> Any:
        try:
            barrier.wait()
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [each.result() for each in [pool.submit(one, deed) for deed in deeds]]


def returned(ground: Ground, wanted: Wanted) -> Package:
    """A package that only has to be accepted."""
    package = ground.sent(wanted)
    workflow.move(package, PackageState.RETURNED)
    return package


def acceptance(ground: Ground, package: Package) -> Callable[[], Any]:
    return lambda: accept(package=Package.objects.get(pk=package.pk), by=ground.user)


@pytest.fixture
def document(ground: Ground) -> Iterator[Authorisation]:
    """A power for Kadri and Eva, in its portal."""
    Kind.objects.filter(code="main_user_poa").update(several=True)
    wanted = power(ground)
    yield in_portal(ground, Wanted(wanted.kind, wanted.portal, wanted.values, [EVA_ROW]))


def test_two_waivers_at_once_end_the_document_with_the_last_of_its_persons(
    ground: Ground, document: Authorisation
) -> None:
    notices = [
        returned(ground, ground.wanted("mandate_waiver", ended_number=document.number, person_code=code))
        for code in (KADRI, EVA)
    ]
    together(*(acceptance(ground, each) for each in notices))
    document.refresh_from_db()
    assert document.state == AuthorisationState.ENDED
    assert all(one.last_day is not None for one in document.persons.all())
    assert Registration.objects.filter(what="ended", authorisation=document).count() == 1


def test_a_power_accepted_while_its_agreement_ends_does_not_outlive_it(ground: Ground) -> None:
    for _again in range(3):
        contract = in_portal(ground)
        leaning = returned(ground, power(ground))
        notice = returned(
            ground,
            ground.wanted("contract_termination", ended_number=contract.number, end_rule="at_once"),
        )
        together(acceptance(ground, leaning), acceptance(ground, notice))
        found = leaning.authorisations.get()
        assert (found.state, found.end_reason) == (AuthorisationState.ENDED, EndReason.AGREEMENT)


def test_two_sweeps_at_once_end_everything_once(ground: Ground) -> None:
    until = workdays.today() + timedelta(days=1)
    documents = [in_portal(ground, power(ground, valid_until=until)) for _each in range(3)]
    clock.move(timedelta(days=3))
    assert sorted(together(ending.over, ending.over)) == [0, 1]
    states = Authorisation.objects.filter(pk__in=[each.pk for each in documents])
    assert set(states.values_list("state", flat=True)) == {AuthorisationState.ENDED}
    assert Registration.objects.filter(what="ended").count() == 3


def test_two_sweeps_at_once_write_one_letter(ground: Ground) -> None:
    in_portal(ground, power(ground, valid_until=workdays.today() + timedelta(days=100)))
    clock.move(timedelta(days=75))
    together(expiring.remind, expiring.remind)
    assert ExpiryNotice.objects.count() == 1
    assert MessageBody.objects.filter(subject__contains="Aegub").count() == 1
