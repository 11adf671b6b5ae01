"""An issue that is there already: linked by its key, joined, left again; what it says holds at once."""

import pytest

from desk.enquiries import actions as enquiries
from desk.enquiries.models import Enquiry, Promise
from desk.http import Refused
from tests.conftest import Actor
from tests.simulators import jira
from tests.tickets.conftest import World, drain, level2_solves, the_issue
from tests.tickets.conftest import read as read_issue
from tests.tickets.test_issues import tell
from tickets import actions, search, tasks
from tickets.actions import linking
from tickets.enums import Deed, State
from tickets.models import Escalation, Issue, JiraOperation
from tickets.words import phrases

pytestmark = pytest.mark.slow


@pytest.fixture
def theirs(level2: jira.State) -> jira.Issue:
    """An issue that the second level made for itself."""
    fields = {"project": {"key": "KT"}, "issuetype": {"id": "10101"}, "summary": "Nupp on hall"}
    return level2.create(fields, [], jira.EXPERT)


@pytest.fixture
def other(world: World, as_specialist: Actor) -> Enquiry:
    """Somebody else asks about the same trouble."""
    return enquiries.open_enquiry(
        topic=world.enquiry.topic, client=world.enquiry.client, person=world.enquiry.person,
        by=as_specialist.user, language="et", question="Ka naaber ei saa aruannet esitada.",
    )  # fmt: skip


def read(ticket: Escalation) -> Escalation:
    """Read the issue that the ticket is on by now, then our row."""
    return read_issue(Escalation.objects.get(pk=ticket.pk))


def said(issue: jira.Issue) -> list[str]:
    """What our account wrote into an issue."""
    return [str(c.body).replace("\\", "") for c in issue.comments if c.author == jira.SERVICE]


def test_an_issue_is_linked_by_its_key(world: World, theirs: jira.Issue, as_specialist: Actor) -> None:
    ticket = actions.link(enquiry=world.enquiry, unit=world.unit, key="kt 1", by=as_specialist.user)
    assert ticket.state == State.QUEUED
    drain()
    ticket = read(ticket)
    assert (str(ticket), ticket.state, ticket.issue.ours) == ("KT-1", State.CREATED, False)
    assert set(theirs.labels) == {"csd", f"csd-{ticket.issue.uuid.hex}"}
    assert set(theirs.remote_links) == {f"csd={ticket.uuid.hex}"}
    assert said(theirs) == [phrases.WAITS % {"n": 1}]
    assert "Mari" not in str(theirs.comments)
    assert Issue.objects.count() == 1
    assert Enquiry.objects.get().state == "escalated"


def test_a_solved_issue_gives_its_answer_at_once(
    world: World, theirs: jira.Issue, level2: jira.State, as_specialist: Actor
) -> None:
    level2_solves(level2)
    ticket = actions.link(enquiry=world.enquiry, unit=world.unit, key="KT-1", by=as_specialist.user)
    drain()
    ticket = read(ticket)
    assert (ticket.state, ticket.answer) == (State.ANSWERED, "Viga on parandatud.")
    assert ticket.promise is not None


def test_what_we_follow_is_joined_without_asking_jira(
    ticket: Escalation, other: Enquiry, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    level2_solves(level2)
    read(ticket)
    joined = actions.link(enquiry=other, unit=ticket.unit, key="KT-1", by=as_specialist.user)
    assert (joined.issue_id, joined.state) == (ticket.issue_id, State.ANSWERED)
    assert joined.answer == "Viga on parandatud."
    assert Promise.objects.count() == 2
    drain()
    assert said(the_issue(level2)) == [phrases.WAITS % {"n": 2}]


def test_an_old_key_finds_the_issue(
    ticket: Escalation, other: Enquiry, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    level2.move(the_issue(level2), "ARH")
    read(ticket)
    joined = actions.link(enquiry=other, unit=ticket.unit, key="KT-1", by=as_specialist.user)
    assert (str(joined), joined.issue_id) == ("ARH-1", ticket.issue_id)


def test_an_old_key_that_only_jira_knows_finds_the_issue_that_we_follow(
    ticket: Escalation, other: Enquiry, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    level2.move(the_issue(level2), "ARH")
    joined = actions.link(enquiry=other, unit=ticket.unit, key="ARH-1", by=as_specialist.user)
    drain()
    assert read(joined).issue_id == ticket.issue_id
    assert Issue.objects.count() == 1


@pytest.mark.parametrize(("key", "reason"), [("KT-77", "not_found"), ("ARH-1", "foreign_project")])
def test_what_is_not_there_or_of_nobodys_project_is_refused_with_a_reason(
    world: World, level2: jira.State, as_specialist: Actor, key: str, reason: str
) -> None:
    fields = {"project": {"key": "ARH"}, "issuetype": {"id": "10101"}, "summary": "Arhiivist"}
    level2.create(fields, [], jira.EXPERT)
    ticket = actions.link(enquiry=world.enquiry, unit=world.unit, key=key, by=as_specialist.user)
    drain()
    (operation,) = JiraOperation.objects.unsent()
    assert operation.reason == reason
    assert operation.why
    assert read(ticket).state == State.QUEUED
    # Another key is tried in its place, and the refused one is forgotten.
    level2.create({**fields, "project": {"key": "KT"}}, [], jira.EXPERT)
    again = actions.link(enquiry=world.enquiry, unit=world.unit, key="KT-1", by=as_specialist.user)
    drain()
    assert (again.pk, str(read(again))) == (ticket.pk, "KT-1")
    assert not JiraOperation.objects.unsent().exists()


@pytest.mark.parametrize(
    "typed",
    ["KT-5", " kt 5 ", "kt-5", "https://jira.example/browse/KT-5", "https://j.example/browse/KT-5?a=1"],
)
def test_a_key_is_taken_as_people_have_it(typed: str) -> None:
    assert linking.key_of(typed) == "KT-5"


@pytest.mark.parametrize("key", ["", "12", "KT", "KT-0", "KT-1; DROP", "KT-1 OR 1=1"])
def test_what_is_no_key_is_refused_at_once(world: World, as_specialist: Actor, key: str) -> None:
    with pytest.raises(Refused, match="refused"):
        actions.link(enquiry=world.enquiry, unit=world.unit, key=key, by=as_specialist.user)
    assert not Escalation.objects.exists()


def test_an_enquiry_is_with_a_unit_once(ticket: Escalation, theirs: jira.Issue, as_specialist: Actor) -> None:
    drain()
    with pytest.raises(Refused) as refused:
        actions.link(enquiry=ticket.enquiry, unit=ticket.unit, key="KT-1", by=as_specialist.user)
    assert "juba selle üksuse käes" in refused.value.texts[0]


def test_a_duplicate_is_moved_onto_the_other_and_its_own_issue_closed(
    ticket: Escalation, theirs: jira.Issue, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    own = next(i for i in level2.issues.values() if i.key == "KT-2")
    level2.comment(own, "#duplikaat KT-1", jira.EXPERT)
    ticket = read(ticket)
    assert ticket.state == State.DUPLICATE
    actions.join_by_key(escalation=ticket, key="KT-1", by=as_specialist.user)
    drain()
    ticket = read(ticket)
    assert (str(ticket), ticket.state) == ("KT-1", State.CREATED)
    assert own.status.name == "Closed"
    assert phrases.DUPLICATE % {"key": "KT-1"} in said(own)
    assert set(theirs.remote_links) == {f"csd={ticket.uuid.hex}"}


def test_others_keep_the_issue_that_one_of_them_leaves_for_another(
    ticket: Escalation, other: Enquiry, theirs: jira.Issue, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    joined = actions.link(enquiry=other, unit=ticket.unit, key="KT-2", by=as_specialist.user)
    actions.join_by_key(escalation=joined, key="KT-1", by=as_specialist.user)
    drain()
    assert str(read(joined)) == "KT-1"
    own = next(i for i in level2.issues.values() if i.key == "KT-2")
    assert own.status.name == "To Do"
    assert not JiraOperation.objects.filter(deed=Deed.CLOSE).exists()


def test_joined_by_mistake_it_goes_back_with_a_reason(
    ticket: Escalation, other: Enquiry, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    level2_solves(level2)
    read(ticket)
    joined = actions.link(enquiry=other, unit=ticket.unit, key="KT-1", by=as_specialist.user)
    with pytest.raises(Refused):
        actions.leave(escalation=joined, reason=" ", by=as_specialist.user)
    left = actions.leave(escalation=joined, reason="Teine portaal.", by=as_specialist.user)
    assert (left.state, left.issue.jira_id, left.promise, left.answer) == (State.DRAFT, "", None, "")
    assert Promise.objects.count() == 1
    assert Enquiry.objects.get(pk=other.pk).state == "in_work"
    assert left.history.first().history_change_reason == "Teine portaal."
    drain()
    assert phrases.NOT_HERE % {"number": other.number} in said(the_issue(level2))
    # What was made for a ticket stays with it.
    with pytest.raises(Refused):
        actions.leave(escalation=ticket, reason="Ei sobi", by=as_specialist.user)


def test_moved_by_mistake_it_goes_back_to_its_own_issue(
    ticket: Escalation, other: Enquiry, theirs: jira.Issue, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    joined = actions.link(enquiry=other, unit=ticket.unit, key="KT-2", by=as_specialist.user)
    actions.join_by_key(escalation=joined, key="KT-1", by=as_specialist.user)
    drain()
    back = actions.leave(escalation=read(joined), reason="Eksitus", by=as_specialist.user)
    assert (str(back), back.state) == ("KT-2", State.CREATED)


def test_that_one_more_waits_supplies_nothing(
    ticket: Escalation, other: Enquiry, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    level2.comment(the_issue(level2), "#lisainfo Milline veebilehitseja?", jira.EXPERT)
    assert read(ticket).state == State.NEEDS_INFO
    actions.link(enquiry=other, unit=ticket.unit, key="KT-1", by=as_specialist.user)
    drain()
    tasks.read(ticket.issue_id)
    assert {each.state for each in Escalation.objects.all()} == {State.NEEDS_INFO}


def test_without_jira_the_key_is_kept_as_given(world: World, other: Enquiry, as_specialist: Actor) -> None:
    by = as_specialist.user
    first = actions.link(enquiry=world.enquiry, unit=world.unit, key="KT-5", by=by)
    second = actions.link(enquiry=other, unit=world.unit, key="KT-5", by=by)
    assert {str(first), str(second)} == {"KT-5"}
    assert first.issue_id == second.issue_id
    assert {first.state, second.state} == {State.CREATED}
    # What is answered by hand is answered to all of them, also to who comes later.
    actions.answer_by_hand(escalation=first, text="Saab.", by=by)
    third = enquiries.open_enquiry(topic=other.topic, by=by, question="Ja mina?")
    actions.link(enquiry=third, unit=world.unit, key="KT-5", by=by)
    told = Escalation.objects.values_list("state", "answer")
    assert set(told) == {(State.ANSWERED, "Saab.")}


def test_a_closing_that_nobody_has_begun_waits_for_the_one_who_joins(
    ticket: Escalation, other: Enquiry, level2: jira.State, as_specialist: Actor, world: World
) -> None:
    drain()
    level2_solves(level2)
    tell(read(ticket), world, as_specialist)
    assert JiraOperation.objects.filter(deed=Deed.CLOSE).exists()
    joined = actions.link(enquiry=other, unit=ticket.unit, key="KT-1", by=as_specialist.user)
    drain()
    assert (the_issue(level2).status.name, joined.state) == ("Done", State.ANSWERED)
    tell(read(joined), world, as_specialist)
    drain()
    assert the_issue(level2).status.name == "Closed"
    assert {each.state for each in Escalation.objects.all()} == {State.CLOSED}


def test_who_joins_a_closed_issue_is_told_its_answer_and_nothing_is_closed_twice(
    ticket: Escalation, other: Enquiry, level2: jira.State, as_specialist: Actor, world: World
) -> None:
    drain()
    level2_solves(level2)
    tell(read(ticket), world, as_specialist)
    drain()
    assert the_issue(level2).status.name == "Closed"
    joined = actions.link(enquiry=other, unit=ticket.unit, key="KT-1", by=as_specialist.user)
    assert joined.state == State.ANSWERED
    tell(read(joined), world, as_specialist)
    drain()
    assert read(joined).state == State.CLOSED
    closings = [c for c in the_issue(level2).history for item in c.items if item["toString"] == "Closed"]
    assert len(closings) == 1


def test_a_key_of_before_finds_the_ticket_in_the_search_box(
    ticket: Escalation, theirs: jira.Issue, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    own = next(i for i in level2.issues.values() if i.key == "KT-2")
    level2.move(own, "ARH")
    read(ticket)
    for typed in ("KT-2", "arh 1"):
        (hit,) = search.tickets(as_specialist.user, typed)
        assert hit.title.startswith("ARH-1")
    # Moved onto another issue, it is found by the number of the one before as well.
    level2.comment(own, "#duplikaat KT-1", jira.EXPERT)
    actions.join_by_key(escalation=read(ticket), key="KT-1", by=as_specialist.user)
    drain()
    assert search.tickets(as_specialist.user, "KT-2")[0].title.startswith("KT-1")
    assert search.tickets(as_specialist.user, "KT-1")[0].url == ticket.get_absolute_url()


def test_a_key_that_was_wrong_leaves_the_form_to_be_filled_in(
    world: World, level2: jira.State, as_specialist: Actor
) -> None:
    ticket = actions.link(enquiry=world.enquiry, unit=world.unit, key="KT-77", by=as_specialist.user)
    drain()
    left = actions.leave(escalation=read(ticket), reason="KT-77", by=as_specialist.user)
    assert left.state == State.DRAFT
    assert Enquiry.objects.get().state == "in_work"
    assert not JiraOperation.objects.exists()
    sent = actions.escalate(
        enquiry=world.enquiry, unit=world.unit, answers=world.answers, by=as_specialist.user
    )
    drain()
    assert (sent.pk, str(read(sent)), Issue.objects.count()) == (ticket.pk, "KT-1", 1)


def test_taken_back_at_once_its_own_issue_is_not_closed(
    ticket: Escalation, theirs: jira.Issue, level2: jira.State, as_specialist: Actor
) -> None:
    drain()
    tasks.read(ticket.issue_id)
    joined = actions.join_by_key(escalation=read(ticket), key="KT-1", by=as_specialist.user)
    (looked,) = JiraOperation.objects.filter(deed=Deed.ADOPT)
    tasks.send(looked.pk)
    assert JiraOperation.objects.waiting().filter(deed=Deed.CLOSE).exists()
    back = actions.leave(escalation=read(joined), reason="Eksitus", by=as_specialist.user)
    drain()
    assert (str(back), back.state) == ("KT-2", State.CREATED)
    own = next(i for i in level2.issues.values() if i.key == "KT-2")
    assert own.status.name == "To Do"
