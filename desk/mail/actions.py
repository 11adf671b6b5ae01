"""Putting letters in the mail; the sending itself is the task's."""

import hashlib
import json
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from desk import clock, outbox, slots
from desk.http import Refused
from desk.mail.enums import EventKind
from desk.mail.gateway import Accepted
from desk.mail.models import Message, MessageBody, MessageEvent
from desk.people.models import User
from desk.records.actions import note


@dataclass(frozen=True)
class Letter:
    """What a letter says, as plain text: blank lines make paragraphs, addresses become links."""

    subject: str
    text: str


@transaction.atomic
def queue(
    *,
    letter: Letter,
    to: str,
    language: str,
    subject: tuple[str, int],
    client_id: int | None,
    by: User | None,
) -> Message:
    """Put a letter in the mail; it is sent by the worker, at least once, always with the same Message-ID.

    Refused when something above says that no letter goes out about this client (slot MAIL_STOPS).
    """
    if stopped := [text for stop in slots.each("MAIL_STOPS") if (text := stop(client_id))]:
        raise Refused(*stopped)
    content = json.dumps([to, letter.subject, letter.text], ensure_ascii=False)
    message = Message.objects.create(
        message_id=f"<{uuid.uuid4()}@{settings.AGENCY_EMAIL.rpartition('@')[2]}>",
        language=language,
        subject_kind=subject[0],
        subject_id=subject[1],
        client_id=client_id,
        by=by,
        queued_at=clock.now(),
        content_hash=hashlib.sha256(content.encode()).hexdigest(),
    )
    MessageBody.objects.create(message=message, to=to, subject=letter.subject, text=letter.text)
    note(kind="mail.queued", subject=subject, client_id=client_id, by=by, message=message.pk)
    outbox.wake("mail.send", message.pk)
    return message


def sent(message: Message, accepted: Accepted) -> None:
    """The mail server took the letter over (inside the outbox's transaction)."""
    _event(message, EventKind.ACCEPTED)
    _note(message, "mail.sent")


def failed(message: Message) -> None:
    """The letter was given up (inside the outbox's transaction)."""
    _event(message, EventKind.REFUSED, detail=message.reason)
    _note(message, "mail.failed")


@transaction.atomic
def try_again(*, message: Message, by: User) -> bool:
    """A person wants a letter that could not be sent to be tried again; whether it will be."""
    if not outbox.retry(message):
        return False
    _note(message, "mail.again", by=by)
    outbox.wake("mail.send", message.pk)
    return True


def _event(message: Message, kind: EventKind, detail: str = "") -> None:
    MessageEvent.objects.create(message=message, kind=kind, at=clock.now(), detail=detail)


def _note(message: Message, kind: str, by: User | None = None) -> None:
    subject = (message.subject_kind, message.subject_id)
    note(kind=kind, subject=subject, client_id=message.client_id, by=by, message=message.pk)
