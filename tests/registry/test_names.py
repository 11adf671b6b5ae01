"""Names of the register while somebody writes down a new client, behind its switch."""

import logging
import time
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from desk.clients.models import Client
from desk.outbox import OutsideTrouble, PassingError, PermanentError
from registry import names, web
from tests.simulators.business_register import Running

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HTMX = {"hx-request": "true"}


@pytest.fixture
def offered(register: Running, settings: Any) -> Running:
    """The switch is on, and the pretended register gives names."""
    settings.REGISTRY_NAMES_URL = f"{register.url}est/api/autocomplete"
    register.state.slow = 2
    return register


@pytest.fixture
def as_english(as_specialist: Any) -> Any:
    as_specialist.user.language = "en"
    as_specialist.user.save()
    return as_specialist


def ask(actor: Any, headers: dict[str, str] | None = None, **typed: str) -> str:
    answer = actor.post(reverse("registry:names"), {"kind": "organisation", **typed}, headers=headers or HTMX)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_gateway_gives_code_name_form_and_status(offered: Running) -> None:
    found = names.like(names.configured(), "  kaasiku  kae ")
    assert found == (names.Found("10000018", "Kaasiku Kaevandus AS", "AS", "R"),)
    assert len(names.like(names.configured(), "Mets")) == names.MOST
    assert names.like(names.configured(), "ka") == ()
    names.ping()


@pytest.mark.parametrize(
    ("kind", "error", "code"),
    [
        ("http500", PassingError, "fault"),
        ("http503", PassingError, "fault"),
        ("http403", PermanentError, "access"),
        ("redirect", PermanentError, "unexpected"),
        ("slow", PassingError, "timeout"),
        ("drip", PassingError, "timeout"),
        ("huge", PermanentError, "too_big"),
        ("html", PassingError, "not_json"),
        ("empty", PassingError, "not_json"),
        ("list", PermanentError, "unexpected"),
        ("other", PermanentError, "unexpected"),
        ("strange", PermanentError, "unexpected"),
    ],
)
def test_each_bad_answer_is_one_of_our_errors_in_bounded_time_and_names_nobody(
    offered: Running, monkeypatch: Any, caplog: Any, kind: str, error: type, code: str
) -> None:
    monkeypatch.setattr(names, "BOUNDS", web.Bounds(connect=1, read=0.5, total=1))
    caplog.set_level(logging.DEBUG)
    offered.state.beside.names = kind
    began = time.monotonic()
    with pytest.raises(OutsideTrouble) as caught:
        names.like(names.configured(), "Liis Saar")
    assert time.monotonic() - began < 2.5
    assert (type(caught.value), caught.value.code) == (error, code)
    assert caught.value.__context__ is None
    assert "Liis" not in caplog.text


def test_nobody_waits_longer_than_three_seconds() -> None:
    assert (names.BOUNDS.connect, names.BOUNDS.read, names.BOUNDS.total) == (1, 2, 3)


def test_a_name_that_is_asked_about_stands_in_no_log(
    offered: Running, as_specialist: Any, caplog: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    assert "Liis Saar FIE" in ask(as_specialist, name="Liis Saar", kind="sole_trader")
    assert "Liis" not in caplog.text


def test_the_specialist_fills_the_form_of_a_new_client_from_the_register(
    offered: Running, as_english: Any
) -> None:
    page = as_english.get(reverse("clients:create")).content.decode()
    assert reverse("registry:names") in page and "Fill from the register" in page
    found = ask(as_english, name="kaasiku", phone="+372 5550 0002")
    assert "Kaasiku Kaevandus AS" in found and "unverified contract" in found and "sample" in found

    chosen = {"show": "1", "fill": "1", "kind": "organisation", "name": "Kaasiku Kaevandus AS",
              "registry_code": "10000018", "legal_form": "AS", "phone": "+372 5550 0002"}  # fmt: skip
    form = as_english.post(reverse("clients:create"), chosen, headers=HTMX)
    assert form.headers["HX-Trigger-After-Settle"]
    for value in ("Kaasiku Kaevandus AS", "10000018", "AS", "+372 5550 0002"):
        assert f'value="{value}"' in form.content.decode()
    assert not Client.objects.exists()  # nothing is added before the specialist does

    added = {name: value for name, value in chosen.items() if name not in {"show", "fill"}}
    as_english.post(reverse("clients:create"), {**added, "language": "et"})
    assert Client.objects.get().legal_form == "AS"


def test_without_javascript_the_names_come_as_a_page_and_nothing_typed_is_lost(
    offered: Running, as_english: Any
) -> None:
    page = ask(as_english, headers={"accept": "text/html"}, name="kaasiku", email="info@kaasiku.example")
    assert "<html" in page
    assert 'name="email" value="info@kaasiku.example"' in page
    assert 'name="registry_code" value="10000018"' in page


def test_sole_traders_and_agencies_come_as_what_they_are(offered: Running, as_english: Any) -> None:
    assert 'name="kind" value="sole_trader"' in ask(as_english, name="Liis Saar FIE")
    assert 'name="kind" value="agency"' in ask(as_english, name="Näidisvalla")
    assert "deleted" in ask(as_english, name="Kadunud")


def test_the_name_of_a_person_is_not_sent_to_the_register(
    offered: Running, as_english: Any, monkeypatch: Any
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(web, "get", lambda url, **rest: asked.append(url))
    assert "at least three letters" in ask(as_english, name="Mari Tamm", kind="person")
    assert not asked
    form = as_english.post(reverse("clients:create"), {"kind": "person"}, headers=HTMX).content.decode()
    assert reverse("registry:names") not in form


def test_while_it_is_away_the_form_is_filled_in_by_hand(offered: Running, as_english: Any) -> None:
    offered.state.beside.names = "http503"
    assert "Fill in the form by hand" in ask(as_english, name="kaasiku")


def test_no_transaction_is_open_while_the_person_waits(
    offered: Running, as_english: Any, monkeypatch: Any
) -> None:
    depth = len(connection.savepoint_ids)  # the test's own
    seen: list[int] = []

    def look(url: str, text: str) -> tuple[names.Found, ...]:
        seen.append(len(connection.savepoint_ids))
        return ()

    monkeypatch.setattr(names, "like", look)
    ask(as_english, name="kaasiku")
    assert seen == [depth]


def test_the_names_are_asked_for_by_post_alone(offered: Running, as_specialist: Any) -> None:
    assert as_specialist.get(reverse("registry:names")).status_code == 405


def test_off_nothing_shows(register: Running, as_specialist: Any) -> None:
    assert reverse("registry:names") not in as_specialist.get(reverse("clients:create")).content.decode()
    assert as_specialist.post(reverse("registry:names"), {"name": "kaasiku"}).status_code == 404
    with pytest.raises(PermanentError):
        names.configured()
