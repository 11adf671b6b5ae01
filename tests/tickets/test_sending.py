"""Bad days between our queue and JIRA: exactly one effect there, the right state here."""

from datetime import timedelta
from typing import Any

import pytest

from desk import clock
from desk.outbox import JobState
from desk.people.models import User
from tests.conftest import Actor
from tests.simulators import jira
from tests.tickets.conftest import drain, the_issue
from tickets import actions, tasks
from tickets.enums import Deed, State
from tickets.gateway import wire
from tickets.models import Escalation, JiraOperation

CREATE = {"method": "POST", "path": "/issue$"}
COMMENT = {"method": "POST", "path": "/comment$"}
TRANSITION = {"method": "POST", "path": "/transitions$"}
PASSING: list[dict[str, Any]] = [
    {"kind": "lose_answer"},
    {"kind": "lose_request"},
    {"kind": "error_after", "status": 500},
    {"kind": "error_after", "status": 502},
    {"kind": "slow_after", "seconds": 1.2},
    {"kind": "login_page"},
    {"kind": "error", "status": 429, "headers": {"Retry-After": "1.5"}},
    {"kind": "error", "status": 503, "headers": {"Retry-After": "Sun, 22 Nov 2026 12:00:00 GMT"}},
]


def pass_time(rounds: int = 8, minutes: int = 1) -> None:
    """Minutes go by, and every minute the sweep wakes what is due."""
    for _minute in range(rounds):
        drain()
        clock.move(timedelta(minutes=minutes))


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "READ_SECONDS", 0.5)
    wire._connect.cache_clear()


@pytest.mark.parametrize("fault", PASSING, ids=lambda fault: f"{fault['kind']}-{fault.get('status', '')}")
@pytest.mark.slow
def test_creating_on_a_bad_day_makes_one_issue(
    ticket: Escalation, level2: jira.State, fault: dict[str, Any]
) -> None:
    level2.faults.append({**CREATE, **fault})
    pass_time()
    ticket.refresh_from_db()
    assert (ticket.state, ticket.issue.jira_id) == (State.CREATED, the_issue(level2).id)


@pytest.mark.parametrize("fault", PASSING, ids=lambda fault: f"{fault['kind']}-{fault.get('status', '')}")
@pytest.mark.slow
def test_commenting_on_a_bad_day_makes_one_comment(
    ticket: Escalation, level2: jira.State, as_specialist: Actor, fault: dict[str, Any]
) -> None:
    drain()
    ticket.refresh_from_db()
    actions.comment(escalation=ticket, text="Lisainfo", by=as_specialist.user)
    level2.faults.append({**COMMENT, **fault})
    pass_time()
    assert len(the_issue(level2).comments) == 1
    assert not JiraOperation.objects.exclude(state=JobState.SENT).exists()


@pytest.mark.parametrize("fault", PASSING, ids=lambda fault: f"{fault['kind']}-{fault.get('status', '')}")
@pytest.mark.slow
def test_closing_on_a_bad_day_closes_once(
    ticket: Escalation, level2: jira.State, as_specialist: Actor, fault: dict[str, Any]
) -> None:
    drain()
    told_by(ticket, as_specialist.user)
    level2.faults.append({**TRANSITION, **fault})
    pass_time()
    ticket.refresh_from_db()
    issue = the_issue(level2)
    assert (ticket.state, issue.status.name) == (State.CLOSED, "Closed")
    assert len(issue.comments) == 1
    assert [entry.items[0]["toString"] for entry in issue.history] == ["Done", "Closed"]


def told_by(ticket: Escalation, user: User) -> None:
    """As if the client had been told: only the closing is left."""
    Escalation.objects.filter(pk=ticket.pk).update(state=State.TOLD)
    words = "Klient on teavitatud."
    JiraOperation.objects.create(issue=ticket.issue, escalation=ticket, deed=Deed.CLOSE, text=words)


def test_an_index_that_lags_makes_no_twin(ticket: Escalation, level2: jira.State) -> None:
    level2.search_lag = timedelta(days=1)
    level2.faults.append({**CREATE, "kind": "lose_answer"})
    drain()
    for _attempt in range(2):  # looked for twice within two minutes, and not found
        clock.move(timedelta(seconds=50))
        drain()
    assert JiraOperation.objects.get(deed=Deed.CREATE).reason == "settling"
    level2.search_lag = timedelta(0)
    pass_time()
    ticket.refresh_from_db()
    assert ticket.issue.jira_id == the_issue(level2).id


def test_a_refused_ticket_waits_for_a_person_with_the_reason(
    ticket: Escalation, level2: jira.State, as_specialist: Actor
) -> None:
    refusal = {"errorMessages": [], "errors": {"customfield_10100": "unknown"}}
    level2.faults.append({**CREATE, "kind": "error", "status": 400, "body": refusal})
    pass_time(2)
    operation = JiraOperation.objects.get()
    assert (operation.state, operation.reason) == (JobState.FAILED, "refused:customfield_10100")
    assert "customfield_10100" in operation.why
    assert len(level2.issues) == 0
    actions.try_again(operation=operation, by=as_specialist.user)
    drain()
    ticket.refresh_from_db()
    assert ticket.issue.jira_id == the_issue(level2).id


def test_a_wrong_token_locks_no_account(ticket: Escalation, level2: jira.State, settings: Any) -> None:
    settings.JIRA_TOKEN = "old"
    pass_time(5)
    assert JiraOperation.objects.get().reason == "credentials"
    assert len([entry for entry in level2.journal if entry[0] == "POST"]) == 1


def test_an_hour_without_jira_loses_nothing(ticket: Escalation, level2: jira.State, settings: Any) -> None:
    there, settings.JIRA_URL = settings.JIRA_URL, "http://127.0.0.1:9"
    pass_time(4, minutes=15)
    tasks.poll()
    ticket.refresh_from_db()
    assert ticket.state == State.QUEUED
    settings.JIRA_URL = there
    pass_time(2, minutes=15)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.issue.jira_id) == (State.CREATED, the_issue(level2).id)


def test_a_task_that_runs_twice_does_it_once(ticket: Escalation, level2: jira.State) -> None:
    operation = JiraOperation.objects.get()
    tasks.send(operation.pk)
    tasks.send(operation.pk)
    assert len(level2.issues) == 1


def test_the_simulator_is_refused_where_data_is_real(
    ticket: Escalation, level2: jira.State, settings: Any
) -> None:
    settings.JIRA_SAMPLE = False
    wire._refuse_simulator.cache_clear()
    drain()
    assert JiraOperation.objects.get().reason == "simulator"
    assert level2.issues == {}
