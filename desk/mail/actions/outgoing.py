"""Putting letters in the mail, and what is known of them afterwards; the sending itself is the task's."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from desk import clock, outbox, slots
from desk.http import Refused
from desk.mail.enums import EventKind
from desk.mail.gateway import Accepted
from desk.mail.models import Enclosure, Incoming, Message, MessageBody, MessageEvent
from desk.people.models import User
from desk.records.actions import note
from desk.records.models import Blob


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
    written: bool = False,
    answers: Incoming | None = None,
    enclosures: Sequence[tuple[str, Blob]] = (),
) -> Message:
    """Put a letter in the mail; it is sent by the worker, at least once, always with the same Message-ID.

    `written`: by a person, so no machine's letter; `answers`: the letter whose thread it goes on with;
    `enclosures`: names and stored files that go with it. Refused when something above says that no letter
    goes out about this client (slot MAIL_STOPS).
    """
    if stopped := [text for stop in slots.each("MAIL_STOPS") if (text := stop(client_id))]:
        raise Refused(*stopped)
    message = Message.objects.create(
        message_id=f"<{uuid.uuid4()}@{settings.AGENCY_EMAIL.rpartition('@')[2]}>",
        language=language,
        subject_kind=subject[0],
        subject_id=subject[1],
        client_id=client_id,
        by=by,
        queued_at=clock.now(),
        content_hash=_hash(letter, to, enclosures),
        written=written,
        answers=answers,
    )
    MessageBody.objects.create(message=message, to=to, subject=letter.subject, text=letter.text)
    Enclosure.objects.bulk_create(
        Enclosure(message=message, position=position, name=name, blob=blob)
        for position, (name, blob) in enumerate(enclosures)
    )
    note(kind="mail.queued", subject=subject, client_id=client_id, by=by, message=message.pk)
    outbox.wake("mail.send", message.pk)
    return message


def sent(message: Message, accepted: Accepted) -> None:
    """The mail server took the letter over (inside the outbox's transaction): sent, not yet told."""
    _event(message, EventKind.ACCEPTED)
    message.quiet_until = clock.now() + timedelta(minutes=settings.MAIL_BOUNCE_MINUTES)
    message.save(update_fields=["quiet_until"])
    _note(message, "mail.sent")


def failed(message: Message) -> None:
    """The letter was given up (inside the outbox's transaction)."""
    _event(message, EventKind.REFUSED, detail=message.reason)
    _note(message, "mail.failed")


@transaction.atomic
def deliver(*, limit: int = 500) -> int:
    """By rule: a letter that has not come back in its waiting time is delivered; how many became so.

    Each row is held while it is looked at, so two sweeps at once write one event.
    """
    quiet = Message.objects.quiet(clock.now()).select_for_update(skip_locked=True)
    delivered = 0
    for message in quiet.order_by("quiet_until", "pk")[:limit]:
        message.quiet_until = None
        message.save(update_fields=["quiet_until"])
        if not message.events.filter(kind__in=[EventKind.BOUNCED, EventKind.DELIVERED]).exists():
            _event(message, EventKind.DELIVERED)
            delivered += 1
    return delivered


@transaction.atomic
def try_again(*, message: Message, by: User) -> bool:
    """A person wants a letter that could not be sent to be tried again; whether it will be."""
    if not outbox.retry(message):
        return False
    _note(message, "mail.again", by=by)
    outbox.wake("mail.send", message.pk)
    return True


def _hash(letter: Letter, to: str, enclosures: Sequence[tuple[str, Blob]]) -> str:
    content: list[object] = [to, letter.subject, letter.text]
    if enclosures:
        content.append([[name, blob.sha256] for name, blob in enclosures])
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _event(message: Message, kind: EventKind, detail: str = "") -> None:
    MessageEvent.objects.create(message=message, kind=kind, at=clock.now(), detail=detail)


def _note(message: Message, kind: str, by: User | None = None) -> None:
    subject = (message.subject_kind, message.subject_id)
    note(kind=kind, subject=subject, client_id=message.client_id, by=by, message=message.pk)
