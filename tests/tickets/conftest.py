"""A client with a problem, a ticket, a JIRA to send it to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from desk.clients import actions as clients
from desk.clients.enums import ContactKind, Kind
from desk.clients.models import ContactPoint
from desk.enquiries import actions as enquiries
from desk.enquiries import reference as enquiry_reference
from desk.enquiries.models import Enquiry, Topic
from tests.conftest import Actor
from tests.simulators import jira
from tickets import actions, reference, tasks
from tickets.gateway import wire
from tickets.models import Escalation, JiraOperation, Unit


@pytest.fixture(scope="session")
def jira_server() -> Iterator[jira.Running]:
    running = jira.start()
    yield running
    running.stop()


@pytest.fixture
def level2(jira_server: jira.Running, settings: Any) -> Iterator[jira.State]:
    """An empty JIRA in which the second level works, and the desk's settings pointing at it."""
    jira_server.state.reset()
    jira_server.hooks.targets.clear()
    jira_server.hooks.sent.clear()
    settings.JIRA_URL, settings.JIRA_TOKEN = jira_server.url, "demo-token"
    yield jira_server.state
    wire._connect.cache_clear()


@dataclass
class World:
    """An enquiry of a client that level 1 cannot solve, and the unit it may go to."""

    enquiry: Enquiry
    unit: Unit
    address: ContactPoint
    answers: dict[str, str]


@pytest.fixture
def world(as_specialist: Actor) -> World:
    """Mari Tamm of Tamme Puit OÜ asks about a report that she cannot submit."""
    enquiry_reference.seed_reference()
    reference.seed_reference()
    by = as_specialist.user
    client = clients.create_client(
        kind=Kind.ORGANISATION, name="Tamme Puit OÜ", registry_code="10000001", by=by
    )
    person = clients.create_person(first_name="Mari", last_name="Tamm", by=by)
    clients.add_role(person=person, client=client, role="juhatuse liige", by=by)
    address = clients.add_contact(
        kind=ContactKind.EMAIL, value="mari.tamm@tammepuit.example", person=person, by=by
    )
    enquiry = enquiries.open_enquiry(
        topic=Topic.objects.selectable()[0], client=client, person=person, by=by, language="et",
        question="Aruannet ei saa esitada, nupp on hall.",
    )  # fmt: skip
    answers = {
        "question": "Aruannet ei saa esitada, nupp on hall.", "portal": "KOTKAS", "where": "Aruanded > Uus",
        "expected": "Aruanne läheb teele", "when": "05.03.2026", "tried": "Teine veebilehitseja",
    }  # fmt: skip
    return World(enquiry, Unit.objects.get(code="it"), address, answers)


@pytest.fixture
def ticket(world: World, as_specialist: Actor) -> Escalation:
    """The enquiry is handed over; JIRA has not been asked yet."""
    return actions.escalate(
        enquiry=world.enquiry, unit=world.unit, answers=world.answers, by=as_specialist.user
    )


@pytest.fixture
def followed(ticket: Escalation, level2: jira.State) -> Escalation:
    """JIRA has the issue, and it was read once."""
    drain()
    return read(ticket)


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What a worker would be woken for, at once instead of after commit."""
    calls: list[tuple[str, int]] = []
    monkeypatch.setattr("desk.outbox.wake", lambda task, pk, seconds=0: calls.append((task, pk)))
    return calls


def drain() -> None:
    """What the worker would do now: every row that is due, the oldest first."""
    for _round in range(3):  # what was created asks for its link
        for pk in list(JiraOperation.jobs.due().order_by("pk").values_list("pk", flat=True)):
            tasks.send(pk)


def read(ticket: Escalation) -> Escalation:
    """Read the issue from JIRA, then our row."""
    tasks.read(ticket.issue_id)
    return Escalation.objects.get(pk=ticket.pk)


def the_issue(level2: jira.State) -> jira.Issue:
    """The only issue in JIRA."""
    (issue,) = level2.issues.values()
    return issue


def level2_solves(level2: jira.State, text: str = "Viga on parandatud.") -> None:
    """The second level takes the issue, writes its answer and is done."""
    issue = the_issue(level2)
    level2.transition(issue, "11", jira.EXPERT)
    level2.comment(issue, text, jira.EXPERT)
    level2.transition(issue, "21", jira.EXPERT)
