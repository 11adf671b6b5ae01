"""From an enquiry to an answer told, step by step, and what is refused on the way."""

import pytest
from django.db import DatabaseError, transaction

from desk.enquiries import actions as enquiries
from desk.enquiries import closing
from desk.enquiries.enums import PromiseState
from desk.enquiries.enums import State as EnquiryState
from desk.enquiries.models import OutcomeCode, Promise
from desk.http import Refused
from desk.mail.models import Message
from desk.outbox import JobState
from desk.records.models import TimelineEntry
from tests.conftest import Actor
from tests.mail.letters import comes_back, goes, stays
from tests.simulators import jira
from tests.tickets.conftest import World, drain, level2_solves, read, the_issue
from tickets import actions, tasks
from tickets.enums import Deed, State
from tickets.models import Escalation, Issue, JiraOperation, TicketEvent


def deliver(ticket: Escalation) -> Escalation:
    """The letter goes out and stays out for its hour."""
    ticket.refresh_from_db()
    assert ticket.message is not None
    stays(ticket.message)
    tasks.follow(ticket.pk)
    ticket.refresh_from_db()
    return ticket


def kinds(ticket: Escalation) -> list[str]:
    entries = TimelineEntry.objects.filter(subject_kind="escalation", subject_id=ticket.pk).order_by("pk")
    return [entry.kind for entry in entries]


def test_an_incomplete_ticket_does_not_leave(world: World, as_specialist: Actor) -> None:
    with pytest.raises(Refused) as refused:
        actions.escalate(
            enquiry=world.enquiry, unit=world.unit, answers={"question": "Ei tööta"}, by=as_specialist.user
        )
    assert len(refused.value.texts) == 5
    assert not Escalation.objects.exists()


def test_personal_data_does_not_leave(world: World, as_specialist: Actor) -> None:
    answers = {**world.answers, "tried": "Mari Tammel ei tööta, tel 5550 0001"}
    with pytest.raises(Refused) as refused:
        actions.escalate(enquiry=world.enquiry, unit=world.unit, answers=answers, by=as_specialist.user)
    assert len(refused.value.texts) == 2


def test_handing_over_makes_one_issue_without_client_data(ticket: Escalation, level2: jira.State) -> None:
    drain()
    ticket.refresh_from_db()
    issue = the_issue(level2)
    assert (ticket.state, ticket.issue.jira_id, ticket.issue.jira_key) == (State.CREATED, issue.id, "KT-1")
    assert Escalation.objects.get().enquiry.state == EnquiryState.ESCALATED
    assert f"csd-{ticket.issue.uuid.hex}" in issue.labels
    for secret in ("Tamm", "10000001", "tammepuit"):
        assert secret not in issue.description + issue.summary
    assert f"/tickets/expert/{ticket.uuid}/" in issue.description
    assert list(issue.remote_links) == [f"csd={ticket.uuid.hex}"]


def test_the_same_enquiry_goes_to_a_unit_once(ticket: Escalation, world: World, as_specialist: Actor) -> None:
    with pytest.raises(Refused):
        actions.escalate(enquiry=world.enquiry, unit=world.unit, answers=world.answers, by=as_specialist.user)


def test_movement_is_followed(ticket: Escalation, level2: jira.State) -> None:
    drain()
    level2.assign(the_issue(level2), jira.EXPERT, jira.EXPERT)
    level2.transition(the_issue(level2), "11", jira.EXPERT)
    ticket = read(ticket)
    assert (ticket.state, ticket.issue.status_name) == (State.WORKING, "In Progress")
    assert ticket.issue.assignee == "Teise tasandi ekspert"
    assert [(e.kind, e.after, e.ours) for e in ticket.issue.events.all()] == [
        ("assignee", "Teise tasandi ekspert", False),
        ("status", "In Progress", False),
    ]


def test_what_was_written_in_the_second_of_the_last_reading_is_not_lost(
    followed: Escalation, level2: jira.State
) -> None:
    """A JIRA whose database keeps whole seconds shows the same moment before it and after it."""
    issue = the_issue(level2)
    level2.comment(issue, "Uurime.", jira.EXPERT)
    ticket, shown = read(followed), issue.updated
    level2.comment(issue, "#lisainfo Milline veebilehitseja?", jira.EXPERT)
    issue.updated = shown
    assert read(ticket).state == State.NEEDS_INFO


def test_reading_twice_changes_nothing(ticket: Escalation, level2: jira.State) -> None:
    drain()
    level2_solves(level2)
    read(ticket)
    count, story = TicketEvent.objects.count(), kinds(ticket)
    Issue.objects.update(jira_updated_at=None)  # as if the first reading had come from elsewhere
    read(ticket)
    assert TicketEvent.objects.count() == count
    assert kinds(ticket) == story


def test_the_answer_opens_the_duty_to_tell_the_client(ticket: Escalation, level2: jira.State) -> None:
    drain()
    level2_solves(level2, "h2. Lahendus\n{quote}Proovige uuesti{quote}")
    ticket = read(ticket)
    assert (ticket.state, ticket.answer) == (State.ANSWERED, "Lahendus\nProovige uuesti")
    assert ticket.promise is not None
    assert (ticket.promise.state, ticket.promise.enquiry) == (PromiseState.OPEN, ticket.enquiry)
    assert ticket.promise.what == "Öelda kliendile teise tasandi vastus"
    assert ticket.enquiry.state == EnquiryState.ANSWERED


def test_a_marked_comment_is_the_answer_before_the_issue_is_done(
    ticket: Escalation, level2: jira.State
) -> None:
    drain()
    level2.comment(the_issue(level2), "Vaatame veel", jira.EXPERT)
    assert read(ticket).state == State.CREATED
    level2.comment(the_issue(level2), "#Vastus: Palun logige uuesti sisse.", jira.EXPERT)
    ticket = read(ticket)
    assert (ticket.state, ticket.answer) == (State.ANSWERED, "Palun logige uuesti sisse.")


def test_told_with_evidence_then_closed_in_jira(
    ticket: Escalation, level2: jira.State, world: World, as_specialist: Actor
) -> None:
    drain()
    level2_solves(level2)
    ticket = read(ticket)
    actions.tell_client(escalation=ticket, text="Saab esitada.", to=world.address, by=as_specialist.user)
    assert the_issue(level2).status.name == "Done"
    message = Message.objects.get()
    assert message.body.to == "mari.tamm@tammepuit.example"
    assert "Saab esitada." in message.body.text
    assert world.enquiry.number in message.body.subject
    ticket = deliver(ticket)
    assert (ticket.state, ticket.told_at is not None) == (State.TOLD, True)
    assert ticket.promise is not None
    assert (ticket.promise.state, ticket.promise.evidence_kind) == (PromiseState.KEPT, "message")
    assert ticket.promise.evidence_id == message.pk
    drain()
    ticket = read(ticket)
    assert ticket.state == State.CLOSED
    issue = the_issue(level2)
    assert issue.status.name == "Closed"
    assert "teavitatud" in issue.comments[-1].body
    assert ticket.enquiry.state == EnquiryState.TOLD
    assert [kind for kind in kinds(ticket) if not kind.startswith("mail.")] == [
        "tickets.created", "tickets.status", "tickets.answered",
        "tickets.telling", "tickets.told", "tickets.closed", "tickets.status",
    ]  # fmt: skip


@pytest.mark.slow
def test_a_letter_that_failed_must_be_told_again(
    ticket: Escalation, level2: jira.State, world: World, as_specialist: Actor
) -> None:
    drain()
    level2_solves(level2)
    ticket = read(ticket)
    actions.tell_client(escalation=ticket, text="Saab.", to=world.address, by=as_specialist.user)
    assert ticket.message is not None
    Message.objects.filter(pk=ticket.message.pk).update(state=JobState.FAILED)
    tasks.follow(ticket.pk)
    ticket.refresh_from_db()
    assert ticket.state == State.ANSWERED
    assert ticket.promise is not None
    assert ticket.promise.state == PromiseState.OPEN
    actions.tell_client(escalation=ticket, text="Saab.", to=world.address, by=as_specialist.user)
    assert deliver(ticket).state == State.TOLD


def test_nothing_is_told_before_an_answer_nor_twice(
    ticket: Escalation, level2: jira.State, world: World, as_specialist: Actor
) -> None:
    drain()
    with pytest.raises(Refused):
        actions.tell_client(escalation=ticket, text="Saab.", to=world.address, by=as_specialist.user)
    level2_solves(level2)
    read(ticket)
    actions.tell_client(escalation=ticket, text="Saab.", to=world.address, by=as_specialist.user)
    with pytest.raises(Refused):
        actions.tell_client(escalation=ticket, text="Saab.", to=world.address, by=as_specialist.user)
    assert Message.objects.count() == 1


def test_an_open_ticket_keeps_the_enquiry_open(ticket: Escalation, as_specialist: Actor) -> None:
    ticket.enquiry.refresh_from_db()
    outcome = OutcomeCode.objects.filter(solved=True)[0]
    assert any(str(ticket) in text for text in closing.missing(ticket.enquiry, outcome))
    with pytest.raises(Refused):
        enquiries.close(enquiry=ticket.enquiry, outcome=outcome, by=as_specialist.user)


@pytest.mark.slow
def test_an_issue_reopened_before_telling_goes_back_to_the_second_level(
    ticket: Escalation, level2: jira.State
) -> None:
    drain()
    level2_solves(level2)
    assert read(ticket).state == State.ANSWERED
    level2.transition(the_issue(level2), "51", jira.EXPERT)
    ticket = read(ticket)
    assert (ticket.state, ticket.answered_at) == (State.CREATED, None)
    assert "tickets.reopened" in kinds(ticket)


@pytest.mark.slow
def test_an_issue_that_vanished_is_lost_not_closed_and_can_return(
    ticket: Escalation, level2: jira.State
) -> None:
    drain()
    issue = the_issue(level2)
    issue.hidden = True
    assert read(ticket).state == State.CREATED
    read(ticket)
    assert read(ticket).state == State.LOST
    issue.hidden = False
    assert read(ticket).state == State.CREATED


def test_an_issue_that_moved_keeps_its_identity(ticket: Escalation, level2: jira.State) -> None:
    drain()
    read(ticket)
    level2.move(the_issue(level2), "ARH")
    ticket = read(ticket)
    assert (ticket.issue.jira_key, ticket.state) == ("ARH-1", State.CREATED)
    assert "tickets.moved" in kinds(ticket)


def test_a_comment_goes_to_the_issue_and_comes_back_as_our_echo(
    ticket: Escalation, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    ticket.refresh_from_db()
    with pytest.raises(Refused):
        actions.comment(escalation=ticket, text="Helista 5550 0001", by=as_specialist.user)
    actions.comment(escalation=ticket, text="Klient ootab [~all]", by=as_specialist.user)
    drain()
    ticket = read(ticket)
    assert "[~all]" not in the_issue(level2).comments[0].body
    (event,) = ticket.issue.events.all()
    assert (event.ours, event.kind) == (True, "comment")
    assert ticket.state == State.CREATED


@pytest.mark.slow
def test_what_moved_cannot_be_edited(ticket: Escalation, level2: jira.State) -> None:
    drain()
    level2_solves(level2)
    read(ticket)
    with pytest.raises(DatabaseError), transaction.atomic():
        TicketEvent.objects.update(author="Keegi teine")


def test_without_jira_the_ticket_is_kept_by_hand(
    ticket: Escalation, world: World, as_specialist: Actor
) -> None:
    drain()  # nothing: the row waits
    by = as_specialist.user
    actions.record_by_hand(escalation=ticket, key="KT-77", by=by)
    actions.answer_by_hand(escalation=ticket, text="Tehke nii.", by=by)
    actions.tell_client(escalation=ticket, text="Tehke nii.", to=world.address, by=by)
    assert deliver(ticket).state == State.CLOSED
    assert not JiraOperation.objects.exclude(state=JobState.SENT).exists()
    assert not JiraOperation.objects.filter(deed=Deed.CLOSE).exists()


def answered_and_sent(ticket: Escalation, level2: jira.State, world: World, by: Actor) -> Escalation:
    drain()
    level2_solves(level2)
    ticket = read(ticket)
    return actions.tell_client(escalation=ticket, text="Saab.", to=world.address, by=by.user)


def test_a_letter_that_was_sent_is_not_told_yet(
    ticket: Escalation, level2: jira.State, world: World, as_specialist: Actor
) -> None:
    ticket = answered_and_sent(ticket, level2, world, as_specialist)
    assert ticket.message is not None
    goes(ticket.message)
    tasks.follow(ticket.pk)
    ticket.refresh_from_db()
    assert ticket.state == State.DELIVERING
    page = as_specialist.get(ticket.get_absolute_url()).content.decode()
    assert "ootame, kas see tuleb tagasi" in page


@pytest.mark.slow
def test_a_letter_that_comes_back_after_the_closing_opens_the_duty_again(
    ticket: Escalation, level2: jira.State, world: World, as_specialist: Actor
) -> None:
    ticket = deliver(answered_and_sent(ticket, level2, world, as_specialist))
    drain()
    assert read(ticket).state == State.CLOSED
    assert ticket.message is not None
    comes_back(ticket.message)
    enquiries.follow_letters()
    tasks.follow(ticket.pk)
    tasks.follow(ticket.pk)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.told_at, ticket.closed_at) == (State.ANSWERED, None, None)
    assert ticket.promise is not None
    assert ticket.promise.state == PromiseState.OPEN
    assert kinds(ticket).count("tickets.came_back") == 1

    # Told once more, by a letter that stays away: closed here, and JIRA is not closed a second time.
    actions.tell_client(escalation=ticket, text="Saab.", to=world.address, by=as_specialist.user)
    ticket = deliver(ticket)
    assert ticket.state == State.CLOSED
    assert ticket.issue.operations.filter(deed=Deed.CLOSE).count() == 1
    assert Promise.objects.get(escalations=ticket).state == PromiseState.KEPT


@pytest.mark.slow
def test_the_letter_that_comes_back_while_jira_is_being_closed_keeps_the_ticket_open(
    ticket: Escalation, level2: jira.State, world: World, as_specialist: Actor
) -> None:
    ticket = deliver(answered_and_sent(ticket, level2, world, as_specialist))
    assert ticket.message is not None
    comes_back(ticket.message)
    tasks.follow(ticket.pk)
    drain()
    ticket.refresh_from_db()
    assert ticket.state == State.ANSWERED


def test_the_second_level_told_the_client_and_the_owner_confirms_it(
    ticket: Escalation, level2: jira.State, as_specialist: Actor, as_senior: Actor
) -> None:
    drain()
    level2_solves(level2, "Helistasime kliendile ja rääkisime, kuidas edasi.")
    ticket = read(ticket)
    word = ticket.issue.events.get(text__contains="Helistasime")
    assert "Nad teavitasid klienti" in as_specialist.get(ticket.get_absolute_url()).content.decode()
    with pytest.raises(Refused):
        actions.confirm_told(escalation=ticket, event=word, by=as_senior.user)
    ticket.refresh_from_db()
    as_specialist.post(f"/tickets/{ticket.pk}/told/", {"event": word.pk})
    ticket.refresh_from_db()
    assert (ticket.state, ticket.evidence_kind, ticket.evidence_id) == (State.TOLD, "level2", word.pk)
    assert ticket.promise is not None
    assert (ticket.promise.state, ticket.promise.evidence_kind, ticket.promise.evidence_id) == (
        "kept", "level2", word.pk,
    )  # fmt: skip
    drain()
    assert read(ticket).state == State.CLOSED


def test_our_own_comment_is_not_the_second_levels_word(
    ticket: Escalation, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    actions.comment(escalation=read(ticket), text="Palun vastake", by=as_specialist.user)
    drain()
    level2_solves(level2)
    ticket = read(ticket)
    for event in ticket.issue.events.exclude(kind="comment", ours=False):
        with pytest.raises(Refused):
            actions.confirm_told(escalation=ticket, event=event, by=as_specialist.user)
