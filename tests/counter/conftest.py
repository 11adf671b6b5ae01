"""An office with two desks, the people who work at them, and a client who comes."""

from collections.abc import Callable

import pytest

from desk.clients import actions as clients
from desk.clients.models import Client as Served
from desk.clients.models import Person
from desk.counter.models import Desk, Office
from desk.enquiries.models import OutcomeCode, Topic
from desk.enquiries.reference import seed_reference
from desk.people.enums import Role
from desk.people.models import BreakReason, User
from tests.conftest import Actor


@pytest.fixture
def words(db: None) -> None:
    """Topics, outcomes and the reason for serving as every installation has them."""
    BreakReason.objects.create(code="counter", name_et="Klient letis", name_en="At the counter")
    seed_reference()


@pytest.fixture
def office(words: None) -> Office:
    return Office.objects.create(
        code="tallinn",
        name_et="Tallinn",
        name_en="Tallinn",
        name_ru="Таллинн",
        address="Narva mnt 7a",
        letter="A",
    )


@pytest.fixture
def desks(office: Office) -> list[Desk]:
    return [Desk.objects.create(office=office, number=number) for number in (1, 2)]


@pytest.fixture
def riina(as_specialist: Actor) -> User:
    return as_specialist.user


@pytest.fixture
def margus(someone: Callable[..., User]) -> User:
    return someone("spetsialist2", Role.SPECIALIST, first_name="Margus", last_name="Mets", extension="104")


@pytest.fixture
def topic(words: None) -> Topic:
    return Topic.objects.get(code="user-contract")


@pytest.fixture
def advised(words: None) -> OutcomeCode:
    """A question of nobody in particular that was answered."""
    return OutcomeCode.objects.get(code="advised")


@pytest.fixture
def puit(riina: User) -> Served:
    return clients.create_client(
        kind="organisation", name="Tamme Puit OÜ", registry_code="10000001", by=riina
    )


@pytest.fixture
def mari(riina: User, puit: Served) -> Person:
    person = clients.create_person(first_name="Mari", last_name="Tamm", by=riina)
    clients.add_role(person=person, client=puit, role="juhatuse liige", by=riina)
    return person
