"""The state's system of mandates, behind its switch: only shown, and silent in the logs."""

import logging
import time
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings as ours
from django.urls import reverse

from desk import clock, outbox
from desk.clients.enums import Kind
from desk.clients.models import Client, ClientRole, Person
from desk.http import Refused
from desk.outbox import JobState, OutsideTrouble, PassingError, PermanentError
from desk.records.models import AccessLogEntry, TimelineEntry
from registry import actions, health, mandates, tasks, web
from registry.models import Check, MandateQuestion
from tests.house import places
from tests.simulators.business_register import Running

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MARI, KADRI, OLEG = "24503120016", "24402020080", "14303030098"
HTMX = {"hx-request": "true"}


@pytest.fixture
def paasuke(register: Running, settings: Any) -> Running:
    """The switch is on, and the pretended system of mandates answers."""
    settings.PAASUKE_URL = f"{register.url}r1/ee-test/GOV/70006317/volitused/oraakel"
    settings.REGISTRY_XROAD_CLIENT = "ee-test/GOV/70008658/abilaud"
    settings.REGISTRY_XROAD_USER = "EE14101010079"
    register.state.slow = 2
    return register


@pytest.fixture
def access(paasuke: Running) -> mandates.Access:
    return mandates.configured()


@pytest.fixture
def tamme(paasuke: Running) -> Client:
    client = Client.objects.create(kind=Kind.ORGANISATION, name="Tamme Puit OÜ", registry_code="10000001")
    for first, last, code in (("Mari", "Tamm", MARI), ("Kadri", "Lepp", KADRI), ("Jānis", "Ozols", "")):
        person = Person.objects.create(first_name=first, last_name=last, personal_code=code)
        ClientRole.objects.create(client=client, person=person, role="esindaja")
    return client


def person(code: str) -> Person:
    return Person.objects.get(personal_code=code)


def work() -> None:
    """What the worker does."""
    for question in MandateQuestion.objects.waiting():
        tasks.ask_mandates(question.pk)


def panel(actor: Any, client: Client) -> str:
    return str(actor.get(reverse("registry:mandates", args=[client.pk]), headers=HTMX).content.decode())


# ---- the gateway ---------------------------------------------------------------------------------


def test_a_question_carries_the_headers_of_x_road(access: mandates.Access, paasuke: Running) -> None:
    held = mandates.held(access, "10000001", MARI, issue="mandate-7")
    assert held.roles == ("BR_REPRIGHT:JUHL", "BR_REPRIGHT:JUHL_SOLEREP", "BR_REPRIGHT:SOLEREP")
    sent = paasuke.state.beside.asked[-1]
    assert sent["x-road-client"] == "ee-test/GOV/70008658/abilaud"
    assert sent["x-road-userid"] == "EE14101010079"
    assert sent["x-road-issue"] == "mandate-7"
    assert sent["x-road-id"] == held.message_id


def test_who_holds_nothing_is_unknown_there_and_holds_no_role(access: mandates.Access) -> None:
    assert mandates.held(access, "10000001", OLEG, issue="1").roles == ()
    assert mandates.held(access, "10000030", MARI, issue="1").roles == ()


def test_roles_that_were_handed_on_are_asked_for_by_their_namespace(access: mandates.Access) -> None:
    assert mandates.held(access, "10000001", KADRI, issue="1").roles == ()
    both = replace(access, namespaces=("BR_REPRIGHT", "KOTKAS"))
    assert mandates.held(both, "10000001", KADRI, issue="1").roles == ("KOTKAS:Edit.submit",)


@pytest.mark.parametrize(
    ("kind", "error", "code"),
    [
        ("http500", PassingError, "fault"),
        ("http503", PassingError, "fault"),
        ("http429", PassingError, "fault"),
        ("http400", PermanentError, "input"),
        ("http403", PermanentError, "unexpected"),
        ("redirect", PermanentError, "unexpected"),
        ("slow", PassingError, "timeout"),
        ("drip", PassingError, "timeout"),
        ("huge", PermanentError, "too_big"),
        ("html", PassingError, "not_json"),
        ("empty", PassingError, "not_json"),
        ("list", PermanentError, "unexpected"),
        ("other", PermanentError, "wrong_organisation"),
        ("strange", PermanentError, "unexpected"),
        ("headers", PassingError, "unreachable"),
    ],
)
def test_each_bad_answer_is_one_of_our_errors_in_bounded_time_and_says_nothing_of_anyone(
    access: mandates.Access, paasuke: Running, monkeypatch: Any, caplog: Any, kind: str, error: type,
    code: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(mandates, "BOUNDS", web.Bounds(connect=1, read=0.5, total=1))
    caplog.set_level(logging.DEBUG)
    paasuke.state.beside.mandates = kind
    began = time.monotonic()
    with pytest.raises(OutsideTrouble) as caught:
        mandates.held(access, "10000001", MARI, issue="1")
    assert time.monotonic() - began < 2.5
    assert type(caught.value) is error
    assert caught.value.code == code
    assert caught.value.__context__ is None and caught.value.__cause__ is None
    assert MARI not in caplog.text


def test_nothing_that_answers_or_refuses_the_connection_writes_the_address_to_a_log(
    access: mandates.Access, caplog: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    mandates.held(access, "10000001", MARI, issue="1")
    gone = replace(access, url="http://127.0.0.1:9/r1")
    with pytest.raises(PassingError) as caught:
        mandates.held(gone, "10000001", MARI, issue="1")
    assert caught.value.code == "unreachable"
    assert caught.value.__context__ is None
    assert MARI not in caplog.text
    assert logging.getLogger("urllib3.connectionpool").getEffectiveLevel() == logging.ERROR


def test_a_security_server_that_refuses_us_is_known_by_its_header(access: mandates.Access) -> None:
    stranger = replace(access, client="ee-test/GOV/00000000/abilaud")
    with pytest.raises(PermanentError) as caught:
        mandates.held(stranger, "10000001", MARI, issue="1")
    assert caught.value.code == "access"


@pytest.mark.parametrize(("code", "who"), [("1000000", MARI), ("10000001", "x"), ("../..", MARI)])
def test_what_is_no_code_is_never_sent(
    access: mandates.Access, paasuke: Running, code: str, who: str
) -> None:
    with pytest.raises(PermanentError) as caught:
        mandates.held(access, code, who, issue="1")
    assert caught.value.code == "input"
    assert not paasuke.state.beside.asked


def test_ping_says_whether_the_security_server_answers(access: mandates.Access) -> None:
    mandates.ping(access)
    with pytest.raises(PassingError):
        mandates.ping(replace(access, url="http://127.0.0.1:9/r1"))


# ---- the specialist's path -----------------------------------------------------------------------


def test_the_specialist_asks_about_a_contact_person_and_reads_the_answer(
    as_specialist: Any, tamme: Client
) -> None:
    as_specialist.user.language = "en"
    as_specialist.user.save()
    before = panel(as_specialist, tamme)
    assert "unverified contract" in before and "does not replace the Business Register" in before
    assert "no Estonian personal code" in before  # Jānis
    ask = reverse("registry:ask_mandates", args=[tamme.pk, person(MARI).pk])

    waiting = as_specialist.post(ask, headers=HTMX).content.decode()
    assert "being asked" in waiting and 'hx-trigger="every 2s"' in waiting
    work()

    answer = panel(as_specialist, tamme)
    assert "State mandates system says: may represent alone, board member." in answer
    assert "every 2s" not in answer
    as_specialist.post(reverse("registry:ask_mandates", args=[tamme.pk, person(KADRI).pk]))
    work()
    assert "State mandates system says: holds no role." in panel(as_specialist, tamme)


def test_an_answer_is_never_a_right(as_specialist: Any, tamme: Client) -> None:
    actions.ask_mandates(client=tamme, person=person(MARI), by=as_specialist.user)
    work()
    assert not Check.objects.exists()
    history = as_specialist.get(reverse("registry:history", args=[tamme.pk])).content.decode()
    assert reverse("registry:mandates", args=[tamme.pk]) in history


def test_while_it_cannot_be_asked_the_page_says_neither_yes_nor_no(
    as_specialist: Any, tamme: Client, paasuke: Running, settings: Any
) -> None:
    as_specialist.user.language = "en"
    as_specialist.user.save()
    settings.OUTBOX_ATTEMPTS = 1
    paasuke.state.beside.mandates = "http503"
    question = actions.ask_mandates(client=tamme, person=person(MARI), by=as_specialist.user)
    work()
    question.refresh_from_db()
    assert (question.state, question.reason) == (JobState.FAILED, "fault")
    page = panel(as_specialist, tamme)
    assert "neither a yes nor a no" in page and "reported a fault" in page


def test_a_question_left_behind_is_taken_up_by_the_sweep(
    as_specialist: Any, tamme: Client, monkeypatch: Any
) -> None:
    question = actions.ask_mandates(client=tamme, person=person(MARI), by=as_specialist.user)
    woken: list[tuple[str, int]] = []
    monkeypatch.setattr(outbox, "wake", lambda task, pk: woken.append((task, pk)))
    tasks.sweep()
    assert ("registry.ask_mandates", question.pk) in woken


def test_a_second_press_asks_once(as_specialist: Any, tamme: Client) -> None:
    first = actions.ask_mandates(client=tamme, person=person(MARI), by=as_specialist.user)
    assert actions.ask_mandates(client=tamme, person=person(MARI), by=as_specialist.user) == first
    assert MandateQuestion.objects.count() == 1


def test_whoever_is_shown_stands_in_the_access_log_and_the_timeline_names_nobody(
    as_specialist: Any, tamme: Client
) -> None:
    panel(as_specialist, tamme)
    assert AccessLogEntry.objects.filter(shown_kind="person", shown_id=person(MARI).pk).exists()
    actions.ask_mandates(client=tamme, person=person(MARI), by=as_specialist.user)
    work()
    kinds = TimelineEntry.objects.filter(client_id=tamme.pk).values_list("kind", "params")
    assert {("registry.mandates_asked", "{}"), ("registry.mandates_answered", "{}")} <= {
        (kind, str(params)) for kind, params in kinds
    }


def test_a_stranger_to_the_client_is_not_asked_about(as_specialist: Any, tamme: Client) -> None:
    other = Person.objects.create(first_name="Oleg", last_name="Smirnov", personal_code=OLEG)
    address = reverse("registry:ask_mandates", args=[tamme.pk, other.pk])
    assert as_specialist.post(address).status_code == 404


def test_a_practice_client_is_never_asked_about(as_specialist: Any, tamme: Client) -> None:
    Client.objects.filter(pk=tamme.pk).update(practice=True)
    tamme.refresh_from_db()
    with pytest.raises(Refused):
        actions.ask_mandates(client=tamme, person=person(MARI), by=as_specialist.user)


def test_off_nothing_shows_and_nothing_is_asked(as_specialist: Any, tamme: Client, settings: Any) -> None:
    settings.PAASUKE_URL = ""
    assert as_specialist.get(reverse("registry:mandates", args=[tamme.pk])).status_code == 404
    history = as_specialist.get(reverse("registry:history", args=[tamme.pk])).content.decode()
    assert reverse("registry:mandates", args=[tamme.pk]) not in history
    with pytest.raises(Refused):
        actions.ask_mandates(client=tamme, person=person(MARI), by=as_specialist.user)
    with pytest.raises(PermanentError):
        mandates.configured()
    assert ours.PAASUKE_URL == ""


def test_the_auditor_reads_and_does_not_ask(as_auditor: Any, tamme: Client) -> None:
    assert "<form" not in panel(as_auditor, tamme)
    address = reverse("registry:ask_mandates", args=[tamme.pk, person(MARI).pk])
    assert as_auditor.post(address).status_code == 403


def test_doctor_says_off_on_and_away(paasuke: Running, settings: Any) -> None:
    settings.REGISTRY_NAMES_URL = f"{paasuke.url}est/api/autocomplete"
    settings.REGISTRY_CHANGE_FEED = False
    paasuke.state.beside.names = "http503"
    said = {part: (state, detail) for part, state, detail in health.parts()}
    assert said["register mandates"] == ("sample", "on, unverified")
    assert said["register names"] == ("failed", "on, unverified, fault")
    assert said["register change feed"] == ("manual", "off, unverified")


def test_the_demo_asks_about_the_people_of_one_client(paasuke: Running, own_store: None) -> None:
    places.build(clock.now())
    questions = list(MandateQuestion.objects.all())
    assert questions
    for question in questions:
        tasks.ask_mandates(question.pk)
    found = MandateQuestion.objects.filter(person__personal_code=MARI).get()
    assert "BR_REPRIGHT:SOLEREP" in found.roles
