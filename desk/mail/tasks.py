"""Drains the letters out, and reads the shared mailbox."""

import logging

from celery import shared_task
from django.conf import settings
from django.template.loader import render_to_string

from desk import outbox
from desk.mail import actions, gateway, sending
from desk.mail.models import Message

log = logging.getLogger(__name__)


@shared_task(name="mail.send")
def send(pk: int) -> None:
    outbox.drain(Message, pk, ask=_hand_over, record=actions.sent, failed=actions.failed)


@shared_task(name="mail.sweep")
def sweep() -> None:
    outbox.wake_due(Message, "mail.send")
    actions.deliver()


@shared_task(name="mail.fetch")
def fetch() -> None:
    if not settings.MAILBOX:
        return
    try:
        actions.fetch()
    except actions.Busy:
        return
    except outbox.OutsideTrouble as trouble:
        log.warning("the mailbox cannot be read: %s", trouble.code)


@shared_task(name="mail.scan")
def scan() -> None:
    actions.scan_waiting()


def _hand_over(message: Message) -> gateway.Accepted:
    body = message.body
    return gateway.send(
        gateway.Envelope(
            message_id=message.message_id,
            to=body.to,
            subject=body.subject,
            text=body.text,
            html=render_to_string("mail/letter.html", {"body": body, "language": message.language}),
            language=message.language,
            dated=message.queued_at,
            written=message.written,
            references=sending.references(message),
            files=sending.files(message),
        )
    )
