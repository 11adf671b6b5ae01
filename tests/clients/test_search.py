"""Finding clients by any fragment, and the Estonian alphabet."""

import pytest

from desk.clients import actions
from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.clients.search import clients, find_clients, find_persons
from desk.ordering import fold
from desk.records.models import AccessLogEntry
from tests.clients.world import mari_tamm, tamme_puit
from tests.conftest import Actor

NAMES = ["Saar", "Šokolaad", "Zorro", "Žanna", "Tamm", "Uus", "Vana", "Õie", "Ämber", "Öö", "Ülo", "Xenon"]


@pytest.fixture
def house(as_specialist: Actor) -> Client:
    for name in ["Õie Aed OÜ", "Kaasiku Kaevandus AS", "Žanna Šokolaad OÜ"]:
        actions.create_client(kind=Kind.ORGANISATION, name=name, by=as_specialist.user)
    return tamme_puit(as_specialist.user)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("tamme", "Tamme Puit OÜ"),
        ("PUIT tam", "Tamme Puit OÜ"),
        ("oie aed", "Õie Aed OÜ"),
        ("zanna sokolaad", "Žanna Šokolaad OÜ"),
        ("kaevandsu", "Kaasiku Kaevandus AS"),
        ("10000001", "Tamme Puit OÜ"),
        ("1000000", "Tamme Puit OÜ"),
        ("5550 0001", "Tamme Puit OÜ"),
        ("+37255500001", "Tamme Puit OÜ"),
        ("info@tamme", "Tamme Puit OÜ"),
    ],
)
def test_a_client_is_found_by_any_fragment(house: Client, typed: str, found: str) -> None:
    assert [client.name for client in find_clients(typed)] == [found]


@pytest.mark.parametrize("typed", ["mari", "tamm mari", "Marri Tamm", "24503120016", "55500001"])
def test_a_person_is_found_by_any_fragment_but_never_by_part_of_the_code(house: Client, typed: str) -> None:
    assert [str(person) for person in find_persons(typed)] == ["Mari Tamm"]
    assert find_persons("2450312") == []


@pytest.mark.parametrize("typed", ["", "  ", "%", "_", "\\", "olematu klient", "kedagi@ei.example"])
def test_nothing_is_found_by_what_nobody_has(house: Client, typed: str) -> None:
    assert find_clients(typed) == []


def test_the_search_box_tells_whose_person_it_is(house: Client, as_specialist: Actor) -> None:
    hits = clients(as_specialist.user, "mari tamm")
    assert [(hit.title, hit.detail) for hit in hits] == [("Mari Tamm", "Tamme Puit OÜ")]


def test_the_search_box_shows_clients_to_the_desk_alone(house: Client, as_administrator: Actor) -> None:
    assert clients(as_administrator.user, "tamme") == []


@pytest.mark.django_db
def test_names_stand_in_the_order_of_the_estonian_alphabet() -> None:
    for name in reversed(NAMES):
        Client.objects.create(kind=Kind.ORGANISATION, name=name)
    listed = [client.name for client in Client.objects.in_estonian_order()]
    assert listed == NAMES
    third = Client.objects.get(name=NAMES[2])
    assert [row.name for row in Client.objects.in_estonian_order().after(third.pk)] == NAMES[3:]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Õie  Aed", "ŠŽ", "Crème Brûlée", "ÄÖÜ"])
def test_what_is_typed_and_what_is_stored_fold_alike(name: str) -> None:
    client = Client.objects.create(kind=Kind.ORGANISATION, name=name)
    client.refresh_from_db()
    assert fold(client.search_name) == fold(name)


def test_whom_the_search_box_shows_stands_in_the_access_log(house: Client, as_specialist: Actor) -> None:
    as_specialist.post("/search/", {"text": "tamm"})
    looked = AccessLogEntry.objects.values_list("shown_kind", "shown_id", "purpose")
    assert set(looked) == {("client", house.pk, "search"), ("person", mari_tamm().pk, "search")}
