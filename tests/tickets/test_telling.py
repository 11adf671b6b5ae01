"""The answer reaches the client by letter, by phone or otherwise, always with what shows it; then anew."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from desk import clock
from desk.calls import actions as calls
from desk.calls.enums import Direction
from desk.clients import actions as clients
from desk.clients.enums import ContactKind
from desk.enquiries import actions as enquiries
from desk.enquiries.deadlines import due_in
from desk.enquiries.enums import PromiseState
from desk.enquiries.models import Promise
from desk.http import Refused
from desk.mail.models import Message
from desk.outbox import JobState
from desk.people.models import Todo
from tests.conftest import Actor
from tests.mail.letters import comes_back, goes, stays
from tests.simulators import jira
from tests.tickets.conftest import World, drain, level2_solves, read, the_issue
from tickets import actions, letters, tasks
from tickets.actions.revising import Asked
from tickets.enums import Deed, State, Told
from tickets.forms.telling import contacts_of
from tickets.models import Escalation, Wording


@pytest.fixture
def answered(ticket: Escalation, level2: jira.State) -> Escalation:
    """The second level has answered; the client waits."""
    drain()
    level2_solves(level2)
    return read(ticket)


def sweep_over(ticket: Escalation) -> Escalation:
    """What the sweep of a minute does for one ticket."""
    enquiries.follow_letters()
    tasks.follow(ticket.pk)
    return Escalation.objects.get(pk=ticket.pk)


def told_by_letter(ticket: Escalation, world: World, by: Actor, text: str = "Saab esitada.") -> Escalation:
    """The letter is sent, and stays out for its hour."""
    actions.tell_client(escalation=ticket, text=text, to=world.address, by=by.user)
    stays(Message.objects.latest("pk"))
    return sweep_over(ticket)


def again(ticket: Escalation) -> Todo | None:
    """The open to-do to tell the client once more."""
    return (
        Todo.objects.open()
        .filter(kind="tickets.tell_again", subject_id=ticket.pk, done_at__isnull=True)
        .first()
    )


def phone_of(world: World, by: Actor) -> Any:
    return clients.add_contact(
        kind=ContactKind.PHONE, value="+3725550001", person=world.enquiry.person, by=by.user
    )


def test_the_draft_lies_in_a_letter_of_the_clients_language(
    answered: Escalation, as_specialist: Actor
) -> None:
    page = as_specialist.get(answered.get_absolute_url()).content.decode()
    assert "Viga on parandatud.</textarea>" in page
    around = letters.frame(answered.enquiry)
    assert f"Vastus teie pöördumisele {answered.enquiry.number}" == around.subject
    assert answered.enquiry.topic.name_et in around.before
    for part in (around.subject, around.before.splitlines()[0], around.after.splitlines()[0]):
        assert part in page


@pytest.mark.parametrize(("language", "hello"), [("ru", "Здравствуйте"), ("en", "Hello"), ("et", "Tere")])
def test_the_letter_speaks_the_clients_language(
    answered: Escalation, world: World, as_specialist: Actor, language: str, hello: str
) -> None:
    type(world.enquiry).objects.filter(pk=world.enquiry.pk).update(language=language)
    ticket = Escalation.objects.get(pk=answered.pk)
    actions.tell_client(escalation=ticket, text="123", to=world.address, by=as_specialist.user)
    body = Message.objects.get().body
    assert body.text.startswith(hello)
    assert getattr(ticket.enquiry.topic, f"name_{language}") in body.text


def test_another_language_than_the_clients_is_said_plainly(
    answered: Escalation, world: World, as_specialist: Actor
) -> None:
    type(world.enquiry).objects.update(language="ru")
    Escalation.objects.update(answer="Palun logige uuesti sisse ja esitage aruanne.")
    page = as_specialist.get(answered.get_absolute_url()).content.decode()
    assert "midagi ei tõlgita ise" in page
    sent = {"to": world.address.pk, "text": "Palun logige uuesti sisse ja esitage aruanne."}
    answer = as_specialist.post(reverse("tickets:tell", args=[answered.pk]), sent)
    assert answer.status_code == 200
    assert not Message.objects.exists()


def test_who_is_told_by_the_form_stands_first(
    answered: Escalation, world: World, as_specialist: Actor
) -> None:
    by, client = as_specialist.user, world.enquiry.client
    office = clients.add_contact(kind=ContactKind.EMAIL, value="info@tammepuit.example", client=client, by=by)
    assert list(contacts_of(answered).emails()) == [world.address, office]
    asked = [Asked.of(question) for question in answered.form.questions.all()]
    form = actions.revise_form(unit=world.unit, questions=asked, by=by, told=Told.CLIENT)
    Escalation.objects.update(form=form)
    ticket = Escalation.objects.get(pk=answered.pk)
    assert list(contacts_of(ticket).emails()) == [office, world.address]


def test_internal_words_are_named_one_by_one_and_asked_about(
    answered: Escalation, world: World, as_specialist: Actor, settings: Any
) -> None:
    url = reverse("tickets:tell", args=[answered.pk])
    text = f"Teise tasandi ekspert parandas vea KT-1, vt {settings.JIRA_URL}/browse/KT-1."
    sent = {"to": world.address.pk, "text": text}
    page = as_specialist.post(url, sent)
    shown = page.content.decode()
    assert page.status_code == 200
    for named in ("„KT-1“", "/browse/KT-1“", "„Teise tasandi ekspert“"):
        assert named in shown
    assert not Message.objects.exists()
    assert Wording.objects.get().text == text
    # Seen, and sent all the same; another finding is asked about anew.
    mark = page.context["tell"]["confirmed"].value()
    other = as_specialist.post(url, {**sent, "text": f"{text} KT-7", "confirmed": mark, "version": 1})
    assert other.status_code == 200
    done = as_specialist.post(url, {**sent, "confirmed": mark, "version": 2})
    assert done.status_code == 302
    assert text in Message.objects.get().body.text


def test_what_is_typed_is_kept_while_it_is_written(
    answered: Escalation, world: World, as_specialist: Actor
) -> None:
    url, page_url = reverse("tickets:tell", args=[answered.pk]), answered.get_absolute_url()
    as_specialist.post(url, {"to": world.address.pk, "text": "Pool vastust", "autosave": "1"})
    assert "Pool vastust</textarea>" in as_specialist.get(page_url).content.decode()
    assert answered.issue.operations.filter(deed=Deed.CLOSE).count() == Message.objects.count() == 0
    # Another window of the same person: nothing is put over it.
    late = as_specialist.post(url, {"to": world.address.pk, "text": "Teine aken", "version": "0"})
    shown = late.content.decode()
    assert "Pool vastust" in shown
    assert "Teine aken</textarea>" in shown


def test_what_is_typed_is_kept_when_the_ticket_moved_meanwhile(
    answered: Escalation, world: World, level2: jira.State, as_specialist: Actor, as_senior: Actor
) -> None:
    actions.tell_client(escalation=answered, text="Saab.", to=world.address, by=as_senior.user)
    url = reverse("tickets:tell", args=[answered.pk])
    refused = as_specialist.post(url, {"to": world.address.pk, "text": "Minu pikk vastus"})
    assert "Minu pikk vastus" in refused.content.decode()
    assert "Minu pikk vastus" in as_specialist.get(answered.get_absolute_url()).content.decode()
    assert Message.objects.count() == 1


def test_told_by_a_call_that_the_exchange_knows(
    answered: Escalation, world: World, as_specialist: Actor
) -> None:
    by, enquiry = as_specialist.user, world.enquiry
    number = phone_of(world, as_specialist)
    clock.move(timedelta(minutes=1))
    call = calls.log_call(
        by=by, number=number.value, direction=Direction.OUT, client=enquiry.client, person=enquiry.person
    )
    url = reverse("tickets:told", args=[answered.pk])
    page = as_specialist.get(url).content.decode()
    assert f"call:{call.pk}" in page
    assert "5550001" in page.replace(" ", "")
    assert as_specialist.post(url, {"evidence": f"call:{call.pk}"}).status_code == 302
    ticket = Escalation.objects.get(pk=answered.pk)
    assert (ticket.state, ticket.evidence_kind, ticket.evidence_id) == (State.TOLD, "call", call.pk)
    assert ticket.promise is not None
    assert (ticket.promise.state, ticket.promise.evidence_id) == (PromiseState.KEPT, call.pk)
    drain()
    assert read(ticket).state == State.CLOSED


def test_told_in_a_call_that_nobody_wrote_down(
    answered: Escalation, world: World, as_specialist: Actor
) -> None:
    number = phone_of(world, as_specialist)
    clock.move(timedelta(minutes=10))
    url = reverse("tickets:told", args=[answered.pk])
    began = clock.now() - timedelta(minutes=5)
    said = {
        "number": number.pk,
        "spoke_with": "Mari Tamm",
        "began": f"{began:%Y-%m-%dT%H:%M:%S%z}",
        "minutes": 2,
    }
    assert as_specialist.post(url, said).status_code == 302
    ticket = Escalation.objects.get(pk=answered.pk)
    assert (ticket.state, ticket.evidence_kind) == (State.TOLD, "call")
    call = world.enquiry.calls.get()
    assert (call.pk, call.noted_later, call.direction) == (ticket.evidence_id, True, Direction.OUT)
    assert "Mari Tamm" in call.notes


def test_a_call_of_before_the_answer_shows_nothing(
    answered: Escalation, world: World, as_specialist: Actor
) -> None:
    number = phone_of(world, as_specialist)
    spoken = actions.Conversation(number, "Mari Tamm", clock.now() - timedelta(hours=1))
    with pytest.raises(Refused):
        actions.tell_by_phone(escalation=answered, spoken=spoken, by=as_specialist.user)
    assert not world.enquiry.calls.exists()


def test_nobody_is_told_without_a_record(answered: Escalation, as_specialist: Actor) -> None:
    for evidence in (("", None), ("call", 1), ("visit", 1), ("message", 1)):
        with pytest.raises(Refused):
            actions.tell_otherwise(escalation=answered, evidence=evidence, by=as_specialist.user)
    with pytest.raises(DatabaseError), transaction.atomic():
        Escalation.objects.update(told_at=clock.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        Escalation.objects.update(told_at=clock.now(), evidence_kind="call")


def test_who_needs_it_no_more_need_not_be_told(answered: Escalation, as_specialist: Actor) -> None:
    url = reverse("tickets:told", args=[answered.pk])
    assert as_specialist.post(url, {"evidence": "withdrawn:"}).status_code == 200
    assert as_specialist.post(url, {"evidence": "withdrawn:", "said_by": "Mari Tamm"}).status_code == 302
    ticket = Escalation.objects.get(pk=answered.pk)
    assert (ticket.state, ticket.evidence_kind) == (State.TOLD, "withdrawn")


def test_a_promise_kept_on_its_own_page_tells_the_ticket(
    answered: Escalation, world: World, as_specialist: Actor
) -> None:
    by, promise = as_specialist.user, answered.promise
    assert promise is not None
    clock.move(timedelta(minutes=1))
    call = calls.log_call(by=by, direction=Direction.OUT, client=world.enquiry.client)
    later = enquiries.postpone(
        promise=promise, what="Ütleme homme", due_at=due_in(clock.now(), 2), reason="Kontrollime",
        evidence=("call", call.pk), by=by,
    )  # fmt: skip
    ticket = sweep_over(answered)
    assert (ticket.state, ticket.promise) == (State.ANSWERED, later)
    clock.move(timedelta(minutes=1))
    last = calls.log_call(by=by, direction=Direction.OUT, client=world.enquiry.client)
    enquiries.keep(promise=later, evidence=("call", last.pk), by=by)
    ticket = sweep_over(ticket)
    assert (ticket.state, ticket.evidence_id) == (State.TOLD, last.pk)


@pytest.mark.parametrize("how", ["comes back", "fails"])
def test_a_letter_that_did_not_arrive_is_a_to_do_with_its_own_time(
    answered: Escalation, world: World, as_specialist: Actor, how: str
) -> None:
    actions.tell_client(escalation=answered, text="Saab.", to=world.address, by=as_specialist.user)
    letter = Message.objects.get()
    if how == "fails":
        Message.objects.update(state=JobState.FAILED)
    else:
        comes_back(goes(letter))
    ticket = sweep_over(answered)
    todo = again(ticket)
    assert ticket.state == State.ANSWERED
    assert todo is not None
    assert (todo.owner, todo.due_at) == (as_specialist.user, due_in(clock.now(), 1))
    page = as_specialist.get(ticket.get_absolute_url()).content.decode()
    assert "Saab.</textarea>" in page, "the writer's own words, not the second level's"
    ticket = told_by_letter(ticket, world, as_specialist)
    assert (ticket.state, again(ticket)) == (State.TOLD, None)


def test_the_same_letter_put_in_the_mail_again_counts(
    answered: Escalation, world: World, as_specialist: Actor
) -> None:
    actions.tell_client(escalation=answered, text="Saab.", to=world.address, by=as_specialist.user)
    Message.objects.update(state=JobState.FAILED)
    ticket = sweep_over(answered)
    stays(Message.objects.get())
    assert list(Escalation.objects.delivered_late()) == [ticket]
    assert sweep_over(ticket).state == State.TOLD


def test_a_bounce_after_the_closing_opens_it_again_with_a_to_do(
    answered: Escalation, world: World, level2: jira.State, as_specialist: Actor
) -> None:
    ticket = told_by_letter(answered, world, as_specialist)
    drain()
    assert read(ticket).state == State.CLOSED
    comes_back(Message.objects.get())
    ticket = sweep_over(ticket)
    assert (ticket.state, ticket.told_at, ticket.evidence_kind) == (State.ANSWERED, None, "")
    assert again(ticket) is not None
    assert the_issue(level2).status.name == "Closed"
    ticket = told_by_letter(ticket, world, as_specialist)
    assert ticket.state == State.CLOSED, "JIRA has heard of it already"
    assert ticket.issue.operations.filter(deed=Deed.CLOSE).count() == 1


def test_a_bounce_before_the_closing_keeps_jira_from_being_closed(
    answered: Escalation, world: World, level2: jira.State, as_specialist: Actor
) -> None:
    ticket = told_by_letter(answered, world, as_specialist)
    comes_back(Message.objects.get())
    ticket = sweep_over(ticket)
    drain()
    assert the_issue(level2).status.name == "Done"
    ticket = told_by_letter(ticket, world, as_specialist)
    drain()
    assert (read(ticket).state, the_issue(level2).status.name) == (State.CLOSED, "Closed")


def test_a_promise_opened_again_opens_the_ticket_too(
    answered: Escalation, world: World, as_specialist: Actor
) -> None:
    ticket = told_by_letter(answered, world, as_specialist)
    assert ticket.promise is not None
    enquiries.reopen_promise(promise=ticket.promise, by=as_specialist.user, why="Vale kiri")
    ticket = sweep_over(ticket)
    assert (ticket.state, again(ticket) is not None) == (State.ANSWERED, True)


def test_answered_anew_it_is_told_anew_and_the_earlier_stays(
    answered: Escalation, world: World, level2: jira.State, as_specialist: Actor
) -> None:
    ticket = told_by_letter(answered, world, as_specialist)
    first, letter = ticket.promise, ticket.message
    drain()
    read(ticket)
    level2.transition(the_issue(level2), "51", jira.EXPERT)
    ticket = read(ticket)
    actions.take_up(escalation=ticket, by=as_specialist.user)
    level2.comment(the_issue(level2), "Päriselt parandatud.", jira.EXPERT)
    level2.transition(the_issue(level2), "21", jira.EXPERT)
    ticket = read(ticket)
    assert (ticket.state, ticket.answer) == (State.ANSWERED, "Päriselt parandatud.")
    assert ticket.promise != first
    page = as_specialist.get(ticket.get_absolute_url()).content.decode()
    assert "Päriselt parandatud.</textarea>" in page, "not what was told before"
    assert "Klienti teavitati varem" in page
    ticket = told_by_letter(ticket, world, as_specialist, "Nüüd on päriselt korras.")
    assert ticket.message != letter
    kept = Promise.objects.filter(enquiry=world.enquiry, state=PromiseState.KEPT)
    assert sorted(promise.evidence_id or 0 for promise in kept) == sorted(
        Message.objects.values_list("pk", flat=True)
    )
    drain()
    assert (read(ticket).state, the_issue(level2).status.name) == (State.CLOSED, "Closed")


def test_two_who_tell_at_once_send_one_letter(
    answered: Escalation, world: World, as_specialist: Actor, as_senior: Actor
) -> None:
    deeds: list[Callable[[], Any]] = [
        lambda: actions.tell_client(escalation=answered, text="Saab.", to=world.address, by=as_senior.user)
    ]
    deeds[0]()
    with pytest.raises(Refused):
        actions.tell_client(escalation=answered, text="Saab.", to=world.address, by=as_specialist.user)
    assert Message.objects.count() == 1
