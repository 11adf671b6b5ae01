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
        ("oü pu tamme", "Tamme Puit OÜ"),
        ("amm", "Tamme Puit OÜ"),
        ("oie aed", "Õie Aed OÜ"),
        ("zanna sokolaad", "Žanna Šokolaad OÜ"),
        ("kaevandsu", "Kaasiku Kaevandus AS"),
        ("kaasku kaevandsu", "Kaasiku Kaevandus AS"),
        ("puiit tame", "Tamme Puit OÜ"),
        ("puti tamme", "Tamme Puit OÜ"),
        ("tammme pui", "Tamme Puit OÜ"),
        ("shokolaad", "Žanna Šokolaad OÜ"),
        ("10000001", "Tamme Puit OÜ"),
        ("1000000", "Tamme Puit OÜ"),
        ("puit 10000", "Tamme Puit OÜ"),
        ("5550 0001", "Tamme Puit OÜ"),
        ("+37255500001", "Tamme Puit OÜ"),
        ("00372 5550 0001", "Tamme Puit OÜ"),
        ("(+372) 5550-0001", "Tamme Puit OÜ"),
        ("0001", "Tamme Puit OÜ"),
        ("500 00", "Tamme Puit OÜ"),
        ("info@tamme", "Tamme Puit OÜ"),
        ("@tammepuit", "Tamme Puit OÜ"),
        ("INFO@tammepuit.example", "Tamme Puit OÜ"),
        ("puit.exam", "Tamme Puit OÜ"),
    ],
)
@pytest.mark.slow
def test_a_client_is_found_by_any_fragment(house: Client, typed: str, found: str) -> None:
    assert [client.name for client in find_clients(typed)] == [found]


@pytest.mark.parametrize(
    "typed",
    ["mari", "tamm mari", "Marri Tamm", "24503120016", "55500001", "5000", "+372 5550"],
)
def test_a_person_is_found_by_any_fragment_but_never_by_part_of_the_code(house: Client, typed: str) -> None:
    assert [str(person) for person in find_persons(typed)] == ["Mari Tamm"]
    assert find_persons("2450312") == []


@pytest.mark.parametrize("typed", ["puit kaevandsu", "kask puit", "aasiku puut", "xx tamme", "tomm"])
def test_every_word_must_be_explained(house: Client, typed: str) -> None:
    assert find_clients(typed) == []


def test_a_merged_client_is_found_no_more(house: Client) -> None:
    other = Client.objects.create(kind=Kind.ORGANISATION, name="Tamme Puit osaühing", merged_into=house)
    assert find_clients("tamme puit") == [house] and find_clients("tame puiit") == [house]
    assert other not in find_clients("osaühing")


def test_names_that_begin_with_the_fragment_stand_first(house: Client) -> None:
    for name in ["Aia Tamme OÜ", "Ühistu Tamme", "Tammemäe Talu"]:
        Client.objects.create(kind=Kind.ORGANISATION, name=name)
    listed = [client.name for client in find_clients("tamme")]
    assert listed == ["Tamme Puit OÜ", "Tammemäe Talu", "Aia Tamme OÜ", "Ühistu Tamme"]


def test_a_whole_code_stands_before_a_number_that_holds_it(house: Client, as_specialist: Actor) -> None:
    other = Client.objects.create(kind=Kind.ORGANISATION, name="Aardla OÜ")
    actions.add_contact(kind="phone", value="+358 1000 0001 1", client=other, by=as_specialist.user)
    assert [client.name for client in find_clients("10000001")] == ["Tamme Puit OÜ", "Aardla OÜ"]


def test_the_line_says_through_which_contact_it_was_found(house: Client, as_specialist: Actor) -> None:
    hits = clients(as_specialist.user, "5550 0001")
    assert [(hit.title, hit.detail) for hit in hits] == [
        ("Tamme Puit OÜ", "10000001 · 5550 0001"),
        ("Mari Tamm", "Tamme Puit OÜ · 5550 0001"),
    ]


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
