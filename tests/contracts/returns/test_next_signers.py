"""Who still has to sign is sent the container signed so far, by a link of their own where we know the way."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from contracts.enums import PackageState, ReturnVerdict
from contracts.models import Package
from desk import clock
from desk.clients import actions as clients
from desk.clients.models import ContactPoint, Person
from desk.mail.models import Message, MessageBody
from tests.contracts.conftest import Ground
from tests.contracts.returns.returning import JAAN, LIIS, PEETER, give_back, signed, work
from tests.simulators.eid import Lab

pytestmark = pytest.mark.slow


@pytest.fixture
def joint(ground: Ground) -> Package:
    """A power of attorney of Kaasiku, whose board represents two by two, sent."""
    ground.ask(ground.kaasiku)
    return ground.sent(ground.wanted("main_user_poa"), client=ground.kaasiku)


def knows(ground: Ground, first: str, last: str, code: str = "", *, old: bool = True) -> ContactPoint:
    """A member of Kaasiku's board whose address somebody has confirmed."""
    person = clients.create_person(
        first_name=first, last_name=last, personal_code=code, by=ground.user
    )  # fmt: skip
    clients.add_role(person=person, client=ground.kaasiku, role="juhatuse liige", by=ground.user)
    contact = clients.add_contact(
        kind="email", value=f"{first}.{last}@kaasiku.example".lower().replace("ä", "a"), person=person,
        source="register" if old else "caller", by=ground.user,
    )  # fmt: skip
    return clients.confirm_contact(contact=contact, by=ground.user)


def asked(package: Package) -> dict[str, str]:
    """By address: the letters about the package since it was sent."""
    rows = MessageBody.objects.filter(message__subject_kind="package", message__subject_id=package.pk)
    return {each.to: each.text for each in rows.order_by("pk")[1:]}


def link_in(text: str) -> str:
    return next(word for word in text.split() if "/k/" in word)


def test_everyone_missing_gets_a_link_of_their_own(lab: Lab, ground: Ground, joint: Package) -> None:
    liis, peeter = knows(ground, "Liis", "Saar", LIIS), knows(ground, "Peeter", "Mägi", PEETER)
    data = signed(lab, joint, JAAN)
    give_back(joint, data)
    assert work(joint).verdict == ReturnVerdict.PARTIAL
    letters = asked(joint)
    assert set(letters) == {liis.value, peeter.value}
    links = {link_in(text) for text in letters.values()}
    assert len(links) == 2
    assert set(joint.links.exclude(contact=None).values_list("contact", flat=True)) >= {liis.pk, peeter.pk}
    for link in links:
        path = "/k/" + link.partition("/k/")[2]
        assert Browser().get(path).status_code == 200
        assert Browser().get(f"{path}container/").content == data


def test_whom_we_cannot_reach_is_asked_by_way_of_whoever_got_the_documents(
    lab: Lab, ground: Ground, joint: Package
) -> None:
    liis = knows(ground, "Liis", "Saar")  # known by name alone: we have no code of hers
    give_back(joint, signed(lab, joint, JAAN))
    work(joint)
    letters = asked(joint)
    assert set(letters) == {liis.value, ground.email.value}
    assert "Peeter Mägi" in letters[ground.email.value]


def test_a_namesake_with_another_code_gets_nothing(lab: Lab, ground: Ground, joint: Package) -> None:
    knows(ground, "Liis", "Saar", "24604040108")
    give_back(joint, signed(lab, joint, JAAN))
    work(joint)
    assert set(asked(joint)) == {ground.email.value}


def test_who_acts_for_the_client_no_more_gets_nothing(lab: Lab, ground: Ground, joint: Package) -> None:
    knows(ground, "Liis", "Saar", LIIS)
    role = Person.objects.get(last_name="Saar").roles.get()
    clients.end_role(role=role, by=ground.user)
    give_back(joint, signed(lab, joint, JAAN))
    work(joint)
    assert set(asked(joint)) == {ground.email.value}


def test_an_address_too_new_for_documents_gets_no_link(
    lab: Lab, ground: Ground, joint: Package, settings: Any
) -> None:
    settings.CONTACT_YOUNG_DAYS = 3
    knows(ground, "Liis", "Saar", LIIS, old=False)
    give_back(joint, signed(lab, joint, JAAN))
    work(joint)
    assert set(asked(joint)) == {ground.email.value}


def test_the_letter_holds_the_link_and_no_file(lab: Lab, ground: Ground, joint: Package) -> None:
    knows(ground, "Liis", "Saar", LIIS)
    give_back(joint, signed(lab, joint, JAAN))
    work(joint)
    for message in Message.objects.filter(subject_kind="package", subject_id=joint.pk).order_by("pk")[1:]:
        assert not message.enclosures.exists()


def test_while_another_container_is_checked_nobody_is_asked(lab: Lab, joint: Package) -> None:
    from contracts import tasks
    from contracts.models import Verification

    give_back(joint, signed(lab, joint, JAAN))
    give_back(joint, signed(lab, joint, LIIS))
    first = Verification.jobs.order_by("pk")[0]
    tasks.verify(first.pk)
    joint.refresh_from_db()
    assert first.findings.get().verdict == ReturnVerdict.PARTIAL
    assert joint.state == PackageState.RETURNED and not asked(joint)
    assert work(joint).verdict == ReturnVerdict.PASSED
    assert not any("allkiri" in text and "puudu" in text for text in asked(joint).values())


def test_where_the_other_container_was_broken_the_next_signers_are_asked_all_the_same(
    lab: Lab, ground: Ground, joint: Package
) -> None:
    give_back(joint, signed(lab, joint, JAAN))
    give_back(joint, signed(lab, joint, LIIS, files={"muu.pdf": b"%PDF muu"}))
    work(joint)
    assert joint.state in (PackageState.SENT, PackageState.DEFICIENT)
    texts = MessageBody.objects.filter(message__subject_id=joint.pk, message__subject_kind="package")
    assert texts.count() == 3, "sent, not accepted, still needed"


def test_the_same_file_again_asks_nobody_twice(lab: Lab, joint: Package) -> None:
    data = signed(lab, joint, JAAN)
    first = give_back(joint, data)
    work(joint)
    before = Message.objects.count()
    clock.move(timedelta(hours=1))
    assert give_back(joint, data) == first
    work(joint)
    assert Message.objects.count() == before
    assert joint.state == PackageState.SENT
