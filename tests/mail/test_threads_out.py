"""What a letter carries besides its words: its conversation, its files, and how it may come back."""

import threading
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from django.db import connection

from desk import clock
from desk.mail import actions, tasks
from desk.mail.actions import Letter
from desk.mail.enums import EventKind
from desk.mail.models import Incoming, Message, MessageEvent
from desk.outbox import JobState
from desk.records import blobs
from tests.mail.world import letter_in
from tests.simulators.mailbox import Running

pytestmark = pytest.mark.django_db


def answer(to: Incoming | None = None, **values: Any) -> Message:
    return actions.queue(
        letter=Letter("Re: Küsimus [P-2026-000123]", "Tere!\n\nNii saab."), to="mari.tamm@tammepuit.example",
        language="et", subject=("enquiry", 7), client_id=None, by=None, answers=to, **values,
    )  # fmt: skip


def received(mail_server: Running, number: int = 0) -> EmailMessage:
    parsed = message_from_bytes(mail_server.state.letters[number].raw, policy=default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_an_answer_goes_on_with_its_conversation(mail_server: Running) -> None:
    question = letter_in()
    first = answer(question, written=True)
    tasks.send(first.pk)
    thanks = letter_in(
        "Aitäh, aga kuidas edasi?",
        answers=first,
        follows=question,
        references=[question.message_id, first.message_id],
    )
    second = answer(thanks, written=True)
    tasks.send(second.pk)

    head, later = received(mail_server), received(mail_server, 1)
    assert head["In-Reply-To"] == question.message_id
    assert head["References"] == question.message_id
    assert later["In-Reply-To"] == thanks.message_id
    assert str(later["References"]).split() == [question.message_id, first.message_id, thanks.message_id]
    assert later["Subject"] == "Re: Küsimus [P-2026-000123]"


def test_only_a_machines_letter_says_that_a_machine_wrote_it(mail_server: Running, settings: Any) -> None:
    tasks.send(answer(letter_in(), written=True).pk)
    tasks.send(answer().pk)

    written, machine = received(mail_server), received(mail_server, 1)
    assert written["Auto-Submitted"] is None
    assert machine["Auto-Submitted"] == "auto-generated"
    assert machine["In-Reply-To"] is None
    for letter in (written, machine):
        assert letter["X-Auto-Response-Suppress"] == "OOF, AutoReply"
        assert letter["X-Loop"] == settings.AGENCY_EMAIL


def test_files_go_with_the_letter_under_their_names(mail_server: Running) -> None:
    blob = blobs.store(b"%PDF-1.7 juhend", "application/pdf", "mail.enclosure")
    tasks.send(answer(enclosures=[("Peakasutaja õpetus.pdf", blob)]).pk)

    (file,) = received(mail_server).iter_attachments()
    assert file.get_filename() == "Peakasutaja õpetus.pdf"
    assert file.get_content_type() == "application/pdf"
    assert file.get_content() == b"%PDF-1.7 juhend"


def test_a_letter_whose_file_is_gone_does_not_leave_without_it(
    mail_server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(blob: object) -> bytes:
        raise blobs.Damaged

    message = answer(enclosures=[("a.pdf", blobs.store(b"a", "application/pdf", "mail.enclosure"))])
    monkeypatch.setattr(blobs, "read", gone)
    tasks.send(message.pk)

    message.refresh_from_db()
    assert (message.state, message.reason) == (JobState.FAILED, "enclosure_gone")
    assert mail_server.state.letters == []


def test_it_comes_back_to_the_shared_mailbox_and_a_report_is_asked(
    mail_server: Running, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import smtplib

    said: list[Any] = []
    monkeypatch.setattr(smtplib.SMTP, "has_extn", lambda self, name: name == "dsn")
    monkeypatch.setattr(smtplib.SMTP, "sendmail", lambda self, *args: said.extend(args))
    message = answer()
    tasks.send(message.pk)

    sender, to, _data, mail_options, rcpt_options = said
    assert (sender, to) == (settings.AGENCY_EMAIL, ["mari.tamm@tammepuit.example"])
    assert mail_options == ["RET=HDRS", f"ENVID={message.message_id[1:37]}"]
    assert rcpt_options == ["NOTIFY=FAILURE,DELAY"]


def kinds(message: Message) -> list[str]:
    return [event.kind for event in message.events.order_by("pk")]


def test_a_letter_is_sent_at_once_and_delivered_when_it_has_not_come_back(
    mail_server: Running, settings: Any
) -> None:
    message = answer()
    tasks.send(message.pk)
    clock.move(timedelta(minutes=settings.MAIL_BOUNCE_MINUTES - 1))
    assert actions.deliver() == 0
    assert kinds(message) == [EventKind.ACCEPTED]

    clock.move(timedelta(minutes=2))
    tasks.sweep()
    tasks.sweep()
    assert kinds(message) == [EventKind.ACCEPTED, EventKind.DELIVERED]


def test_a_letter_that_came_back_is_never_delivered(mail_server: Running) -> None:
    message = answer()
    tasks.send(message.pk)
    MessageEvent.objects.create(message=message, kind=EventKind.BOUNCED, at=clock.now(), detail="5.1.1")

    clock.move(timedelta(hours=3))
    assert actions.deliver() == 0
    assert kinds(message) == [EventKind.ACCEPTED, EventKind.BOUNCED]


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_deliver_a_letter_once(mail_server: Running) -> None:
    message = answer()
    tasks.send(message.pk)
    clock.move(timedelta(hours=2))
    start, counts = threading.Barrier(4), []

    def sweep() -> None:
        start.wait()
        counts.append(actions.deliver())
        connection.close()

    threads = [threading.Thread(target=sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(counts) == [0, 0, 0, 1]
    assert kinds(message) == [EventKind.ACCEPTED, EventKind.DELIVERED]
