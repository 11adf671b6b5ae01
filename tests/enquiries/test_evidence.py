"""Which record shows that the client was told, and which does not: each kind with its rule."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from desk import clock
from desk.calls.models import Call
from desk.clients import actions as clients
from desk.clients.enums import Kind
from desk.clients.models import ContactPoint
from desk.enquiries import actions
from desk.enquiries.enums import Evidence, PromiseState, Reached
from desk.enquiries.evidence import candidates, sources
from desk.enquiries.models import Enquiry, LastLetter, Promise
from desk.enquiries.tasks import sweep
from desk.http import Refused
from desk.mail import actions as mail
from desk.mail.enums import IncomingKind
from desk.mail.models import Incoming, Mailbox, Message
from desk.people.actions import decide_second
from desk.people.models import Approval, Notice, Todo
from tests.conftest import Actor
from tests.enquiries.world import asked
from tests.mail.letters import comes_back, goes, stays


@pytest.fixture
def enquiry(as_specialist: Actor) -> Enquiry:
    return asked(as_specialist.user)


@pytest.fixture
def promised(enquiry: Enquiry, as_specialist: Actor) -> Promise:
    due = clock.now() + timedelta(days=1)
    return actions.promise(enquiry=enquiry, what="Kirjutame", due_at=due, by=as_specialist.user)


@pytest.fixture
def address(enquiry: Enquiry) -> ContactPoint:
    return ContactPoint.objects.get(value="info@tammepuit.example")


def letter(enquiry: Enquiry, by: Actor) -> Message:
    return mail.queue(
        letter=mail.Letter("Vastus", "Tere"), to="info@tammepuit.example", language="et",
        subject=("enquiry", enquiry.pk), client_id=enquiry.client_id, by=by.user,
    )  # fmt: skip


def refused(promise: Promise, kind: str, pk: int, by: Actor) -> str:
    with pytest.raises(Refused) as said:
        actions.keep(promise=promise, evidence=(kind, pk), by=by.user)
    return said.value.texts[0]


def test_a_letter_that_was_sent_is_not_told_until_it_stays_away_for_an_hour(
    promised: Promise, as_specialist: Actor
) -> None:
    sent = goes(letter(promised.enquiry, as_specialist))
    assert "tagasi tulla" in refused(promised, Evidence.MESSAGE, sent.pk, as_specialist)
    clock.move(timedelta(minutes=61))
    mail.deliver()
    assert [one.kind for one in candidates(promised)] == [Evidence.MESSAGE]
    actions.keep(promise=promised, evidence=(Evidence.MESSAGE, sent.pk), by=as_specialist.user)
    assert promised.state == PromiseState.KEPT


def test_a_letter_of_another_client_or_from_before_shows_nothing(
    enquiry: Enquiry, as_specialist: Actor
) -> None:
    before = stays(letter(enquiry, as_specialist))
    due = clock.now() + timedelta(days=1)
    promise = actions.promise(enquiry=enquiry, what="Kirjutame", due_at=due, by=as_specialist.user)
    kaasiku = clients.create_client(
        kind=Kind.ORGANISATION, name="Kaasiku Kaevandus AS", registry_code="10000018", by=as_specialist.user
    )
    other = asked(as_specialist.user, kaasiku)
    others = stays(letter(other, as_specialist))
    for wrong in (before, others):
        refused(promise, Evidence.MESSAGE, wrong.pk, as_specialist)
        with pytest.raises(Refused):
            actions.wait_for(promise=promise, message=wrong, by=as_specialist.user)


def test_a_call_counts_when_it_is_of_this_client_and_since(promised: Promise, as_specialist: Actor) -> None:
    now, client = clock.now(), promised.enquiry.client
    earlier = Call.objects.create(
        client=client, rang_at=now - timedelta(hours=1), answered_at=now - timedelta(hours=1), state="wrap_up"
    )
    unanswered = Call.objects.create(client=client, rang_at=now, state="missed")
    nobodys = Call.objects.create(rang_at=now, answered_at=now, state="answered")
    practised = Call.objects.create(
        client=client, rang_at=now, answered_at=now, state="answered", training=True
    )
    for wrong in (earlier, unanswered, nobodys, practised):
        for kind in (Evidence.CALL, Evidence.SAID):
            refused(promised, kind, wrong.pk, as_specialist)
    heard = Call.objects.create(client=client, rang_at=now, answered_at=now, state="answered")
    actions.keep(promise=promised, evidence=(Evidence.SAID, heard.pk), by=as_specialist.user)
    assert (promised.evidence_kind, promised.evidence_id) == (Evidence.SAID, heard.pk)


def came_in(enquiry: Enquiry, kind: str = IncomingKind.LETTER, at: datetime | None = None) -> Incoming:
    box, _made = Mailbox.objects.get_or_create(name="INBOX")
    uid = Incoming.objects.count() + 1
    return Incoming.objects.create(
        mailbox=box, uid_validity=1, uid=uid, kind=kind, size=1, content_hash="0" * 64,
        client_id=enquiry.client_id, received_at=at or clock.now(),
    )  # fmt: skip


def test_the_client_wrote_that_they_know(promised: Promise, as_specialist: Actor) -> None:
    robot = came_in(promised.enquiry, IncomingKind.AUTO_REPLY)
    earlier = came_in(promised.enquiry, at=promised.made_at - timedelta(minutes=5))
    for wrong in (robot, earlier):
        refused(promised, Evidence.WROTE, wrong.pk, as_specialist)
    written = came_in(promised.enquiry)
    actions.keep(promise=promised, evidence=(Evidence.WROTE, written.pk), by=as_specialist.user)
    assert promised.state == PromiseState.KEPT


def in_vain(promise: Promise, by: Actor, times: int = 3) -> None:
    for _time in range(times):
        actions.try_to_reach(promise=promise, channel="call", reached=Reached.NO_ANSWER, by=by.user)


def test_a_last_letter_comes_after_enough_attempts(
    promised: Promise, address: ContactPoint, as_specialist: Actor
) -> None:
    in_vain(promised, as_specialist, 2)
    with pytest.raises(Refused) as said:
        actions.write_last_letter(promise=promised, to=address, text="Tere", by=as_specialist.user)
    assert [*said.value.texts] == ["Kõigepealt püüa klienti kätte saada 3 korda; seni: 2."]


def test_being_reached_in_between_begins_the_count_anew(
    promised: Promise, address: ContactPoint, as_specialist: Actor
) -> None:
    in_vain(promised, as_specialist, 2)
    actions.try_to_reach(promise=promised, channel="call", reached=Reached.REACHED, by=as_specialist.user)
    in_vain(promised, as_specialist, 1)
    with pytest.raises(Refused):
        actions.write_last_letter(promise=promised, to=address, text="Tere", by=as_specialist.user)


def test_an_attempt_that_is_sent_twice_is_one(promised: Promise, as_specialist: Actor) -> None:
    for _time in range(2):
        actions.try_to_reach(
            promise=promised, channel="call", reached=Reached.BUSY, by=as_specialist.user, step=1
        )
    assert promised.attempts.count() == 1


@pytest.fixture
def last(promised: Promise, address: ContactPoint, as_specialist: Actor) -> LastLetter:
    in_vain(promised, as_specialist)
    return actions.write_last_letter(promise=promised, to=address, text="Tere", by=as_specialist.user)


def test_a_last_letter_is_sent_when_approved_and_keeps_the_promise_when_delivered(
    promised: Promise, last: LastLetter, as_specialist: Actor, as_senior: Actor
) -> None:
    assert not Message.objects.exists()
    assert last.approval is not None
    with pytest.raises(Refused):
        decide_second(approval=last.approval, approved=True, by=as_specialist.user)
    decide_second(approval=last.approval, approved=True, by=as_senior.user)
    refused(promised, Evidence.UNREACHABLE, last.pk, as_specialist)
    goes(Message.objects.get())
    sweep()
    promised.refresh_from_db()
    assert promised.state == PromiseState.OPEN
    clock.move(timedelta(minutes=61))
    mail.deliver()
    sweep()
    promised.refresh_from_db()
    assert (promised.state, promised.evidence_kind) == (PromiseState.KEPT, Evidence.UNREACHABLE)


def test_a_last_letter_that_comes_back_opens_the_promise_again(
    promised: Promise, last: LastLetter, as_senior: Actor
) -> None:
    assert last.approval is not None
    decide_second(approval=last.approval, approved=True, by=as_senior.user)
    stays(Message.objects.get())
    sweep()
    comes_back(Message.objects.get())
    sweep()
    promised.refresh_from_db()
    assert promised.state == PromiseState.OPEN


def test_a_last_letter_that_was_not_approved_says_so_and_another_may_be_written(
    promised: Promise, last: LastLetter, address: ContactPoint, as_specialist: Actor, as_senior: Actor
) -> None:
    with pytest.raises(Refused):
        actions.write_last_letter(promise=promised, to=address, text="Tere", by=as_specialist.user)
    assert last.approval is not None
    decide_second(approval=last.approval, approved=False, by=as_senior.user, reason="Liiga lühike")
    assert Notice.objects.filter(user=as_specialist.user).exists()
    assert not Message.objects.exists()
    actions.write_last_letter(promise=promised, to=address, text="Tere taas", by=as_specialist.user)
    assert Approval.objects.waiting().count() == 1


def test_a_letter_by_post_is_marked_by_hand_once_it_is_approved(
    promised: Promise, as_specialist: Actor, as_senior: Actor
) -> None:
    in_vain(promised, as_specialist)
    by = as_specialist.user
    posted = actions.write_last_letter(promise=promised, address="Tamme 1, Tartu", text="Tere", by=by)
    with pytest.raises(Refused):
        actions.post_letter(letter=posted, by=by)
    assert posted.approval is not None
    decide_second(approval=posted.approval, approved=True, by=as_senior.user)
    assert Todo.objects.open().get().kind == "enquiries.post_letter"
    actions.post_letter(letter=posted, by=by)
    actions.post_letter(letter=posted, by=by)
    promised.refresh_from_db()
    assert (promised.state, promised.evidence_id) == (PromiseState.KEPT, posted.pk)
    assert not Todo.objects.open().exists()


def test_a_visit_has_no_records_before_there_is_a_counter(promised: Promise, as_specialist: Actor) -> None:
    refused(promised, Evidence.VISIT, 1, as_specialist)


def test_another_time_is_another_promise_and_the_client_hears_of_it_first(
    promised: Promise, as_specialist: Actor
) -> None:
    later, by = promised.due_at + timedelta(days=3), as_specialist.user
    again = partial(actions.postpone, promise=promised, what="Kirjutame", due_at=later, by=by)
    with pytest.raises(Refused):
        again(reason="Ekspert on ära", evidence=(Evidence.WITHDRAWN, None))
    now = clock.now()
    call = Call.objects.create(client=promised.enquiry.client, rang_at=now, answered_at=now, state="answered")
    with pytest.raises(Refused):
        again(reason=" ", evidence=(Evidence.CALL, call.pk))
    anew = again(reason="Ekspert on ära", evidence=(Evidence.CALL, call.pk))
    promised.refresh_from_db()
    assert (promised.state, promised.due_at < later) == (PromiseState.KEPT, True)
    assert (anew.state, anew.replaces, anew.due_at) == (PromiseState.OPEN, promised, later)


def test_only_the_owner_confirms_the_second_levels_word() -> None:
    assert {source.kind for source in sources() if source.by_owner} == {Evidence.SECOND_LEVEL}
