"""Bad days between our queue and JIRA: exactly one effect there, the right state here."""

from datetime import timedelta
from typing import Any

import pytest

from desk import clock
from desk.enquiries.models import Enquiry
from desk.outbox import JobState
from tests.conftest import Actor
from tests.simulators import jira
from tests.tickets.conftest import drain, the_issue
from tickets import actions, tasks
from tickets.enums import Deed, State
from tickets.gateway import wire
from tickets.models import Escalation, JiraOperation

CREATE = {"method": "POST", "path": "/issue$"}


def pass_time(rounds: int = 8, minutes: int = 1) -> None:
    """Minutes go by, and every minute the sweep wakes what is due."""
    for _minute in range(rounds):
        drain()
        clock.move(timedelta(minutes=minutes))


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "READ_SECONDS", 0.5)
    wire._connect.cache_clear()


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


def test_a_refused_ticket_goes_back_to_its_form_with_the_reason(
    ticket: Escalation, level2: jira.State, as_specialist: Actor
) -> None:
    refusal = {"errorMessages": [], "errors": {"customfield_10100": "unknown"}}
    level2.faults.append({**CREATE, "kind": "error", "status": 400, "body": refusal})
    pass_time(2)
    operation = JiraOperation.objects.get()
    assert (operation.state, operation.reason) == (JobState.FAILED, "refused:customfield_10100")
    assert "customfield_10100" in operation.why
    assert len(level2.issues) == 0
    ticket.refresh_from_db()
    assert ticket.state == State.DRAFT
    form = f"/tickets/enquiry/{ticket.enquiry_id}/escalate/?unit={ticket.unit_id}"
    assert form in as_specialist.get("/tickets/unsent/").content.decode()
    answer = as_specialist.post(f"/tickets/unsent/{operation.pk}/again/")
    assert answer.headers["Location"] == form
    assert "unknown" in as_specialist.get(form).content.decode(), "what JIRA says stands in the form"
    drain()
    assert len(level2.issues) == 0


def test_what_no_retry_helps_is_done_by_hand_or_not_needed_any_more(
    ticket: Escalation, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    ticket.refresh_from_db()
    for text, button in (("Esimene", "by-hand"), ("Teine", "give-up"), ("Kolmas", "again")):
        operation = actions.comment(escalation=ticket, text=text, by=as_specialist.user)
        level2.faults.append({"kind": "error", "status": 403, "method": "POST", "path": "/comment$"})
        drain()
        page = as_specialist.get("/tickets/unsent/").content.decode()
        assert "Meie JIRA kontol pole selleks õigust." in page
        assert f"/tickets/unsent/{operation.pk}/{button}/" in page
        as_specialist.post(f"/tickets/unsent/{operation.pk}/{button}/")
        drain()
        assert not JiraOperation.objects.unsent().exists()
    said = [str(comment.body) for comment in the_issue(level2).comments]
    assert len(said) == 1
    assert "Kolmas" in said[0]


@pytest.mark.parametrize("button", ["by-hand", "give-up", "again"])
def test_what_could_not_be_sent_of_a_complaint_is_not_for_whom_it_is_about(
    ticket: Escalation, level2: jira.State, as_specialist: Actor, as_senior: Actor, button: str
) -> None:
    drain()
    ticket.refresh_from_db()
    operation = actions.comment(escalation=ticket, text="Esimene", by=as_specialist.user)
    level2.faults.append({"kind": "error", "status": 403, "method": "POST", "path": "/comment$"})
    drain()
    Enquiry.objects.update(kind="complaint", concerns=as_senior.user)
    assert as_senior.post(f"/tickets/unsent/{operation.pk}/{button}/").status_code == 404
    assert JiraOperation.objects.unsent().get() == operation


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
