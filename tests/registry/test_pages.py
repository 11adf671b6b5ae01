"""What the specialist sees of the register, and what he can read out."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from desk import clock
from desk.clients.enums import Kind, Works
from desk.clients.models import Client, ClientRole, ContactPoint, Person
from desk.records.models import AccessLogEntry
from registry import tasks
from registry.models import Check
from tests.simulators.business_register import Running

pytestmark = pytest.mark.django_db

HTMX = {"hx-request": "true"}


@pytest.fixture
def mine(register: Running) -> Client:
    return Client.objects.create(
        kind=Kind.ORGANISATION, name="Kaasiku Kaevandus AS", registry_code="10000018"
    )


@pytest.fixture
def as_english(as_specialist: Any) -> Any:
    """The same specialist, who reads the pages in English."""
    as_specialist.user.language = "en"
    as_specialist.user.save()
    return as_specialist


def panel(actor: Any, client: Client) -> str:
    return str(actor.get(reverse("registry:client_panel", args=[client.pk]), headers=HTMX).content.decode())


def press(actor: Any, client: Client) -> str:
    return str(actor.post(reverse("registry:ask", args=[client.pk]), headers=HTMX).content.decode())


def work() -> None:
    """What the worker does."""
    for check in Check.objects.waiting():
        tasks.ask(check.pk)


def test_the_panel_polls_while_the_register_is_asked_and_then_stops(mine: Client, as_english: Any) -> None:
    assert "Ask the register" in panel(as_english, mine)

    waiting = press(as_english, mine)
    assert 'hx-trigger="every 2s"' in waiting
    assert "is being asked" in waiting
    seen = waiting.partition("?seen=")[2].partition('"')[0]
    address = f"{reverse('registry:client_panel', args=[mine.pk])}?seen={seen}"
    assert as_english.get(address, headers=HTMX).status_code == 204

    work()
    ready = as_english.get(address, headers=HTMX).content.decode()
    assert "hx-trigger" not in ready
    assert "The register answered: Two of three board members sign together" in ready
    assert "Two of three board members sign together: Jaan Kask, Liis Saar, Peeter Mägi." in ready
    assert "sample" in ready


def test_a_second_press_asks_nothing_twice(mine: Client, as_english: Any) -> None:
    press(as_english, mine)
    press(as_english, mine)
    assert Check.objects.count() == 1


def test_without_javascript_the_button_leads_to_the_history(mine: Client, as_english: Any) -> None:
    answer = as_english.post(reverse("registry:ask", args=[mine.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("registry:history", args=[mine.pk])
    assert "under way" in answer.content.decode()


def test_the_panel_says_in_words_that_the_register_is_down(
    mine: Client, as_english: Any, register: Running
) -> None:
    press(as_english, mine)
    register.state.fault = "html502"
    work()
    told = panel(as_english, mine)
    assert "Something answered in place of the Business Register." in told
    assert "asked again by itself" in told

    Check.objects.update(next_at=None)
    register.state.fault = "credentials"
    work()
    assert "neither a yes nor a no" in panel(as_english, mine)


def test_the_panel_shows_who_has_a_working_contact(mine: Client, as_english: Any) -> None:
    jaan = Person.objects.create(first_name="Jaan", last_name="Kask", personal_code="14007050024")
    ClientRole.objects.create(person=jaan, client=mine, role="juhatuse liige")
    email = ContactPoint.objects.create(person=jaan, kind="email", value="jaan.kask@kaasiku.example")
    press(as_english, mine)
    work()
    told = panel(as_english, mine)
    assert "e-mail: not confirmed" in told
    assert "Jaan Kask: the e-mail address has not been confirmed." in told
    assert "jaan.kask" not in told  # by what he is reached, not where

    ContactPoint.objects.filter(pk=email.pk).update(works=Works.NO)
    assert "Jaan Kask: the e-mail address does not work." in panel(as_english, mine)

    works(email)
    told = panel(as_english, mine)
    assert "e-mail: works" in told
    assert "Jaan Kask:" not in told
    assert "Liis Saar is not among the contact persons." in told


def works(email: ContactPoint) -> None:
    ContactPoint.objects.filter(pk=email.pk).update(
        works=Works.YES, created_at=clock.now() - timedelta(days=90)
    )


def test_nothing_is_missing_once_enough_of_them_can_be_reached(mine: Client, as_english: Any) -> None:
    for first, last, code in (("Jaan", "Kask", "14007050024"), ("Liis", "Saar", "23809230033")):
        person = Person.objects.create(first_name=first, last_name=last, personal_code=code)
        ClientRole.objects.create(person=person, client=mine, role="juhatuse liige")
        works(ContactPoint.objects.create(person=person, kind="email", value=f"{first.lower()}@k.example"))
    press(as_english, mine)
    work()
    told = panel(as_english, mine)
    assert "What is missing" not in told
    assert "Peeter Mägi" in told


def test_the_panel_shows_what_changed_since_the_check_before(
    mine: Client, as_english: Any, register: Running
) -> None:
    press(as_english, mine)
    work()
    board = register.state.organisations["10000018"]
    board.persons = board.persons[:2]
    board.groups = [board.persons]
    press(as_english, mine)
    work()
    told = panel(as_english, mine)
    assert "Peeter Mägi is no longer on the board." in told
    assert "Both board members sign together: Jaan Kask and Liis Saar." in told


def test_a_check_shows_its_proof_and_the_raw_answer_only_for_a_reason(mine: Client, as_english: Any) -> None:
    press(as_english, mine)
    work()
    check = Check.objects.get()
    page = as_english.get(check.get_absolute_url()).content.decode()
    exchange = check.exchanges.get()
    assert exchange.message_id in page
    assert "Aktsiaseltsi võivad esindada kaks (2) juhatuse liiget ühiselt." in page

    address = reverse("registry:raw", args=[exchange.pk])
    assert as_english.post(address).status_code == 302
    raw = as_english.post(address, {"reason": "document"})
    assert "Kaasiku Kaevandus AS" in raw.content.decode()
    entry = AccessLogEntry.objects.get(shown_kind="register_answer")
    assert (entry.shown_id, entry.purpose) == (exchange.pk, "document")


def test_a_question_that_was_given_up_is_listed_with_a_button(
    mine: Client, as_english: Any, register: Running
) -> None:
    press(as_english, mine)
    register.state.fault = "input"
    work()
    page = as_english.get(reverse("registry:unanswered")).content.decode()
    assert "The Business Register did not accept the question." in page

    register.state.fault = ""
    as_english.post(reverse("registry:again", args=[Check.objects.get().pk]))
    work()
    assert Check.objects.get().verdict == "joint"


def test_strangers_and_other_roles_see_no_checks(mine: Client, as_stranger: Any, as_level2: Any) -> None:
    address = reverse("registry:client_panel", args=[mine.pk])
    assert as_stranger.get(address).status_code == 302
    assert as_level2.get(address).status_code == 403


def test_the_line_is_read_out_in_estonian(mine: Client, as_specialist: Any) -> None:
    press(as_specialist, mine)
    work()
    told = panel(as_specialist, mine)
    assert "Kaks kolmest juhatuse liikmest allkirjastavad koos: Jaan Kask, Liis Saar, Peeter Mägi." in told
