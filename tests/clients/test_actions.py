"""What people do with clients, persons and contacts."""

import pytest
from django.db import IntegrityError, transaction

from desk.clients import actions, codes
from desk.clients.enums import ContactKind, Kind, Works
from desk.clients.models import Client, ClientRole, ContactPoint
from desk.http import Refused
from desk.records.models import TimelineEntry
from tests.clients.world import mari_tamm, tamme_puit
from tests.conftest import Actor


def test_a_second_client_with_the_same_code_is_refused_in_words(as_specialist: Actor) -> None:
    tamme_puit(as_specialist.user)

    with pytest.raises(Refused) as refused:
        actions.create_client(
            kind=Kind.ORGANISATION, name="Tamm Puit", registry_code="1000 0001", by=as_specialist.user
        )

    assert len(refused.value.texts) == 1
    assert Client.objects.count() == 1


def test_the_database_holds_a_code_unique_against_a_race(as_specialist: Actor) -> None:
    tamme_puit(as_specialist.user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Client.objects.create(kind=Kind.AGENCY, name="Sama kood", registry_code="10000001")
    Client.objects.create(kind=Kind.ORGANISATION, name="Ilma koodita")
    Client.objects.create(kind=Kind.ORGANISATION, name="Samuti ilma koodita")


@pytest.mark.parametrize(
    ("kind", "registry_code", "personal_code", "texts"),
    [
        (Kind.ORGANISATION, "10000001", "", 0),
        (Kind.ORGANISATION, "10000002", "", 1),
        (Kind.ORGANISATION, "12345678", "", 0),
        (Kind.ORGANISATION, "", "", 1),
        (Kind.AGENCY, "12345678", "", 1),
        (Kind.PERSON, "", "38001085718", 0),
        (Kind.PERSON, "", "38001085719", 1),
        (Kind.PERSON, "", "", 0),
    ],
)
def test_an_odd_code_warns(kind: str, registry_code: str, personal_code: str, texts: int) -> None:
    found = codes.warnings(kind=kind, registry_code=registry_code, personal_code=personal_code)
    assert len(found) == texts


def test_an_odd_code_does_not_stop(as_specialist: Actor) -> None:
    client = actions.create_client(
        kind=Kind.PERSON, name="Välismaalane", personal_code="XX-17", by=as_specialist.user
    )
    assert client.code == "XX-17"


@pytest.mark.parametrize("written", ["5550 0001", "+372 5550 0001", "00372 55500001", "(5550) 00-01"])
def test_a_phone_is_kept_as_the_exchange_writes_it(as_specialist: Actor, written: str) -> None:
    client = tamme_puit(as_specialist.user)
    contact = actions.add_contact(kind=ContactKind.PHONE, value=written, client=client, by=as_specialist.user)
    assert contact.value == "+37255500001"
    assert contact.shown == "5550 0001"


@pytest.mark.parametrize(("kind", "value"), [("phone", "homme"), ("phone", "12"), ("email", "mari@")])
def test_what_is_no_contact_is_refused(as_specialist: Actor, kind: str, value: str) -> None:
    client = tamme_puit(as_specialist.user)
    with pytest.raises(Refused):
        actions.add_contact(kind=kind, value=value, client=client, by=as_specialist.user)


def test_the_same_contact_twice_is_one(as_specialist: Actor) -> None:
    client = tamme_puit(as_specialist.user)
    again = actions.add_contact(
        kind="email", value=" INFO@TammePuit.example ", client=client, by=as_specialist.user
    )
    assert client.contacts.get() == again


def test_a_confirmed_contact_says_who_and_when(as_specialist: Actor) -> None:
    client = tamme_puit(as_specialist.user)
    contact = client.contacts.get()

    actions.confirm_contact(contact=contact, by=as_specialist.user)

    contact.refresh_from_db()
    assert (contact.works, contact.verified_by) == (Works.YES, as_specialist.user)
    assert contact.verified_at is not None


def test_a_bounce_marks_the_contact_without_a_person(as_specialist: Actor) -> None:
    client = tamme_puit(as_specialist.user)
    contact = actions.confirm_contact(contact=client.contacts.get(), by=as_specialist.user)

    actions.fail_contact(contact=contact, by=None)

    assert list(ContactPoint.objects.emails().usable()) == []
    assert contact.verified_at is None


def test_several_owners_of_one_number_all_match_and_none_is_picked(as_specialist: Actor) -> None:
    client = tamme_puit(as_specialist.user)
    actions.add_contact(kind="phone", value="55500001", client=client, by=as_specialist.user)

    found = ContactPoint.objects.matching("+372 5550 0001")

    assert {(row.client, row.person) for row in found} == {(client, None), (None, mari_tamm())}
    assert not ContactPoint.objects.matching("anonymous").exists()


def test_a_role_ends_and_may_begin_again(as_specialist: Actor) -> None:
    client = tamme_puit(as_specialist.user)
    role = ClientRole.objects.get()

    actions.end_role(role=role, by=as_specialist.user)
    assert not Client.objects.of_person(mari_tamm().pk).exists()

    actions.add_role(person=mari_tamm(), client=client, role="juhatuse liige", by=as_specialist.user)
    actions.add_role(person=mari_tamm(), client=client, role="juhatuse liige", by=as_specialist.user)
    assert ClientRole.objects.filter(ended_at=None).count() == 1


def test_every_change_leaves_one_line_and_its_history(as_specialist: Actor) -> None:
    client = tamme_puit(as_specialist.user)
    before = TimelineEntry.objects.count()

    actions.change_client(client=client, by=as_specialist.user, name="Tamme Puit AS")
    actions.change_client(client=client, by=as_specialist.user, name="Tamme Puit AS")
    actions.set_language(client=client, language="ru", by=as_specialist.user)

    kinds = list(TimelineEntry.objects.order_by("pk").values_list("kind", flat=True))[before:]
    assert kinds == ["clients.changed", "clients.language.ru"]
    assert Client.history.filter(id=client.pk).count() == 3
