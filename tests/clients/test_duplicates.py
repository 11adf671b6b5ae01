"""Who resembles whom: when somebody is being written down, and among all that we have."""

from typing import Any

import pytest

from desk.clients import actions
from desk.clients.duplicates import Alike, clients_like, persons_like, weigh
from desk.clients.enums import Kind, Likeness
from desk.clients.likeness import compare_all, compare_changed
from desk.clients.models import Client, Pair
from desk.clients.sameness import SameCode, core_name
from tests.clients.world import mari_tamm, tamme_puit
from tests.conftest import Actor


def told(found: list[Alike]) -> list[tuple[str, tuple[Likeness, ...]]]:
    return [(str(each.row), each.reasons) for each in found]


@pytest.mark.parametrize(
    "name", ["OÜ TAMME PUIT", "Tamme  Puit osaühing", "Puit Tamme", "„Tamme Puit” OÜ", "tamme-puit"]
)
def test_a_name_is_the_same_whatever_its_form_order_and_signs(as_specialist: Actor, name: str) -> None:
    tamme_puit(as_specialist.user)
    assert told(clients_like(name=name)) == [("Tamme Puit OÜ", (Likeness.NAME,))]


def test_a_slip_of_the_finger_is_similar_and_another_name_is_not(as_specialist: Actor) -> None:
    tamme_puit(as_specialist.user)
    assert told(clients_like(name="Tame Puit")) == [("Tamme Puit OÜ", (Likeness.NEARLY,))]
    assert clients_like(name="Kaasiku Kaevandus AS") == []
    assert clients_like(name="OÜ") == []


@pytest.mark.parametrize("code", ["1000 0001", "EE10000001", "10000001"])
def test_a_code_is_the_same_however_it_is_written(as_specialist: Actor, code: str) -> None:
    tamme_puit(as_specialist.user)
    assert told(clients_like(registry_code=code)) == [("Tamme Puit OÜ", (Likeness.CODE,))]


def test_another_code_of_the_same_register_is_another_organisation(as_specialist: Actor) -> None:
    tamme_puit(as_specialist.user)
    assert clients_like(name="Tamme Puit OÜ", registry_code="10000024") == []
    assert clients_like(name="Tamme Puit", registry_code="40003521600", country="LV") != []


def test_a_phone_or_an_address_of_theirs_is_noticed(as_specialist: Actor) -> None:
    tamme_puit(as_specialist.user)
    assert told(clients_like(name="Puidukoda", contacts=["INFO@tammepuit.example"])) == [
        ("Tamme Puit OÜ", (Likeness.EMAIL,))
    ]
    found = persons_like(first_name="Mari", last_name="Tam", contacts=["5550 0001", ""])
    assert told(found) == [("Mari Tamm", (Likeness.NEARLY, Likeness.PHONE))]
    assert persons_like(first_name="Mari", last_name="Tamm", personal_code="24402020080") == []


def test_one_that_was_merged_away_is_no_candidate(as_specialist: Actor) -> None:
    kept = tamme_puit(as_specialist.user)
    lost = actions.create_client(kind=Kind.ORGANISATION, name="Tamme Puit", by=as_specialist.user)
    actions.merge_clients(lost=lost, kept=kept, by=as_specialist.user)
    assert [each.row for each in clients_like(name="Tamme Puit")] == [kept]
    assert [each.row for each in persons_like(first_name="Mari", last_name="Tamm")] == [mari_tamm()]


def test_two_reasons_weigh_more_than_one_and_never_more_than_a_code() -> None:
    assert weigh([Likeness.CODE]) == 100
    assert weigh([Likeness.NAME]) < weigh([Likeness.NAME, Likeness.PHONE]) < 100
    assert weigh([]) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["Tamme Puit OÜ", "AS Õie-Aed", "SIA „Rīgas Koks”", "FIE Mari Tamm", "Ülo & Ko UÜ", "OÜ"]
)
def test_the_database_and_the_program_find_the_same_core(name: str) -> None:
    Client.objects.create(kind=Kind.ORGANISATION, name=name, registry_code="40003-521.600", country="LV")
    row: Any = Client.objects.annotate(alike=SameCode("registry_code")).get()
    assert row.core_name.split() == core_name(name).split()
    assert row.alike == "40003521600"


def listed() -> list[tuple[str, str, list[str]]]:
    rows = Pair.objects.undecided().select_related(
        "first_client", "second_client", "first_person", "second_person"
    )
    return [
        (str(r.first_client or r.first_person), str(r.second_client or r.second_person), r.reasons)
        for r in rows
    ]


def test_the_worklist_names_pairs_by_strength_with_their_reasons(as_specialist: Actor) -> None:
    by = as_specialist.user
    tamme_puit(by)
    second = actions.create_client(kind=Kind.ORGANISATION, name="OÜ TAMME PUIT", by=by)
    actions.add_contact(kind="email", value="info@tammepuit.example", client=second, by=by)
    actions.create_client(kind=Kind.ORGANISATION, name="Tame Puit", by=by)
    actions.create_client(kind=Kind.ORGANISATION, name="Tamme Puit OÜ", registry_code="10000024", by=by)

    compare_all()
    compare_all()

    pairs = listed()
    assert pairs[0] == ("Tamme Puit OÜ", "OÜ TAMME PUIT", ["name", "email"])
    assert ("Tamme Puit OÜ", "Tame Puit", ["nearly"]) in pairs
    assert len(pairs) == len(set(map(str, pairs))) == 5


def test_a_person_is_not_paired_by_name_alone(as_specialist: Actor) -> None:
    by = as_specialist.user
    client = tamme_puit(by)
    namesake = actions.create_person(first_name="Mari", last_name="Tamm", by=by)
    compare_all()
    assert listed() == []

    actions.add_role(person=namesake, client=client, role="raamatupidaja", by=by)
    compare_all()
    assert listed() == [("Mari Tamm", "Mari Tamm", ["name", "client"])]


def test_an_address_of_a_crowd_pairs_nobody(as_specialist: Actor) -> None:
    for number in range(7):
        client = actions.create_client(
            kind=Kind.ORGANISATION, name=f"Klient {'abcdefg'[number] * 9}", by=as_specialist.user
        )
        actions.add_contact(kind="email", value="kadri.lepp@raamat.example", client=client, by=None)
    compare_all()
    assert listed() == []


def test_a_pair_said_to_be_different_comes_back_no_more(as_specialist: Actor) -> None:
    by = as_specialist.user
    tamme_puit(by)
    actions.create_client(kind=Kind.ORGANISATION, name="Tamme Puit", by=by)
    compare_all()

    actions.say_different(pair=Pair.objects.get(), by=by)
    compare_all()

    assert listed() == []
    assert Pair.objects.get().different_by == by


def test_a_pair_that_no_longer_looks_alike_leaves_the_worklist(as_specialist: Actor) -> None:
    by = as_specialist.user
    tamme_puit(by)
    other = actions.create_client(kind=Kind.ORGANISATION, name="Tamme Puit", by=by)
    compare_all()
    actions.change_client(client=other, name="Kuuse Koda", by=by)
    assert compare_changed() == 0
    assert listed() == []
