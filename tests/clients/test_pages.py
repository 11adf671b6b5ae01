"""Pages of clients and contact persons, as a specialist uses them."""

import pytest
from django.urls import reverse

from desk import clock
from desk.clients import actions
from desk.clients.enums import Kind, Works
from desk.clients.models import Client, ClientRole
from desk.records import purpose
from desk.records.models import AccessLogEntry
from tests.clients.world import give_reason, mari_tamm, questions, tamme_puit
from tests.conftest import Actor


@pytest.fixture
def client_of_ours(as_specialist: Actor) -> Client:
    client = tamme_puit(as_specialist.user)
    give_reason(as_specialist, client)
    return client


def test_the_page_asks_for_a_reason_and_shows_nothing_before(as_specialist: Actor) -> None:
    client = tamme_puit(as_specialist.user)

    page = as_specialist.get(client.get_absolute_url()).content.decode()

    assert "Tamme Puit" not in page
    assert 'name="reason"' in page
    assert not AccessLogEntry.objects.exists()


def test_the_reason_stands_in_the_access_log_of_everyone_shown(
    as_specialist: Actor, client_of_ours: Client
) -> None:
    page = as_specialist.get(client_of_ours.get_absolute_url()).content.decode()

    assert "Mari Tamm" in page
    looked = AccessLogEntry.objects.values_list("shown_kind", "shown_id", "purpose")
    assert set(looked) == {
        ("client", client_of_ours.pk, "contact"),
        ("person", mari_tamm().pk, "contact"),
    }


def test_after_half_an_hour_the_reason_is_asked_again(as_specialist: Actor, client_of_ours: Client) -> None:
    clock.move(purpose.KEPT)
    assert 'name="reason"' in as_specialist.get(client_of_ours.get_absolute_url()).content.decode()


def test_a_reason_that_is_none_of_the_choices_is_not_taken(as_specialist: Actor) -> None:
    client = tamme_puit(as_specialist.user)
    address = reverse("clients:reason", args=[client.pk])
    assert as_specialist.post(address, {"reason": "24503120016"}).status_code == 200
    assert 'name="reason"' in as_specialist.get(client.get_absolute_url()).content.decode()


def test_a_client_is_added_and_its_page_opens_at_once(as_specialist: Actor) -> None:
    facts = {"kind": "organisation", "name": "Soo Turvas OÜ", "registry_code": "10000024", "language": "et"}
    page = as_specialist.post(reverse("clients:create"), facts, follow=True)
    assert "Soo Turvas" in page.content.decode()
    assert Client.objects.get().registry_code == "10000024"


def test_a_twin_is_refused_on_the_form(as_specialist: Actor, client_of_ours: Client) -> None:
    facts = {"kind": "organisation", "name": "Teine", "registry_code": "10000001", "language": "et"}
    page = as_specialist.post(reverse("clients:create"), facts)
    assert page.status_code == 200
    assert Client.objects.count() == 1


def test_facts_are_changed(as_specialist: Actor, client_of_ours: Client) -> None:
    facts = {"name": "Tamme Puit AS", "registry_code": "10000001", "language": "ru", "status": "ended"}
    as_specialist.post(reverse("clients:change", args=[client_of_ours.pk]), facts)
    client_of_ours.refresh_from_db()
    assert (client_of_ours.name, client_of_ours.language, client_of_ours.status) == (
        "Tamme Puit AS",
        "ru",
        "ended",
    )


def test_a_contact_is_added_tried_and_taken_away(as_specialist: Actor, client_of_ours: Client) -> None:
    as_specialist.post(reverse("clients:add_contact", args=[client_of_ours.pk]), {"value": "662 5999"})
    phone = client_of_ours.contacts.phones().get()

    as_specialist.post(reverse("clients:try_contact", args=[phone.pk]), {"works": "yes"})
    phone.refresh_from_db()
    assert (phone.works, phone.verified_by) == (Works.YES, as_specialist.user)

    as_specialist.post(reverse("clients:try_contact", args=[phone.pk]), {"remove": "1"})
    assert not client_of_ours.contacts.phones().exists()


def test_a_swap_after_trying_a_contact_equals_that_part_of_a_fresh_page(
    as_specialist: Actor, client_of_ours: Client
) -> None:
    contact = mari_tamm().contacts.get()
    swapped = as_specialist.post(
        reverse("clients:try_contact", args=[contact.pk]),
        {"works": "yes", "client": client_of_ours.pk},
        headers={"HX-Request": "true"},
    ).content.decode()
    fresh = as_specialist.get(client_of_ours.get_absolute_url()).content.decode()

    def bare(text: str) -> list[str]:
        return [line.strip() for line in text.splitlines() if line.strip() and "csrf" not in line]

    assert 'id="contacts"' in swapped
    part = bare(swapped)
    whole = bare(fresh)
    start = whole.index(part[0])
    assert whole[start : start + len(part)] == part


def test_somebody_known_is_joined_with_one_press(as_specialist: Actor, client_of_ours: Client) -> None:
    other = actions.create_client(kind=Kind.ORGANISATION, name="Soo Turvas OÜ", by=as_specialist.user)
    give_reason(as_specialist, other)
    address = reverse("clients:add_person", args=[other.pk])

    assert "Mari Tamm" in as_specialist.post(address, {"text": "mari", "find": "1"}).content.decode()
    as_specialist.post(address, {"text": "mari", "person": mari_tamm().pk, "role": "raamatupidaja"})

    assert set(Client.objects.of_person(mari_tamm().pk)) == {client_of_ours, other}


def test_a_new_person_is_added_and_later_no_longer_acts(as_specialist: Actor, client_of_ours: Client) -> None:
    facts = {
        "first_name": "Kadri",
        "last_name": "Lepp",
        "language": "et",
        "role": "raamatupidaja",
        "new": "1",
    }
    as_specialist.post(reverse("clients:add_person", args=[client_of_ours.pk]), facts)
    role = ClientRole.objects.get(person__last_name="Lepp")
    assert "Kadri Lepp" in as_specialist.get(role.person.get_absolute_url()).content.decode()

    as_specialist.post(reverse("clients:end_role", args=[role.pk]))
    assert "Kadri Lepp" not in as_specialist.get(client_of_ours.get_absolute_url()).content.decode()


def test_the_search_shows_its_own_rows_and_logs_them(as_specialist: Actor, client_of_ours: Client) -> None:
    page = as_specialist.post(reverse("clients:index"), {"text": "tamme puit"})
    assert "Tamme Puit" in page.content.decode()
    assert AccessLogEntry.objects.get().purpose == "search"


def test_the_list_goes_on_after_its_last_row(as_specialist: Actor) -> None:
    for number in range(30):
        Client.objects.create(kind=Kind.ORGANISATION, name=f"Klient {number:02}")
    first = as_specialist.get(reverse("clients:index")).content.decode()
    assert "Klient 24" in first
    assert "Klient 25" not in first
    last = Client.objects.get(name="Klient 24")
    second = as_specialist.get(reverse("clients:index"), {"after": last.pk}).content.decode()
    assert "Klient 25" in second
    assert "Klient 24" not in second


def test_a_page_asks_the_same_number_of_questions_for_one_row_or_many(
    as_specialist: Actor, client_of_ours: Client
) -> None:
    pages = [reverse("clients:index"), client_of_ours.get_absolute_url(), mari_tamm().get_absolute_url()]
    one = [questions(as_specialist, page) for page in pages]
    for number in range(20):
        other = Client.objects.create(kind=Kind.ORGANISATION, name=f"Tamme {number}")
        person = actions.create_person(first_name="Isik", last_name=f"Nr {number}", by=None)
        actions.add_role(person=person, client=client_of_ours, role="töötaja", by=None)
        actions.add_role(person=mari_tamm(), client=other, role="töötaja", by=None)
        for owner in ({"person": person}, {"client": client_of_ours}, {"person": mari_tamm()}):
            actions.add_contact(kind="email", value=f"a{number}@b.example", by=None, **owner)

    assert [questions(as_specialist, page) for page in pages] == one
    assert max(one) <= 20


def test_the_administrator_sees_no_client(as_administrator: Actor, client_of_ours: Client) -> None:
    assert as_administrator.get(reverse("clients:index")).status_code == 403
    assert as_administrator.get(client_of_ours.get_absolute_url()).status_code == 403
