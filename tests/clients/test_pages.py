"""Pages of clients and contact persons, as a specialist uses them."""

import pytest
from django.urls import reverse

from desk import clock
from desk.clients import actions
from desk.clients.enums import Kind, Works
from desk.clients.likeness import compare_all
from desk.clients.models import Client, ClientRole, Merge, Pair, Person
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


@pytest.mark.slow
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


def test_the_fields_of_another_kind_are_shown_and_nothing_typed_is_lost(as_specialist: Actor) -> None:
    typed = {"kind": "sole_trader", "name": "Karl Rebane", "phone": "5550 0009", "show": "1"}
    page = as_specialist.post(reverse("clients:create"), typed).content.decode()
    assert 'name="personal_code"' in page
    assert 'name="registry_code"' in page
    assert 'value="Karl Rebane"' in page
    assert 'value="5550 0009"' in page
    assert 'name="parent"' not in page
    assert not Client.objects.exists()


def test_a_form_shows_the_fields_of_its_kind_alone(as_specialist: Actor) -> None:
    def fields(kind: str) -> set[str]:
        page = as_specialist.post(reverse("clients:create"), {"kind": kind, "show": "1"}).content.decode()
        names = ("registry_code", "personal_code", "parent", "legal_form", "country")
        return {name for name in names if f'name="{name}"' in page}

    assert fields("organisation") == {"registry_code", "legal_form", "country"}
    assert fields("agency") == {"registry_code", "parent"}
    assert fields("person") == {"personal_code", "country"}
    assert fields("sole_trader") == {"registry_code", "personal_code", "country"}


def test_a_unit_is_added_under_its_authority(as_specialist: Actor) -> None:
    valley = actions.create_client(
        kind=Kind.AGENCY, name="Näidisvalla Valitsus", registry_code="70000013", by=as_specialist.user
    )
    facts = {"kind": "agency", "name": "Keskkonnaosakond", "parent": "7000 0014", "language": "et"}
    assert "70000013" not in as_specialist.post(reverse("clients:create"), facts).content.decode()
    facts["parent"] = "70000013"
    page = as_specialist.post(reverse("clients:create"), facts, follow=True).content.decode()
    unit = Client.objects.get(name="Keskkonnaosakond")
    assert unit.parent == valley
    assert valley.get_absolute_url() in page
    give_reason(as_specialist, valley)
    assert "Keskkonnaosakond" in as_specialist.get(valley.get_absolute_url()).content.decode()


def test_a_foreigner_is_added_and_an_odd_code_is_said_on_the_page(as_specialist: Actor) -> None:
    facts = {"kind": "organisation", "name": "Rīgas Koks", "country": "LV", "language": "en"}
    facts["registry_code"] = "4000"
    page = as_specialist.post(reverse("clients:create"), facts, follow=True).content.decode()
    assert (Client.objects.get().country, Client.objects.get().registry_code) == ("LV", "4000")
    assert "(LV)" in page
    assert "Läti" in page or "Latvia" in page


def test_whom_we_may_have_already_is_asked_before_somebody_is_added(
    as_specialist: Actor, client_of_ours: Client
) -> None:
    facts = {"kind": "organisation", "name": "OÜ TAMME PUIT", "language": "et", "phone": "662 5999"}
    page = as_specialist.post(reverse("clients:create"), facts).content.decode()
    assert client_of_ours.get_absolute_url() in page
    assert 'name="sure"' in page
    assert Client.objects.count() == 1

    as_specialist.post(reverse("clients:create"), {**facts, "sure": "1"})
    assert Client.objects.get(name="OÜ TAMME PUIT").contacts.get().value == "+3726625999"


def test_a_caller_we_may_have_already_is_joined_with_one_press(
    as_specialist: Actor, client_of_ours: Client
) -> None:
    facts = {"first_name": "Mari", "last_name": "Tamn", "language": "et", "role": "omanik", "new": "1"}
    address = reverse("clients:add_person", args=[client_of_ours.pk])
    page = as_specialist.post(address, facts).content.decode()
    assert f'name="person" value="{mari_tamm().pk}"' in page
    assert Person.objects.count() == 1

    as_specialist.post(address, {**facts, "person": mari_tamm().pk})
    assert set(mari_tamm().roles.values_list("role", flat=True)) == {"juhatuse liige", "omanik"}


def test_what_is_alike_is_shown_while_it_is_typed_and_logged(
    as_specialist: Actor, client_of_ours: Client
) -> None:
    address = reverse("clients:alike")
    shown = as_specialist.post(address, {"name": "tamme puit", "country": "EE"}).content.decode()
    assert "Tamme Puit OÜ" in shown
    assert AccessLogEntry.objects.get().purpose == "search"
    persons = {"what": "persons", "first_name": "Mari", "last_name": "Tamm"}
    assert "Mari Tamm" in as_specialist.post(address, persons).content.decode()


def test_a_pair_is_compared_merged_and_parted_on_pages(as_specialist: Actor, client_of_ours: Client) -> None:
    twin = actions.create_client(kind=Kind.ORGANISATION, name="OÜ TAMME PUIT", by=as_specialist.user)
    compare_all()
    listed = as_specialist.get(reverse("clients:duplicates")).content.decode()
    address = reverse("clients:merge", args=[client_of_ours.pk]) + f"?with={twin.pk}"
    assert address in listed
    assert "OÜ TAMME PUIT" in as_specialist.get(address).content.decode()

    page = as_specialist.post(address, {"kept": client_of_ours.pk}, follow=True).content.decode()
    assert "OÜ TAMME PUIT" in page
    assert as_specialist.get(twin.get_absolute_url()).headers["Location"] == client_of_ours.get_absolute_url()
    assert "TAMME" not in as_specialist.get(reverse("clients:duplicates")).content.decode()
    assert "OÜ TAMME PUIT" not in as_specialist.get(reverse("clients:index")).content.decode()

    merge = Merge.objects.get()
    as_specialist.post(reverse("clients:undo_merge", args=[merge.pk]))
    twin.refresh_from_db()
    assert twin.merged_into is None
    assert "TAMME" in as_specialist.get(reverse("clients:duplicates")).content.decode()


def test_the_timeline_of_the_kept_one_tells_the_story_of_both(
    as_specialist: Actor, client_of_ours: Client
) -> None:
    twin = actions.create_client(kind=Kind.ORGANISATION, name="OÜ TAMME PUIT", by=as_specialist.user)
    actions.change_client(client=twin, language="ru", by=as_specialist.user)
    address = reverse("records:client_timeline", args=[client_of_ours.pk])
    before = as_specialist.get(address).content.decode().count("<li>")
    actions.merge_clients(lost=twin, kept=client_of_ours, by=as_specialist.user)
    assert as_specialist.get(address).content.decode().count("<li>") == before + 3


def test_two_of_different_codes_cannot_be_merged_on_the_page(
    as_specialist: Actor, client_of_ours: Client
) -> None:
    other = actions.create_client(
        kind=Kind.ORGANISATION, name="Tamme Puit", registry_code="10000024", by=as_specialist.user
    )
    address = reverse("clients:merge", args=[client_of_ours.pk]) + f"?with={other.pk}"
    assert as_specialist.get(address).content.decode().count("disabled") == 2
    as_specialist.post(address, {"kept": other.pk})
    assert not Merge.objects.exists()


def test_not_the_same_is_said_once(as_specialist: Actor, client_of_ours: Client) -> None:
    actions.create_client(kind=Kind.ORGANISATION, name="OÜ TAMME PUIT", by=as_specialist.user)
    compare_all()
    as_specialist.post(reverse("clients:different", args=[Pair.objects.get().pk]))
    compare_all()
    assert "TAMME" not in as_specialist.get(reverse("clients:duplicates")).content.decode()


def test_the_forty_clients_of_a_bookkeeper_stand_in_order_and_one_may_come_back(
    as_specialist: Actor, client_of_ours: Client
) -> None:
    kadri = actions.create_person(first_name="Kadri", last_name="Lepp", by=None)
    for number in range(40):
        client = Client.objects.create(kind=Kind.ORGANISATION, name=f"Klient {number:02}")
        actions.add_role(person=kadri, client=client, role="raamatupidaja", by=None)
    actions.add_role(person=kadri, client=client_of_ours, role="raamatupidaja", by=None)
    role = kadri.roles.get(client__name="Klient 07")

    as_specialist.post(reverse("clients:end_role", args=[role.pk]), {"person": "1"})
    page = as_specialist.get(kadri.get_absolute_url()).content.decode()
    assert page.index("Klient 06") < page.index("Klient 39") < page.index("Klient 07")

    as_specialist.post(reverse("clients:restore_role", args=[role.pk]))
    page = as_specialist.get(kadri.get_absolute_url()).content.decode()
    assert page.index("Klient 06") < page.index("Klient 07") < page.index("Klient 08")


@pytest.mark.slow
def test_pages_of_duplicates_ask_the_same_number_of_questions_for_one_row_or_many(
    as_specialist: Actor, client_of_ours: Client
) -> None:
    twin = actions.create_client(kind=Kind.ORGANISATION, name="OÜ TAMME PUIT", by=as_specialist.user)
    compare_all()
    pages = [
        reverse("clients:duplicates"),
        reverse("clients:merge", args=[client_of_ours.pk]) + f"?with={twin.pk}",
        reverse("clients:same_as", args=[client_of_ours.pk]),
    ]
    one = [questions(as_specialist, page) for page in pages]
    for number in range(10):
        other = actions.create_client(kind=Kind.ORGANISATION, name=f"Tamme Puit {number}", by=None)
        person = actions.create_person(first_name="Isik", last_name=f"Nr {number}", by=None)
        for client in (client_of_ours, twin, other):
            actions.add_role(person=person, client=client, role="töötaja", by=None)
            actions.add_contact(kind="email", value=f"a{number}@b.example", by=None, client=client)
    compare_all()

    assert [questions(as_specialist, page) for page in pages] == one
    assert max(one) <= 14
