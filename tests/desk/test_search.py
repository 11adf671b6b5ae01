"""The search box: what is marked, what differs by a slip, numbers without their letters, a room by itself."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from desk.clients.models import Client
from desk.enquiries.search import find_enquiries
from desk.ordering import fold, fold_signs, resembles, slips
from desk.search import Typed, find, rooms
from tests.clients.world import tamme_puit
from tests.conftest import Actor
from tests.contracts.conftest import Ground, ground, reference  # noqa: F401  (fixtures)
from tests.enquiries.world import asked as enquiry_of

words = st.text("abcdeõž", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("line", "text", "marked"),
    [
        ("Tamme Puit OÜ", "tam", "<mark>Tam</mark>me Puit OÜ"),
        ("Õie Aed OÜ", "aed oie", "<mark>Õie</mark> <mark>Aed</mark> OÜ"),
        ("Tamme Puit OÜ", "tame puiit", "<mark>Tamme</mark> <mark>Puit</mark> OÜ"),
        ("5550 0001", "+372 55500001", "<mark>5550 0001</mark>"),
        ("10000018 · 5550 0011", "5550 00", "10000018 · <mark>5550 00</mark>11"),
        ("info@tammepuit.example", "@tamme", "info<mark>@tamme</mark>puit.example"),
        ("Kask & <Ko>", "ko kask", "<mark>Kask</mark> &amp; &lt;<mark>Ko</mark>&gt;"),
        ("Kalakasvatus", "kala alak", "<mark>Kala</mark><mark>k</mark>asvatus"),
        ("Tamme", "5", "Tamme"),
    ],
)
def test_what_was_typed_is_marked(line: str, text: str, marked: str) -> None:
    assert Typed(text).marked(line, near=True) == marked


@given(st.text(max_size=30), st.text(max_size=12))
def test_marking_loses_no_sign_and_lets_no_html_through(line: str, text: str) -> None:
    html = Typed(text).marked(line, near=True)
    assert "<" not in html.replace("<mark>", "").replace("</mark>", "")


@given(st.text(max_size=30))
def test_folding_signs_keeps_their_places(text: str) -> None:
    assert len(fold_signs(text)) == len(text)


@given(words, words)
def test_a_word_and_each_of_its_beginnings_have_no_slips(word: str, rest: str) -> None:
    assert slips(fold(word), fold(word + rest)) == 0


@given(words, words)
def test_slips_are_never_more_than_the_letters_typed(typed: str, word: str) -> None:
    assert 0 <= slips(typed, word) <= len(typed)


@pytest.mark.parametrize(
    ("typed", "word", "alike"),
    [
        ("tame", "tamme", True), ("puiit", "puit", True), ("puti", "puit", True),
        ("kaevandsu", "kaevandus", True),
        ("kaevan", "kaevandus", True), ("shokolad", "sokolaad", True), ("tam", "tom", False),
        ("kask", "kuusk", False), ("metsa", "mets", True), ("kaevandus", "kalandus", True),
        ("kivi", "kala", False),
    ],
)  # fmt: skip
def test_how_many_slips_are_forgiven(typed: str, word: str, alike: bool) -> None:
    assert resembles(typed, word) == alike


@pytest.mark.django_db
def test_a_room_that_finds_only_numbers_says_so() -> None:
    assert {str(room["name"]): room["by_number"] for room in rooms()} == {
        "clients": False,
        "enquiries": False,
        "papers": True,
        "documents": True,
        "guides": False,
        "tickets": True,
    }


def test_one_room_is_asked_alone(as_specialist: Actor) -> None:
    tamme_puit(as_specialist.user)
    assert [group.title for group in find(as_specialist.user, "tamm")] == ["Kliendid", "Kontaktisikud"]
    assert find(as_specialist.user, "tamm", "documents") == []


def test_more_than_a_box_holds_is_said_and_shown_on_its_page(as_specialist: Actor) -> None:
    Client.objects.bulk_create(Client(kind="organisation", name=f"Kase {n} Talu") for n in range(60))
    (group,) = find(as_specialist.user, "kase talu")
    assert (len(group.hits), group.more) == (8, True)
    page = as_specialist.post("/search/", {"text": "kase talu", "all": "clients"})
    (group,) = page.context["groups"]
    assert (len(group.hits), group.more) == (50, True)


@pytest.mark.parametrize("typed", ["{whole}", "{lower}", "p {year} {n}", "{year}-{n}", "{n:03}"])
def test_an_enquiry_is_found_by_its_number(as_specialist: Actor, typed: str) -> None:
    enquiry = enquiry_of(as_specialist.user)
    _letter, year, n = enquiry.number.split("-")
    number = int(n)
    text = typed.format(whole=enquiry.number, lower=enquiry.number.lower(), year=year, n=number)
    assert find_enquiries(as_specialist.user, text) == [enquiry]


@pytest.mark.parametrize("typed", ["{whole}", "kl {year} {n}", "KL{n:04}", "{year}-{n:04}", "{n:03}"])
@pytest.mark.slow
def test_a_document_is_found_by_its_number(ground: Ground, as_specialist: Actor, typed: str) -> None:  # noqa: F811
    document = ground.sent().authorisations.get()
    _prefix, year, n = document.number.split("-")
    text = typed.format(whole=document.number, year=year, n=int(n))
    (group,) = find(as_specialist.user, text, "documents")
    assert [hit.url for hit in group.hits] == [f"/documents/{document.package_id}/"]


@pytest.mark.parametrize(
    "text", ["tamme", "puiit tame", "5550 0001", "info@tamme", "10000001", "kedagi pole"]
)
@pytest.mark.slow
def test_a_search_asks_few_questions(as_specialist: Actor, text: str) -> None:
    tamme_puit(as_specialist.user)
    with CaptureQueriesContext(connection) as asked:
        as_specialist.post("/search/", {"text": text, "room": "clients"}, headers={"HX-Request": "true"})
    sql = [query["sql"] for query in asked]
    ours = [each for each in sql if "SAVEPOINT" not in each and "records_clock" not in each]
    assert len(ours) <= 12, ours
