"""Only when the last client is told is JIRA closed, by its own ways; what it does not let us, people do."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from desk.clients import actions as clients
from desk.clients.enums import ContactKind, Kind
from desk.clients.models import ContactPoint
from desk.enquiries import actions as enquiries
from desk.outbox import JobState
from desk.people.models import Todo
from tests.conftest import Actor
from tests.mail.letters import stays
from tests.simulators import jira
from tests.tickets.conftest import World, drain, level2_solves, read, the_issue
from tickets import actions, tasks
from tickets.enums import Deed, State
from tickets.models import Escalation, Issue, JiraOperation, Unit

pytestmark = pytest.mark.slow

Neighbour = tuple[Escalation, ContactPoint]


@pytest.fixture
def answered(ticket: Escalation, level2: jira.State) -> Escalation:
    """The second level has answered; the client waits."""
    drain()
    level2_solves(level2)
    return read(ticket)


@pytest.fixture
def neighbour(ticket: Escalation, world: World, as_specialist: Actor) -> Neighbour:
    """Another client with the same trouble, on the same issue, and the address of its person."""
    by = as_specialist.user
    kask = clients.create_client(
        kind=Kind.ORGANISATION, name="Kase Saeveski AS", registry_code="10000018", by=by
    )
    jaan = clients.create_person(first_name="Jaan", last_name="Kask", by=by)
    clients.add_role(person=jaan, client=kask, role="juhatuse liige", by=by)
    address = clients.add_contact(kind=ContactKind.EMAIL, value="jaan@saeveski.example", person=jaan, by=by)
    enquiry = enquiries.open_enquiry(
        topic=world.enquiry.topic, client=kask, person=jaan, by=by, language="et", question="Sama mure.",
    )  # fmt: skip
    other = actions.join_issue(enquiry=enquiry, unit=world.unit, issue=ticket.issue, by=by)
    return other, address


def told(ticket: Escalation, to: ContactPoint, by: Actor, text: str = "Saab esitada.") -> Escalation:
    """The letter is sent, and stays out."""
    ticket = actions.tell_client(
        escalation=Escalation.objects.get(pk=ticket.pk), text=text, to=to, by=by.user
    )
    assert ticket.message is not None
    stays(ticket.message)
    tasks.follow(ticket.pk)
    return Escalation.objects.get(pk=ticket.pk)


def to_close(ticket: Escalation) -> Todo | None:
    return Todo.objects.open().filter(kind="tickets.no_transition", subject_id=ticket.pk).first()


def test_an_issue_that_was_there_before_hears_of_it_and_stays_open(
    answered: Escalation, level2: jira.State, world: World, as_specialist: Actor
) -> None:
    Issue.objects.update(ours=False)
    ticket = told(answered, world.address, as_specialist)
    assert ticket.state == State.TOLD
    drain()
    issue = the_issue(level2)
    assert (read(ticket).state, issue.status.name) == (State.CLOSED, "Done")
    assert "teavitatud" in issue.comments[-1].body
    assert not JiraOperation.objects.filter(deed=Deed.CLOSE).exists()


def test_done_already_and_no_closing_status_it_only_hears_of_it(
    answered: Escalation, level2: jira.State, world: World, as_specialist: Actor
) -> None:
    Unit.objects.update(closing_status="")
    ticket = told(answered, world.address, as_specialist)
    drain()
    issue = the_issue(level2)
    assert (read(ticket).state, issue.status.name) == (State.CLOSED, "Done")
    assert "teavitatud" in issue.comments[-1].body
    for secret in ("Tamm", "Mari", "10000001", "P-2026"):
        assert secret not in issue.comments[-1].body


def test_the_resolution_of_the_unit_is_filled_in(
    answered: Escalation, level2: jira.State, world: World, as_specialist: Actor
) -> None:
    level2.screens["KT", "41"] = jira.Screen()
    Unit.objects.update(closing_resolution="Duplicate")
    ticket = told(answered, world.address, as_specialist)
    drain()
    assert read(ticket).state == State.CLOSED
    assert the_issue(level2).resolution == ("10002", "Duplicate")


def no_way(level2: jira.State) -> None:
    the_issue(level2).archived = True


def a_screen(level2: jira.State) -> None:
    level2.screens["KT", "41"] = jira.Screen(required=False, others=(("customfield_10500", "Põhjus"),))


def a_resolution(level2: jira.State) -> None:
    level2.screens["KT", "41"] = jira.Screen()


@pytest.mark.parametrize("hindered", [no_way, a_screen, a_resolution])
def test_what_jira_does_not_let_us_close_is_a_persons_work(
    answered: Escalation,
    level2: jira.State,
    world: World,
    as_specialist: Actor,
    hindered: Callable[[jira.State], None],
) -> None:
    if hindered is no_way:
        level2.transition(the_issue(level2), "51", jira.EXPERT)
        level2.comment(the_issue(level2), "#Vastus: Saab esitada.", jira.EXPERT)
        answered = read(answered)
    hindered(level2)
    ticket = told(answered, world.address, as_specialist)
    drain()
    ticket = read(ticket)
    todo = to_close(ticket)
    assert ticket.state == State.TOLD
    assert todo is not None
    assert (todo.owner, todo.due_at is not None) == (as_specialist.user, True)
    (operation,) = JiraOperation.objects.unsent()
    page = as_specialist.get(ticket.get_absolute_url()).content.decode()
    assert "JIRA-s käsitsi suletud" in page
    assert operation.why in page
    for way in operation.offered:
        assert way.partition(" → ")[2] in page
    assert any("→ Closed" in way for way in operation.offered) == (hindered is not no_way)


def test_closed_by_hand_is_believed_when_jira_says_so(
    answered: Escalation, level2: jira.State, world: World, as_specialist: Actor
) -> None:
    level2.transition(the_issue(level2), "51", jira.EXPERT)
    level2.comment(the_issue(level2), "#Vastus: Saab esitada.", jira.EXPERT)
    answered = read(answered)
    for move in ("21", "41"):
        level2.screens["KT", move] = jira.Screen(required=False, others=(("customfield_10500", "Põhjus"),))
    ticket = told(answered, world.address, as_specialist)
    drain()
    url = reverse("tickets:confirm_closed", args=[ticket.pk])
    ticket = read(ticket)
    said = as_specialist.post(url, follow=True).content.decode()
    assert "JIRA-s on endiselt" in said
    assert read(ticket).state == State.TOLD
    level2.transition(the_issue(level2), "21", jira.EXPERT)
    read(ticket)
    assert "JIRA kinnitab" in as_specialist.post(url, follow=True).content.decode()
    ticket = Escalation.objects.get(pk=ticket.pk)
    assert (ticket.state, to_close(ticket)) == (State.CLOSED, None)
    assert not JiraOperation.objects.unsent().exists()


def test_what_stands_closed_in_jira_closes_here_by_itself(
    answered: Escalation, level2: jira.State, world: World, as_specialist: Actor
) -> None:
    a_screen(level2)
    ticket = told(answered, world.address, as_specialist)
    drain()
    assert read(ticket).state == State.TOLD
    level2.transition(the_issue(level2), "41", jira.EXPERT)
    read(ticket)
    assert list(Escalation.objects.to_close()) == [ticket]
    tasks.follow(ticket.pk)
    ticket = Escalation.objects.get(pk=ticket.pk)
    assert (ticket.state, to_close(ticket)) == (State.CLOSED, None)


def test_tried_again_it_closes_and_nobody_need_do_it(
    answered: Escalation, level2: jira.State, world: World, as_specialist: Actor
) -> None:
    a_resolution(level2)
    ticket = told(answered, world.address, as_specialist)
    drain()
    Unit.objects.update(closing_resolution="Done")
    (operation,) = JiraOperation.objects.unsent()
    actions.try_again(operation=operation, by=as_specialist.user)
    drain()
    assert (read(ticket).state, to_close(ticket)) == (State.CLOSED, None)
    said = [comment.body for comment in the_issue(level2).comments if "teavitatud" in comment.body]
    assert len(said) == 1, "said once"


@pytest.fixture
def both(
    ticket: Escalation, neighbour: Neighbour, level2: jira.State
) -> tuple[Escalation, Escalation, ContactPoint]:
    """Both clients of one issue wait for its answer."""
    drain()
    level2_solves(level2)
    read(ticket)
    other, address = neighbour
    return Escalation.objects.get(pk=ticket.pk), Escalation.objects.get(pk=other.pk), address


def test_each_client_is_told_by_an_own_letter_and_the_last_closes_the_issue(
    both: tuple[Escalation, Escalation, ContactPoint], level2: jira.State, world: World, as_specialist: Actor
) -> None:
    first, other, address = both
    words = f"Pöördumine {first.enquiry.number}: Tamme Puit OÜ (10000001) saab esitada."
    page = as_specialist.get(first.get_absolute_url()).content.decode()
    assert "teavitatud: 0/2" in page
    first = told(first, world.address, as_specialist, words)
    drain()
    assert (first.state, the_issue(level2).status.name) == (State.TOLD, "Done")

    # The next client of the issue is a key away, and the words are there with its own names.
    page = as_specialist.get(first.get_absolute_url()).content.decode()
    assert f"Järgmine teavitatav: {other.enquiry.number}" in page
    page = as_specialist.get(other.get_absolute_url()).content.decode()
    assert f"Pöördumine {other.enquiry.number}: Kase Saeveski AS (10000018) saab esitada.</textarea>" in page
    assert "sama pileti teisele kliendile" in page

    # The first one's own data never leaves unseen for the other.
    with pytest.raises(actions.Doubts) as doubts:
        actions.tell_client(escalation=other, text=words, to=address, by=as_specialist.user)
    assert any("10000001" in text for text in doubts.value.texts)
    other = told(other, address, as_specialist)
    drain()
    assert {read(each).state for each in (first, other)} == {State.CLOSED}
    assert the_issue(level2).status.name == "Closed"
    assert first.message != other.message
    assert {each.evidence_id for each in (first, other)} == {first.message_id, other.message_id}
    assert JiraOperation.objects.filter(deed=Deed.CLOSE, state=JobState.SENT).count() == 1


def test_when_the_other_needs_it_no_more_the_issue_is_closed(
    both: tuple[Escalation, Escalation, ContactPoint], level2: jira.State, world: World, as_specialist: Actor
) -> None:
    first, other, _address = both
    told(first, world.address, as_specialist)
    drain()
    actions.tell_otherwise(
        escalation=other, evidence=("withdrawn", None), said_by="Jaan Kask", by=as_specialist.user
    )
    drain()
    assert {read(each).state for each in (first, other)} == {State.CLOSED}
    assert the_issue(level2).status.name == "Closed"
