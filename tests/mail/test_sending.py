"""A letter from the action that queues it to the mailbox, and what happens when it cannot get there."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from desk import clock
from desk.mail import actions, gateway, tasks
from desk.mail.actions import Letter
from desk.mail.enums import EventKind
from desk.mail.models import Message, MessageBody, MessageEvent
from desk.outbox import JobState, PassingError
from desk.records.models import TimelineEntry
from tests.simulators.mailbox import Running

pytestmark = pytest.mark.django_db

LETTER = Letter(
    "Kasutusleping nr 7: palume allkirjastada",
    "Tere!\n\nPalun allkirjastage: https://abilaud.example/k/abc/\n\nÕ<ä> & lugupidamisega",
)


@pytest.fixture
def queued() -> Message:
    return actions.queue(
        letter=LETTER,
        to="mari.tamm@tammepuit.example",
        language="et",
        subject=("package", 7),
        client_id=3,
        by=None,
    )


def envelope() -> gateway.Envelope:
    return gateway.Envelope(
        "<1@abilaud.example>", "a@b.example", "Tere", "Tere", "<p>Tere", "et", clock.now()
    )


def test_a_letter_reaches_the_mailbox_once(queued: Message, mail_server: Running) -> None:
    tasks.send(queued.pk)
    tasks.send(queued.pk)

    (letter,) = mail_server.state.letters
    assert letter.to == ["mari.tamm@tammepuit.example"]
    assert letter.subject == LETTER.subject
    assert letter.text.strip() == LETTER.text
    assert letter.message_id == queued.message_id
    assert letter.language == "et"
    assert letter.auto_submitted == "auto-generated"
    queued.refresh_from_db()
    assert queued.state == JobState.SENT
    assert [event.kind for event in queued.events.all()] == [EventKind.ACCEPTED]


def test_the_html_form_is_escaped_and_its_links_can_be_followed(
    queued: Message, mail_server: Running
) -> None:
    tasks.send(queued.pk)

    html = mail_server.state.letters[0].html
    assert '<html lang="et">' in html
    assert '<a href="https://abilaud.example/k/abc/"' in html
    assert "Õ&lt;ä&gt; &amp; lugupidamisega" in html
    assert "<img" not in html


def test_the_story_is_on_the_timeline_without_personal_data(queued: Message, mail_server: Running) -> None:
    tasks.send(queued.pk)

    entries = TimelineEntry.objects.for_subject("package", 7)
    assert [entry.kind for entry in entries] == ["mail.sent", "mail.queued"]
    assert all(entry.params == {"message": queued.pk} for entry in entries)


def test_a_busy_server_is_tried_again_until_it_takes_the_letter(
    queued: Message, mail_server: Running
) -> None:
    mail_server.state.fault = "tempfail"
    tasks.send(queued.pk)
    queued.refresh_from_db()
    assert (queued.state, queued.reason) == (JobState.PENDING, "busy")
    assert mail_server.state.letters == []

    mail_server.state.fault = ""
    clock.move(timedelta(minutes=20))
    tasks.sweep()
    tasks.send(queued.pk)

    assert len(mail_server.state.letters) == 1


@pytest.mark.parametrize(
    ("fault", "reason"), [("refuse", "refused_recipient"), ("refuse_content", "refused_content")]
)
def test_a_refused_letter_waits_for_a_person_who_can_try_again(
    fault: str, reason: str, queued: Message, mail_server: Running, as_specialist: Any
) -> None:
    mail_server.state.fault = fault
    tasks.send(queued.pk)
    queued.refresh_from_db()
    assert (queued.state, queued.reason) == (JobState.FAILED, reason)
    assert list(Message.objects.unsent()) == [queued]
    assert queued.events.get().kind == EventKind.REFUSED

    mail_server.state.fault = ""
    assert actions.try_again(message=queued, by=as_specialist.user)
    tasks.send(queued.pk)

    assert len(mail_server.state.letters) == 1
    assert not actions.try_again(message=queued, by=as_specialist.user), "a sent letter is not sent again"


@pytest.mark.slow
def test_a_server_that_is_away_or_slow_is_a_passing_trouble(mail_server: Running, settings: Any) -> None:
    mail_server.state.fault = "slow"
    settings.EMAIL_TIMEOUT = 1
    with pytest.raises(PassingError, match="unreachable"):
        gateway.send(envelope())
    settings.EMAIL_PORT = 9
    with pytest.raises(PassingError, match="unreachable"):
        gateway.send(envelope())
    with pytest.raises(PassingError):
        gateway.ping()


def test_a_server_that_is_there_answers_a_ping(mail_server: Running) -> None:
    gateway.ping()


def test_a_letter_whose_taking_over_was_never_heard_goes_again_with_the_same_id(
    queued: Message, mail_server: Running
) -> None:
    mail_server.state.fault = "drop_after_data"
    tasks.send(queued.pk)
    mail_server.state.fault = ""
    clock.move(timedelta(minutes=20))
    tasks.send(queued.pk)

    first, second = mail_server.state.letters
    assert first.message_id == second.message_id == queued.message_id
    assert first.date == second.date
    assert queued.events.count() == 1


def test_a_worker_that_dies_between_sending_and_recording_loses_and_doubles_nothing(
    queued: Message, mail_server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(actions, "sent", die)
        tasks.send(queued.pk)
    queued.refresh_from_db()
    assert queued.state == JobState.SENDING

    tasks.send(queued.pk)
    assert len(mail_server.state.letters) == 1, "nobody else takes it while the worker may be alive"
    clock.move(timedelta(minutes=10))
    tasks.send(queued.pk)

    queued.refresh_from_db()
    assert queued.state == JobState.SENT
    assert {letter.message_id for letter in mail_server.state.letters} == {queued.message_id}
    assert queued.events.count() == 1, "it counts once"


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch, quiet_broker: None) -> list[tuple[str, int]]:
    from celery import current_app

    calls: list[tuple[str, int]] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args: calls.append((name, args[0])))
    return calls


def test_the_sweep_finds_a_letter_that_redis_forgot(
    queued: Message, woken: list[tuple[str, int]], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        tasks.sweep()
    assert woken == [("mail.send", queued.pk)]


def test_what_was_written_and_what_became_of_it_cannot_be_changed(
    queued: Message, mail_server: Running
) -> None:
    tasks.send(queued.pk)
    for change in (
        lambda: MessageBody.objects.filter(pk=queued.pk).update(text="muu"),
        lambda: MessageEvent.objects.filter(message=queued).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
