"""What becomes of a letter, played without a mail server."""

from datetime import timedelta

from django.conf import settings

from desk import clock
from desk.mail import actions as mail
from desk.mail.enums import EventKind
from desk.mail.gateway import Accepted
from desk.mail.models import Message, MessageEvent
from desk.outbox import JobState


def goes(letter: Message) -> Message:
    """The mail server takes it over: sent, not told."""
    Message.objects.filter(pk=letter.pk).update(state=JobState.SENT)
    letter.refresh_from_db()
    mail.sent(letter, Accepted(letter.message_id))
    return letter


def stays(letter: Message) -> Message:
    """Sent, and an hour later it has not come back: delivered."""
    goes(letter)
    clock.move(timedelta(minutes=settings.MAIL_BOUNCE_MINUTES + 1))
    mail.deliver()
    return letter


def comes_back(letter: Message) -> Message:
    """A delivery report says that it did not reach anybody."""
    MessageEvent.objects.create(message=letter, kind=EventKind.BOUNCED, at=clock.now(), detail="5.1.1")
    return letter
