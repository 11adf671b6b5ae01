"""What must always be true of letters."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.mail.enums import EventKind
from desk.mail.models import Incoming, Message, MessageEvent
from desk.outbox import JobState
from desk.slots import Invariant

LATE = timedelta(hours=1)  # after which a letter's time for coming back should long be settled
LATEST = timedelta(days=7)  # how far back letters are looked at


def _empty() -> Any:
    return Message.jobs.filter(state__in=[JobState.PENDING, JobState.SENDING], body=None)


def _unsettled() -> Any:
    return Message.objects.quiet(clock.now() - LATE)


def _without_end() -> Any:
    """Sent in the last days, no longer waiting for its return, and nothing says what became of it."""
    ends = MessageEvent.objects.filter(
        message=OuterRef("pk"), kind__in=[EventKind.DELIVERED, EventKind.BOUNCED]
    )
    now = clock.now()
    lately = Message.objects.filter(queued_at__gt=now - LATEST, queued_at__lt=now - LATE)
    return lately.filter(~Exists(ends), state=JobState.SENT, quiet_until=None)


def _untaken() -> Any:
    return Incoming.objects.waiting().filter(received_at__lt=clock.now() - LATEST)


INVARIANTS = (
    Invariant(
        "mail.content",
        _("Every letter that is to be sent still has its text."),
        _("It cannot be sent any more: write it anew on the page of what it is about."),
        _empty,
    ),
    Invariant(
        "mail.settled",
        _("Of every letter that left it is settled whether it came back."),
        _("mail.sweep is behind: see that beat and worker run."),
        _unsettled,
    ),
    Invariant(
        "mail.delivered",
        _("Every letter that was sent was delivered or came back."),
        _("Nobody knows whether the client has it: open the letter and ask, or send it again."),
        _without_end,
    ),
    Invariant(
        "mail.taken",
        _("No letter received waits longer than a week to be sorted."),
        _("Tell the head: the list of letters to sort is left alone."),
        _untaken,
        grave=False,
    ),
)
