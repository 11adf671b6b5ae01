"""Refused, called a duplicate, gone from JIRA, opened again: each is somebody's to decide."""

from datetime import timedelta

import pytest

from desk import clock
from desk.enquiries import actions as enquiries
from desk.enquiries.deadlines import due_in
from desk.enquiries.enums import State as EnquiryState
from desk.enquiries.models import OutcomeCode
from desk.http import Refused
from desk.people.actions import finish_todo
from desk.people.models import Notice, Todo
from tests.conftest import Actor
from tests.simulators import jira
from tests.tickets.conftest import World, drain, level2_solves, read, the_issue
from tests.tickets.test_actions import deliver
from tests.tickets.test_returns import owed, the_todo
from tickets import actions, tasks
from tickets.enums import Gone, State
from tickets.models import Escalation, Issue, Unit

pytestmark = pytest.mark.slow


@pytest.fixture
def followed(ticket: Escalation, level2: jira.State) -> Escalation:
    drain()
    return read(ticket)


@pytest.fixture
def refused(followed: Escalation, level2: jira.State) -> Escalation:
    level2.comment(the_issue(level2), "#keeldun See on tavapärane käitumine.", jira.EXPERT)
    return read(followed)


@pytest.fixture
def told(followed: Escalation, level2: jira.State, world: World, as_specialist: Actor) -> Escalation:
    level2_solves(level2)
    ticket = read(followed)
    actions.tell_client(escalation=ticket, text="Korras.", to=world.address, by=as_specialist.user)
    return deliver(ticket)


def test_a_ticket_that_nobody_owns_is_the_seniors(
    followed: Escalation, level2: jira.State, as_senior: Actor
) -> None:
    followed.enquiry.owner = None
    followed.enquiry.save()
    level2.comment(the_issue(level2), "#keeldun Ei.", jira.EXPERT)
    read(followed)
    assert the_todo().owner == as_senior.user


def test_refused_is_told_to_the_client(
    refused: Escalation, level2: jira.State, world: World, as_specialist: Actor
) -> None:
    todo = the_todo()
    assert (refused.state, todo.kind, todo.owner) == (State.REFUSED, "tickets.refused", as_specialist.user)
    assert todo.due_at == due_in(todo.made_at, 1)
    actions.tell_refusal(escalation=refused, by=as_specialist.user)
    refused.refresh_from_db()
    assert (refused.state, refused.answer) == (State.ANSWERED, "See on tavapärane käitumine.")
    assert (owed(refused), refused.promise is not None) == ([], True)
    Issue.objects.update(jira_updated_at=None)
    assert read(refused).state == State.ANSWERED, "the same words do not refuse it again"
    refused = Escalation.objects.get()
    actions.tell_client(escalation=refused, text="Nii see käib.", to=world.address, by=as_specialist.user)
    deliver(refused)
    drain()
    assert read(refused).state == State.CLOSED
    assert the_issue(level2).status.name == "Closed"


def test_refused_again_after_it_was_asked_again(
    refused: Escalation, level2: jira.State, as_specialist: Actor
) -> None:
    actions.ask_again(escalation=refused, reason="Juhis ütleb teisiti.", by=as_specialist.user)
    drain()
    ticket = read(refused)
    assert (ticket.state, owed(ticket)) == (State.WORKING, [])
    assert "Juhis ütleb teisiti." in the_issue(level2).comments[-1].body
    level2.comment(the_issue(level2), "#keeldun Ikka ei.", jira.EXPERT)
    ticket = read(ticket)
    assert (ticket.state, ticket.answer, owed(ticket)) == (State.REFUSED, "Ikka ei.", ["tickets.refused"])


def test_a_refused_ticket_goes_to_another_unit_with_its_answers(
    refused: Escalation, as_specialist: Actor
) -> None:
    unit = Unit.objects.get(code="subject")
    actions.hand_on(escalation=refused, unit=unit, by=as_specialist.user)
    refused.refresh_from_db()
    assert (refused.state, owed(refused)) == (State.CLOSED, [])
    assert refused.enquiry.state == EnquiryState.IN_WORK
    draft = Escalation.objects.get(unit=unit)
    assert (draft.state, [row["key"] for row in draft.answers]) == (State.DRAFT, ["question"])
    with pytest.raises(Refused):
        actions.hand_on(escalation=refused, unit=unit, by=as_specialist.user)


def test_a_duty_that_was_only_ticked_off_comes_again(refused: Escalation, as_specialist: Actor) -> None:
    finish_todo(todo=the_todo(), by=as_specialist.user)
    assert actions.open_missing() == 1
    assert (owed(refused), actions.open_missing()) == (["tickets.refused"], 0)


def test_a_duplicate_is_a_duty_of_its_own(followed: Escalation, level2: jira.State) -> None:
    level2.comment(the_issue(level2), "#duplikaat KT-77 on sama.", jira.EXPERT)
    ticket = read(followed)
    assert (ticket.state, owed(ticket), ticket.answer) == (
        State.DUPLICATE, ["tickets.duplicate"], "KT-77 on sama.",
    )  # fmt: skip


def test_a_deleted_issue_is_its_owners_and_a_hidden_one_the_administrators(
    followed: Escalation, level2: jira.State, as_specialist: Actor, as_administrator: Actor
) -> None:
    issue = the_issue(level2)
    issue.hidden = True
    for _reading in range(3):
        actions.note_absence(issue=followed.issue, why=Gone.NO_ACCESS)
    todo = the_todo()
    assert (todo.kind, todo.owner, todo.client_id) == (
        "tickets.no_access", as_administrator.user, None,
    )  # fmt: skip
    assert Notice.objects.get(kind="tickets.hidden").user == as_specialist.user
    issue.hidden = False
    ticket = read(followed)
    assert (ticket.state, Todo.objects.open().count()) == (State.CREATED, 0)
    for _reading in range(3):
        actions.note_absence(issue=ticket.issue, why=Gone.DELETED)
    ticket.refresh_from_db()
    assert (ticket.state, the_todo().kind, the_todo().owner) == (
        State.LOST, "tickets.lost", as_specialist.user,
    )  # fmt: skip
    actions.hand_on(escalation=ticket, unit=ticket.unit, by=as_specialist.user)
    anew = Escalation.objects.open().get()
    assert (anew.state, len(anew.answers)) == (State.DRAFT, len(ticket.answers))
    assert Todo.objects.open().count() == 0


def test_told_by_the_second_level_is_to_be_confirmed_by_the_owner(
    followed: Escalation, level2: jira.State, as_specialist: Actor
) -> None:
    level2.comment(the_issue(level2), "#teavitatud Helistasin kliendile.", jira.EXPERT)
    ticket = read(followed)
    assert ticket.promise is not None
    assert ticket.promise.what == "Kinnitada, et teine tasand teavitas klienti"
    assert ticket.promise.due_at == due_in(ticket.promise.made_at, 1)
    event = ticket.issue.events.get()
    page = as_specialist.get(ticket.get_absolute_url()).content.decode()
    assert f'name="event" value="{event.pk}"' in page
    actions.confirm_told(escalation=ticket, event=event, by=as_specialist.user)
    ticket.refresh_from_db()
    assert ticket.state == State.TOLD


def test_taken_back_before_the_client_was_told(followed: Escalation, level2: jira.State) -> None:
    level2_solves(level2)
    ticket = read(followed)
    promise = ticket.promise
    assert promise is not None
    level2.transition(the_issue(level2), "51", jira.EXPERT)
    ticket = read(ticket)
    assert ticket.promise is not None
    assert (ticket.state, ticket.enquiry.state) == (State.CREATED, EnquiryState.ESCALATED)
    assert (ticket.promise.state, ticket.promise.due_at) == ("open", promise.due_at)
    assert "võttis vastuse tagasi" in ticket.promise.what
    level2_solves(level2, "Nüüd päriselt.")
    ticket = read(ticket)
    assert ticket.promise is not None
    assert (ticket.answer, ticket.promise.pk) == ("Nüüd päriselt.", promise.pk)
    assert ticket.promise.what == "Öelda kliendile teise tasandi vastus"


def test_opened_again_after_the_client_was_told_is_told_anew(
    told: Escalation, level2: jira.State, world: World, as_specialist: Actor
) -> None:
    drain()
    ticket = read(told)
    assert ticket.state == State.CLOSED
    first = ticket.promise
    clock.move(timedelta(days=7))
    level2.transition(the_issue(level2), "51", jira.EXPERT)
    ticket = read(ticket)
    todo = the_todo()
    assert (ticket.state, todo.kind, todo.owner) == (
        State.CLOSED, "tickets.reopened", as_specialist.user,
    )  # fmt: skip
    assert todo.due_at == due_in(todo.made_at, 1)
    actions.take_up(escalation=ticket, by=as_specialist.user)
    level2_solves(level2, "Parandasime uuesti.")
    ticket = read(ticket)
    assert (ticket.state, owed(ticket)) == (State.ANSWERED, [])
    assert ticket.promise is not None and first is not None
    assert ticket.promise.pk != first.pk, "the first one was kept"
    actions.tell_client(escalation=ticket, text="Korras.", to=world.address, by=as_specialist.user)
    deliver(ticket)
    drain()
    assert read(ticket).state == State.CLOSED
    assert the_issue(level2).status.name == "Closed", "it was open again, so it is closed again"


def test_opened_again_but_what_the_client_was_told_holds(
    told: Escalation, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    ticket = read(told)
    level2.transition(the_issue(level2), "51", jira.EXPERT)
    ticket = read(ticket)
    with pytest.raises(Refused):
        actions.dismiss(escalation=ticket, reason=" ", by=as_specialist.user)
    actions.dismiss(escalation=ticket, reason="Avati puhastuseks.", by=as_specialist.user)
    assert owed(ticket) == []
    assert Escalation.objects.get().state == State.CLOSED
    assert Escalation.history.latest().history_change_reason == "Avati puhastuseks."
    with pytest.raises(Refused):
        actions.take_up(escalation=ticket, by=as_specialist.user)


def test_what_was_opened_again_before_it_was_closed_is_not_closed_over_them(
    told: Escalation, level2: jira.State, as_specialist: Actor
) -> None:
    level2.transition(the_issue(level2), "51", jira.EXPERT)
    ticket = read(told)
    assert (ticket.state, owed(ticket)) == (State.TOLD, ["tickets.reopened"])
    tasks.follow(ticket.pk)
    drain()
    assert the_issue(level2).status.name == "To Do"
    actions.dismiss(escalation=ticket, reason="Avati puhastuseks.", by=as_specialist.user)
    assert Escalation.objects.get().state == State.CLOSED
    drain()
    assert the_issue(level2).status.name == "To Do"


def test_opened_again_while_the_letter_is_on_its_way(
    followed: Escalation, level2: jira.State, world: World, as_specialist: Actor
) -> None:
    level2_solves(level2)
    ticket = read(followed)
    actions.tell_client(escalation=ticket, text="Korras.", to=world.address, by=as_specialist.user)
    level2.transition(the_issue(level2), "51", jira.EXPERT)
    ticket = deliver(read(ticket))
    drain()
    assert (ticket.state, owed(ticket)) == (State.TOLD, ["tickets.reopened"])
    assert the_issue(level2).status.name == "To Do", "nobody has decided yet"
    actions.take_up(escalation=ticket, by=as_specialist.user)
    assert read(ticket).state == State.CREATED


def test_a_closed_ticket_is_not_taken_up_beside_a_newer_one(
    told: Escalation, level2: jira.State, world: World, as_specialist: Actor
) -> None:
    drain()
    ticket = read(told)
    newer = actions.escalate(
        enquiry=world.enquiry, unit=world.unit, answers=world.answers, by=as_specialist.user
    )
    level2.transition(the_issue(level2), "51", jira.EXPERT)
    ticket = read(ticket)
    with pytest.raises(Refused):
        actions.take_up(escalation=ticket, by=as_specialist.user)
    page = as_specialist.get(ticket.get_absolute_url()).content.decode()
    assert newer.get_absolute_url() in page
    assert "take-up" not in page
    actions.dismiss(escalation=ticket, reason="Uus pilet on olemas.", by=as_specialist.user)


def test_an_answer_to_an_enquiry_that_was_closed_in_spite_of_it_opens_it_again(
    followed: Escalation, level2: jira.State, as_head: Actor
) -> None:
    enquiry = followed.enquiry
    enquiries.move(enquiry=enquiry, to=EnquiryState.IN_WORK, by=as_head.user)
    outcome = OutcomeCode.objects.order_by("pk")[0]
    enquiries.close(enquiry=enquiry, outcome=outcome, by=as_head.user, override="Kiire")
    level2_solves(level2)
    ticket = read(followed)
    assert (ticket.state, ticket.enquiry.state) == (State.ANSWERED, EnquiryState.IN_WORK)


def test_the_page_of_a_refused_ticket_offers_what_may_be_done(
    refused: Escalation, as_specialist: Actor
) -> None:
    here = f"/tickets/{refused.pk}/"
    assert "refusal/" in as_specialist.get(here).content.decode()
    assert as_specialist.post(f"{here}ask-again/", {"again-reason": ""}).status_code == 200
    unit = Unit.objects.get(code="permits")
    moved = as_specialist.post(f"{here}hand-on/", {"unit": unit.pk})
    assert (moved.status_code, moved["Location"].endswith(f"?unit={unit.pk}")) == (302, True)
    assert as_specialist.post(f"{here}refusal/").status_code == 302, "told what has happened meanwhile"
