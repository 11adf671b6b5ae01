"""Sent is not told: a promise waits for its letter, and is open again when the letter comes back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from desk import clock
from desk.enquiries import actions
from desk.enquiries.enums import Evidence, PromiseState, Reached, State
from desk.enquiries.models import Enquiry, Promise
from desk.enquiries.tasks import sweep
from desk.http import Refused
from desk.mail import actions as mail
from desk.mail.models import Message
from desk.outbox import JobState
from desk.people.models import Notice, User
from desk.records.models import TimelineEntry
from tests.conftest import Actor
from tests.enquiries.world import asked, outcome
from tests.mail.letters import comes_back, goes, stays

pytestmark = pytest.mark.slow


@pytest.fixture
def promised(as_specialist: Actor) -> Promise:
    return promise_of(as_specialist.user)


def promise_of(user: User) -> Promise:
    enquiry = asked(user)
    due = clock.now() + timedelta(days=1)
    return actions.promise(enquiry=enquiry, what="Kirjutame", due_at=due, by=user, channel="email")


def answered(promise: Promise, by: User) -> Message:
    """A letter to the client that the promise waits for."""
    letter = mail.queue(
        letter=mail.Letter("Vastus", "Tere"), to="info@tammepuit.example", language="et",
        subject=("enquiry", promise.enquiry_id), client_id=promise.enquiry.client_id, by=by,
    )  # fmt: skip
    actions.wait_for(promise=promise, message=letter, by=by)
    return letter


def state(promise: Promise) -> str:
    sweep()
    promise.refresh_from_db()
    return promise.state


def test_acceptance_by_the_mail_server_is_sent_and_not_told(promised: Promise, as_specialist: Actor) -> None:
    letter = answered(promised, as_specialist.user)
    goes(letter)
    assert (state(promised), promised.awaits) == (PromiseState.OPEN, letter)
    clock.move(timedelta(minutes=59))
    mail.deliver()
    assert state(promised) == PromiseState.OPEN
    clock.move(timedelta(minutes=2))
    mail.deliver()
    assert (state(promised), promised.evidence_kind, promised.evidence_id) == ("kept", "message", letter.pk)
    assert promised.awaits is None


def test_a_letter_that_comes_back_within_its_hour_keeps_nothing(
    promised: Promise, as_specialist: Actor
) -> None:
    comes_back(goes(answered(promised, as_specialist.user)))
    clock.move(timedelta(hours=2))
    mail.deliver()
    assert (state(promised), promised.awaits) == (PromiseState.OPEN, None)
    assert promised.attempts.get().reached == Reached.RETURNED
    assert Notice.objects.get(user=as_specialist.user).kind == "enquiries.letter_bounced"
    sweep()
    assert Notice.objects.count() == 1


def test_a_letter_that_could_not_be_sent_keeps_nothing(promised: Promise, as_specialist: Actor) -> None:
    letter = answered(promised, as_specialist.user)
    Message.objects.filter(pk=letter.pk).update(state=JobState.FAILED)
    letter.refresh_from_db()
    mail.failed(letter)
    assert (state(promised), promised.awaits) == (PromiseState.OPEN, None)


def test_a_bounce_opens_the_promise_and_its_enquiry_again_once(
    promised: Promise, as_specialist: Actor
) -> None:
    due, enquiry = promised.due_at, promised.enquiry
    letter = stays(answered(promised, as_specialist.user))
    assert state(promised) == PromiseState.KEPT
    actions.close(enquiry=Enquiry.objects.get(), outcome=outcome("solved"), by=as_specialist.user)
    comes_back(letter)
    assert state(promised) == PromiseState.OPEN
    enquiry.refresh_from_db()
    assert (enquiry.state, promised.due_at, promised.evidence_kind) == (State.IN_WORK, due, "")
    assert promised.reopened_at is not None
    sweep()
    told = Notice.objects.filter(user=as_specialist.user, kind="enquiries.promise_reopened")
    assert told.get().subject_id == promised.pk
    lines = TimelineEntry.objects.filter(kind="enquiries.promise_reopened")
    assert lines.get().subject_id == enquiry.pk
    assert promised.history.latest().history_change_reason == "Kiri tuli tagasi."


def test_a_bounce_long_after_its_time_finds_a_broken_promise(promised: Promise, as_specialist: Actor) -> None:
    letter = stays(answered(promised, as_specialist.user))
    assert state(promised) == PromiseState.KEPT
    clock.move(timedelta(days=40))
    comes_back(letter)
    assert (state(promised), promised.broken_at) == (PromiseState.BROKEN, promised.reopened_at)


def test_what_came_back_keeps_nothing_a_second_time(promised: Promise, as_specialist: Actor) -> None:
    letter = stays(answered(promised, as_specialist.user))
    comes_back(letter)
    assert state(promised) == PromiseState.OPEN
    with pytest.raises(Refused):
        actions.keep(promise=promised, evidence=(Evidence.MESSAGE, letter.pk), by=as_specialist.user)
    assert stays(answered(promised, as_specialist.user)).pk != letter.pk
    assert state(promised) == PromiseState.KEPT


def test_opening_again_wants_a_reason_and_happens_once(promised: Promise, as_specialist: Actor) -> None:
    actions.keep(
        promise=promised, evidence=(Evidence.WITHDRAWN, None), by=as_specialist.user, said_by="Mari Tamm"
    )
    with pytest.raises(Refused):
        actions.reopen_promise(promise=promised, by=as_specialist.user, why=" ")
    for _time in range(2):
        actions.reopen_promise(promise=promised, by=as_specialist.user, why="Vale lubadus valitud")
    assert TimelineEntry.objects.filter(kind="enquiries.promise_reopened").count() == 1


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_one_instant_open_it_once(someone: Callable[..., User]) -> None:
    promise = promise_of(someone("riina"))
    letter = stays(answered(promise, User.objects.get(username="riina")))
    assert state(promise) == PromiseState.KEPT
    comes_back(letter)
    start = Barrier(4)

    def look(_worker: int) -> None:
        try:
            start.wait(10)
            sweep()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(look, range(4)))
    promise.refresh_from_db()
    assert promise.state == PromiseState.OPEN
    assert Notice.objects.filter(kind="enquiries.promise_reopened").count() == 1
