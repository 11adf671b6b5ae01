"""One issue for several enquiries: each client is told by itself, and the issue is closed after the last."""

import pytest

from desk.enquiries import actions as enquiries
from desk.enquiries.models import Promise
from desk.outbox import JobState
from tests.conftest import Actor
from tests.mail.letters import stays
from tests.simulators import jira
from tests.tickets.conftest import World, drain, level2_solves, read, the_issue
from tickets import actions, tasks
from tickets.enums import Deed, Gone, State
from tickets.models import Escalation, JiraOperation


@pytest.fixture
def second(ticket: Escalation, world: World, as_specialist: Actor) -> Escalation:
    """Another enquiry of the same trouble, put on the same issue."""
    enquiry = enquiries.open_enquiry(
        topic=world.enquiry.topic, client=world.enquiry.client, person=world.enquiry.person,
        by=as_specialist.user, language="et", question="Ka naaber ei saa aruannet esitada.",
    )  # fmt: skip
    return Escalation.objects.create(
        enquiry=enquiry, unit=world.unit, form=ticket.form, issue=ticket.issue,
        created_by=as_specialist.user,
    )  # fmt: skip


def tell(ticket: Escalation, world: World, by: Actor) -> None:
    """The letter goes out, and stays out."""
    actions.tell_client(escalation=ticket, text="Saab esitada.", to=world.address, by=by.user)
    assert ticket.message is not None
    stays(ticket.message)
    tasks.follow(ticket.pk)


def test_both_tickets_learn_that_jira_has_the_issue(
    ticket: Escalation, second: Escalation, level2: jira.State
) -> None:
    drain()
    assert {read(each).state for each in (ticket, second)} == {State.CREATED}
    assert set(the_issue(level2).remote_links) == {f"csd={ticket.uuid.hex}", f"csd={second.uuid.hex}"}


def test_solved_each_client_is_to_be_told(ticket: Escalation, second: Escalation, level2: jira.State) -> None:
    drain()
    level2_solves(level2)
    read(ticket)
    assert {each.state for each in Escalation.objects.all()} == {State.ANSWERED}
    assert Promise.objects.count() == 2


def test_the_issue_is_closed_when_the_last_client_was_told(
    ticket: Escalation, second: Escalation, level2: jira.State, world: World, as_specialist: Actor
) -> None:
    drain()
    level2_solves(level2)
    read(ticket)
    tell(ticket, world, as_specialist)
    drain()
    assert (read(ticket).state, the_issue(level2).status.name) == (State.TOLD, "Done")
    assert not JiraOperation.objects.filter(deed=Deed.CLOSE).exists()

    tell(second, world, as_specialist)
    drain()
    assert {each.state for each in Escalation.objects.all()} == {State.CLOSED}
    assert the_issue(level2).status.name == "Closed"
    assert JiraOperation.objects.get(deed=Deed.CLOSE).state == JobState.SENT


def test_lost_is_the_issue_with_all_its_tickets(
    ticket: Escalation, second: Escalation, level2: jira.State
) -> None:
    drain()
    the_issue(level2).hidden = True
    for _reading in range(3):
        read(ticket)
    assert {each.state for each in Escalation.objects.all()} == {State.LOST}
    assert read(ticket).issue.gone == Gone.DELETED


def test_an_issue_in_a_project_that_is_shut_to_us_is_no_deleted_one(
    ticket: Escalation, level2: jira.State
) -> None:
    drain()
    level2.hidden_projects.add("KT")
    for _reading in range(3):
        read(ticket)
    found = read(ticket)
    assert (found.state, found.issue.gone) == (State.LOST, Gone.NO_ACCESS)
    level2.hidden_projects.clear()
    assert read(ticket).state == State.CREATED
    assert read(ticket).issue.gone == ""
