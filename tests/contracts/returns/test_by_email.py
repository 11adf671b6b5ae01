"""A signed container that comes by e-mail goes to the documents that it answers, or to a person."""

from typing import Any

import pytest

from contracts import claims
from contracts.enums import ContainerSource, PackageState
from contracts.models import Container, Package
from desk.enquiries.claims import claim as to_enquiry
from desk.mail.models import Message
from tests.contracts.conftest import Ground
from tests.contracts.returns.returning import MARI, signed, work
from tests.mail.world import letter_in
from tests.simulators.eid import Lab

TYPE = "application/vnd.etsi.asic-e+zip"


@pytest.fixture
def contract(ground: Ground) -> Package:
    """A user agreement of Tamme Puit, sent."""
    return ground.sent()


def with_container(data: bytes, name: str = "leping.asice", **values: Any) -> Any:
    return letter_in("Allkirjastatud.", files=((name, TYPE, data),), **values)


def test_it_is_known_by_the_letter_that_it_answers_and_checked(contract: Package, lab: Lab) -> None:
    ours = Message.objects.filter(subject_kind="package", subject_id=contract.pk).first()
    letter = with_container(signed(lab, contract, MARI), answers=ours)

    assert claims.claim(letter) == ("package", contract.pk, contract.client_id)
    container = Container.objects.get()
    assert (container.source, container.received_by) == (ContainerSource.EMAIL, None)
    work(contract)
    assert contract.state in (PackageState.AWAITING_AGENCY, PackageState.ACCEPTED)


def test_it_is_known_by_its_files_whoever_sent_it(contract: Package, lab: Lab) -> None:
    letter = with_container(signed(lab, contract, MARI), sender="keegi@mujal.example")
    assert claims.claim(letter) == ("package", contract.pk, contract.client_id)


def test_what_answers_nothing_of_ours_goes_to_a_person(contract: Package, lab: Lab) -> None:
    strange = with_container(signed(lab, contract, MARI, files={"muu.pdf": b"%PDF-1.7 muu"}))
    broken = with_container(b"PK\x03\x04 katki")
    assert claims.claim(strange) is None
    assert claims.claim(broken) is None
    assert claims.claim(letter_in("Lihtsalt kiri")) is None
    assert to_enquiry(strange)[0] == "enquiry"
    assert not Container.objects.exists()


def test_a_second_container_while_the_first_is_checked_goes_to_a_person(contract: Package, lab: Lab) -> None:
    data = signed(lab, contract, MARI)
    assert claims.claim(with_container(data)) is not None
    assert claims.claim(with_container(data)) is None
    assert Container.objects.count() == 1
