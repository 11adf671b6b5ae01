"""A known fault has its issue: whoever asks waits for it, by one promise, and is told once."""

from typing import Any

import pytest
from django.urls import reverse

from desk.enquiries import actions as enquiries
from desk.enquiries.models import Enquiry, Fault, Promise
from desk.http import Refused
from desk.mail.models import Message
from desk.people.models import Todo
from tests.conftest import Actor
from tests.mail.letters import stays
from tests.simulators import jira
from tests.tickets.conftest import World, drain, level2_solves, read, the_issue
from tickets import actions, tasks
from tickets.enums import State
from tickets.models import Escalation, Issue

pytestmark = pytest.mark.slow

NAMES = {"et": "Esitada ei saa", "en": "Nothing can be submitted", "ru": "Подать нельзя"}
TEXTS = {"et": "Nupp on hall, viga parandatakse.", "en": "It is being mended.", "ru": "Исправляют."}


def tied(world: World, fault: Fault, by: Actor) -> Enquiry:
    """One more who asked about the fault."""
    enquiry = enquiries.open_enquiry(
        topic=fault.topic, client=world.enquiry.client, person=world.enquiry.person, by=by.user, language="et"
    )
    enquiries.tie(enquiry=enquiry, fault=fault, by=by.user)
    return enquiry


@pytest.fixture
def fault(world: World, as_head: Actor) -> Fault:
    """A fault that one has asked about."""
    made = enquiries.open_fault(topic=world.enquiry.topic, names=NAMES, texts=TEXTS, by=as_head.user)
    enquiries.tie(enquiry=world.enquiry, fault=made, by=as_head.user)
    return made


@pytest.fixture
def theirs(fault: Fault, world: World, level2: jira.State, as_specialist: Actor) -> Escalation:
    """The second level has an issue of it, which was linked to the fault by its key."""
    fields = {"project": {"key": "KT"}, "issuetype": {"id": "10101"}, "summary": "Nupp on hall"}
    level2.create(fields, [], jira.EXPERT)
    ticket = actions.link_for_fault(fault=fault, unit=world.unit, key="KT-1", by=as_specialist.user)
    drain()
    return read(Escalation.objects.get(pk=ticket.pk))


def test_an_issue_is_linked_to_the_fault(theirs: Escalation, fault: Fault) -> None:
    assert (theirs.issue.fault, theirs.state) == (fault, State.CREATED)
    # It waits for the fault as before: its deadline stands still.
    assert Enquiry.objects.get(pk=theirs.enquiry_id).state == "waiting"


def test_whoever_asks_about_the_fault_waits_for_its_issue(
    theirs: Escalation, fault: Fault, world: World, level2: jira.State, as_specialist: Actor
) -> None:
    later = tied(world, fault, as_specialist)
    assert actions.gather() == 1
    assert actions.gather() == 0
    joined = Escalation.objects.get(enquiry=later)
    assert (joined.issue_id, joined.state) == (theirs.issue_id, State.CREATED)
    drain()
    assert len(the_issue(level2).remote_links) == 2
    # JIRA is not told of each of many.
    assert len(the_issue(level2).comments) == 1


def test_who_was_taken_off_by_a_person_stays_off(
    theirs: Escalation, fault: Fault, world: World, as_specialist: Actor
) -> None:
    later = tied(world, fault, as_specialist)
    actions.gather()
    joined = Escalation.objects.get(enquiry=later)
    actions.leave(escalation=joined, reason="Teine viga", by=as_specialist.user)
    assert actions.gather() == 0


def test_one_promise_and_one_telling(
    theirs: Escalation, fault: Fault, world: World, level2: jira.State, as_head: Actor, as_specialist: Actor
) -> None:
    tied(world, fault, as_specialist)
    actions.gather()
    promised = set(Promise.objects.values_list("pk", flat=True))
    assert len(promised) == 2
    drain()
    level2_solves(level2)
    tasks.read(theirs.issue_id)
    assert {each.state for each in Escalation.objects.all()} == {State.ANSWERED}
    assert {each.promise_id for each in Escalation.objects.all()} == promised
    assert Promise.objects.count() == 2
    tasks.of_faults()
    assert Todo.objects.open().get(kind="tickets.fault_solved").owner == fault.opened_by

    over = {"et": "Nupp töötab.", "en": "It works.", "ru": "Работает."}
    enquiries.declare_over(fault=fault, over=over, by=as_head.user)
    assert enquiries.tell_clients(fault=fault, by=as_head.user).written == 2
    tasks.of_faults()
    assert not Todo.objects.open().filter(kind="tickets.fault_solved").exists()
    for letter in Message.objects.all():
        stays(letter)
    enquiries.follow_letters()
    for pk in Escalation.objects.kept().values_list("pk", flat=True):
        tasks.follow(pk)
    drain()
    assert {each.state for each in Escalation.objects.all()} == {State.CLOSED}
    assert {each.evidence_kind for each in Escalation.objects.all()} == {"message"}
    assert len({each.evidence_id for each in Escalation.objects.all()}) == 2
    assert Message.objects.count() == 2


def test_an_answer_on_its_way_is_not_told_a_second_time_with_the_fault(
    theirs: Escalation, fault: Fault, world: World, level2: jira.State, as_head: Actor
) -> None:
    level2_solves(level2)
    tasks.read(theirs.issue_id)
    ticket = Escalation.objects.get(pk=theirs.pk)
    actions.tell_client(escalation=ticket, text="Saab esitada.", to=world.address, by=as_head.user)
    over = {"et": "Nupp töötab.", "en": "It works.", "ru": "Работает."}
    enquiries.declare_over(fault=fault, over=over, by=as_head.user)
    assert enquiries.tell_clients(fault=fault, by=as_head.user).written == 0
    assert Message.objects.count() == 1


def test_a_letter_of_the_fault_on_its_way_is_not_doubled_by_the_ticket(
    theirs: Escalation, fault: Fault, world: World, level2: jira.State, as_head: Actor
) -> None:
    level2_solves(level2)
    tasks.read(theirs.issue_id)
    over = {"et": "Nupp töötab.", "en": "It works.", "ru": "Работает."}
    enquiries.declare_over(fault=fault, over=over, by=as_head.user)
    enquiries.tell_clients(fault=fault, by=as_head.user)
    ticket = Escalation.objects.get(pk=theirs.pk)
    with pytest.raises(Refused):
        actions.tell_client(escalation=ticket, text="Saab esitada.", to=world.address, by=as_head.user)
    assert Message.objects.count() == 1


def test_told_before_the_second_level_was_done_is_told_enough(
    theirs: Escalation, fault: Fault, level2: jira.State, as_head: Actor
) -> None:
    over = {"et": "Nupp töötab.", "en": "It works.", "ru": "Работает."}
    enquiries.declare_over(fault=fault, over=over, by=as_head.user)
    enquiries.tell_clients(fault=fault, by=as_head.user)
    stays(Message.objects.get())
    enquiries.follow_letters()
    level2_solves(level2)
    tasks.read(theirs.issue_id)
    for pk in Escalation.objects.kept().values_list("pk", flat=True):
        tasks.follow(pk)
    assert Escalation.objects.get().state == State.TOLD
    assert Promise.objects.count() == 1


def test_the_form_of_a_new_issue_is_filled_from_the_fault(
    fault: Fault, world: World, as_specialist: Actor
) -> None:
    drafted = actions.draft_for_fault(fault=fault, unit=world.unit, by=as_specialist.user)
    assert (drafted.state, drafted.issue.fault) == (State.DRAFT, fault)
    (question,) = (row["text"] for row in drafted.answers if row["key"] == "question")
    assert question == "Esitada ei saa\nNupp on hall, viga parandatakse."
    # A draft is nobody's issue yet.
    tied(world, fault, as_specialist)
    assert actions.gather() == 0


def test_nobody_has_asked_yet(world: World, as_head: Actor) -> None:
    made = enquiries.open_fault(topic=world.enquiry.topic, names=NAMES, texts=TEXTS, by=as_head.user)
    with pytest.raises(Refused):
        actions.draft_for_fault(fault=made, unit=world.unit, by=as_head.user)
    with pytest.raises(Refused):
        actions.link_for_fault(fault=made, unit=world.unit, key="KT-1", by=as_head.user)
    assert not Issue.objects.exists()


def test_an_answered_ticket_keeps_the_tie_until_it_is_decided(
    theirs: Escalation, level2: jira.State, as_head: Actor
) -> None:
    level2_solves(level2)
    tasks.read(theirs.issue_id)
    with pytest.raises(Refused):
        enquiries.untie(enquiry=theirs.enquiry, by=as_head.user)


def test_the_page_and_the_caution_band_show_how_it_stands_in_jira(
    theirs: Escalation, fault: Fault, level2: jira.State, as_specialist: Actor, client: Any
) -> None:
    level2_solves(level2)
    tasks.read(theirs.issue_id)
    panel = as_specialist.get(reverse("tickets:fault_panel", args=[fault.pk])).content.decode()
    assert "KT-1" in panel
    assert "Done" in panel
    assert "KT-1: Done" in as_specialist.get(reverse("enquiries:fault_banner")).content.decode()
    assert "/tickets/fault/" in as_specialist.get(fault.get_absolute_url()).content.decode()


def test_who_is_untied_leaves_the_issue_of_the_fault(
    theirs: Escalation, fault: Fault, world: World, as_specialist: Actor
) -> None:
    later = tied(world, fault, as_specialist)
    actions.gather()
    enquiries.untie(enquiry=later, by=as_specialist.user)
    tasks.of_faults()
    joined = Escalation.objects.get(enquiry=later)
    assert (joined.state, joined.issue.fault) == (State.CLOSED, None)
    assert Enquiry.objects.get(pk=later.pk).state == "in_work"
    assert Escalation.objects.get(pk=theirs.pk).state == State.CREATED


def test_an_issue_of_no_fault_that_is_solved_is_nobodys_fault(ticket: Escalation, level2: jira.State) -> None:
    drain()
    level2_solves(level2)
    assert read(ticket).state == State.ANSWERED
    tasks.of_faults()
    assert not Todo.objects.filter(kind="tickets.fault_solved").exists()
