"""A signed container that comes by e-mail goes to the documents that it answers, or to a person."""

from typing import Any

import pytest

from contracts import claims
from contracts.enums import ContainerSource, PackageState
from contracts.models import Container, Package
from desk.enquiries.claims import claim as to_enquiry
from desk.mail.models import Message
from desk.records.models import TimelineEntry
from tests.contracts.conftest import Ground
from tests.contracts.returns.returning import MARI, drafts_of, signed, work
from tests.mail.world import letter_in
from tests.simulators.eid import Lab

pytestmark = pytest.mark.slow

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


def test_the_same_container_again_is_claimed_and_counted_once(contract: Package, lab: Lab) -> None:
    data = signed(lab, contract, MARI)
    assert claims.claim(with_container(data)) is not None
    assert claims.claim(with_container(data)) is not None
    assert Container.objects.count() == 1


def test_a_container_of_several_is_filed_under_the_number_that_the_letter_names(
    contract: Package, lab: Lab, ground: Ground
) -> None:
    other = ground.sent(ground.wanted("main_user_poa"))
    data = signed(lab, contract, MARI, files={**drafts_of(contract), **drafts_of(other)})
    letter = with_container(data, subject=f"Re: {other.numbers}")
    assert claims.claim(letter) == ("package", other.pk, other.client_id)
    assert claims.claim(with_container(data)) == ("package", contract.pk, contract.client_id)
    work(other)
    work(contract)
    assert Container.objects.count() == 2
    assert other.state == PackageState.ACCEPTED and contract.state == PackageState.AWAITING_AGENCY


@pytest.mark.parametrize("place", ["subject", "text", "name"])
def test_a_number_alone_says_nothing(contract: Package, lab: Lab, place: str) -> None:
    number = contract.numbers
    data = signed(lab, contract, MARI, files={"muu.pdf": b"%PDF-1.7 muu"})
    name = f"{number}.asice" if place == "name" else "leping.asice"
    subject = number if place == "subject" else "Leping"
    text = f"Allkirjastatud {number}" if place == "text" else "Allkirjastatud."
    letter = letter_in(text, subject=subject, files=((name, TYPE, data),))
    assert claims.claim(letter) is None
    assert not Container.objects.exists()


def test_every_container_of_a_letter_is_taken(contract: Package, lab: Lab, ground: Ground) -> None:
    other = ground.sent(ground.wanted("main_user_poa"))
    ours = Message.objects.filter(subject_kind="package", subject_id=contract.pk).first()
    files = tuple((f"{each.pk}.asice", TYPE, signed(lab, each, MARI)) for each in (other, contract))
    letter = letter_in("Mõlemad.", files=files, answers=ours)
    assert claims.claim(letter) == ("package", other.pk, other.client_id)
    assert {each.package_id for each in Container.objects.all()} == {other.pk, contract.pk}
    work(other)
    work(contract)
    assert other.state == PackageState.ACCEPTED and contract.state == PackageState.AWAITING_AGENCY


def test_what_was_left_of_a_letter_stands_in_the_story(contract: Package, lab: Lab) -> None:
    strange = signed(lab, contract, MARI, files={"muu.pdf": b"%PDF-1.7 muu"})
    files = (("a.asice", TYPE, signed(lab, contract, MARI)), ("b.asice", TYPE, strange))
    assert claims.claim(letter_in("Mõlemad.", files=files)) is not None
    entry = TimelineEntry.objects.get(kind="contracts.letter_not_taken_whole")
    assert (entry.subject_id, entry.params["left"]) == (contract.pk, 1)
