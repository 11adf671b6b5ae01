"""The frame: navigation by role, what a person sets, a fragment opened by itself, the search box."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from desk import home, slots
from tests.conftest import Actor

pytestmark = pytest.mark.django_db


def test_every_line_of_the_navigation_leads_somewhere() -> None:
    assert all(home._address(entry.name) for entry in home.NAVIGATION)


def test_every_panel_of_the_workspace_has_its_page() -> None:
    assert all(home._address(name) for name, _title, _roles in home.PANELS)
    assert all(home._address(name) for name, _title in home.UNSENT)


def test_a_role_sees_its_own_lines(as_auditor: Actor, as_specialist: Actor) -> None:
    assert 'href="/records/access/"' in as_auditor.get("/").content.decode()
    assert 'href="/clients/"' not in as_auditor.get("/").content.decode()
    assert 'href="/records/access/"' not in as_specialist.get("/").content.decode()


def test_the_page_one_is_on_is_marked(as_specialist: Actor) -> None:
    lines = home.navigation(as_specialist.user, "/clients/new/")
    assert [line["url"] for line in lines if line["here"]] == ["/clients/"]
    assert not [line for line in home.navigation(as_specialist.user, "/style/") if line["here"]]
    assert [line["url"] for line in home.navigation(as_specialist.user, "/") if line["here"]] == ["/"]


def test_the_language_is_kept_in_the_record_and_its_history(as_specialist: Actor) -> None:
    answer = as_specialist.post("/preferences/", {"language": "en", "next": "/style/"})
    assert answer["Location"] == "/style/"
    as_specialist.user.refresh_from_db()
    assert as_specialist.user.language == "en"
    assert as_specialist.user.history.latest().history_user == as_specialist.user


@pytest.mark.parametrize("language", ["ru", "xx", ""])
def test_pages_of_staff_speak_estonian_or_english(as_specialist: Actor, language: str) -> None:
    as_specialist.post("/preferences/", {"language": language})
    as_specialist.user.refresh_from_db()
    assert as_specialist.user.language == "et"


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:1"])
def test_preferences_never_lead_to_another_site(as_specialist: Actor, address: str) -> None:
    assert as_specialist.post("/preferences/", {"theme": "dark", "next": address})["Location"] == "/"


def test_a_theme_that_does_not_exist_is_not_kept(as_specialist: Actor) -> None:
    assert "theme" not in as_specialist.post("/preferences/", {"theme": "pink"}).cookies
    as_specialist.cookies["theme"] = '"><script>'
    assert "data-theme" not in as_specialist.get("/style/").content.decode()


def test_a_fragment_opened_by_itself_is_a_page(as_head: Actor) -> None:
    alone = as_head.get(reverse("stats:home_panel"))
    assert "<title>" in alone.content.decode()
    assert "HX-Request" in alone["Vary"]
    asked = as_head.get(reverse("stats:home_panel"), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in asked
    assert asked.strip() in alone.content.decode()


@pytest.fixture
def two_rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    def clients(user: object, text: str, limit: int) -> list[slots.Hit]:
        return [slots.Hit("Kliendid", f"{text} <OÜ>", "10000001", "/clients/1/")]

    def tickets(user: object, text: str, limit: int) -> list[slots.Hit]:
        return [
            slots.Hit("Piletid", "KT-1", "", "/tickets/1/"),
            slots.Hit("Piletid", "KT-2", "", "/tickets/2/"),
        ]

    monkeypatch.setattr(slots, "each", lambda slot: iter([clients, tickets] if slot == "SEARCHES" else []))


def test_search_groups_what_the_rooms_find(as_specialist: Actor, two_rooms: None) -> None:
    page: Any = as_specialist.post("/search/", {"text": " Tamme "})
    groups = [(group.title, len(group.hits)) for group in page.context["groups"]]
    assert groups == [("Kliendid", 1), ("Piletid", 2)]
    assert "<mark>Tamme</mark> &lt;OÜ&gt;" in page.content.decode()


def test_search_answers_htmx_with_the_results_alone(as_specialist: Actor, two_rooms: None) -> None:
    answer = as_specialist.post("/search/", {"text": "Tamme"}, headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert "/tickets/2/" in answer.content.decode()


def test_one_letter_asks_no_room(as_specialist: Actor, two_rooms: None) -> None:
    assert as_specialist.post("/search/", {"text": "T"}).context["count"] == 0


def test_an_address_never_carries_what_was_searched(as_specialist: Actor, two_rooms: None) -> None:
    assert as_specialist.get("/search/?text=Tamme").context["count"] == 0


def test_who_is_not_at_the_desk_does_not_search(as_auditor: Actor, as_stranger: Client) -> None:
    assert as_auditor.post("/search/", {"text": "Tamme"}).status_code == 403
    assert as_stranger.post("/search/", {"text": "Tamme"}).status_code == 302
