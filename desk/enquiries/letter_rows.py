"""Letters as pages show them: which wait to be sorted, the thread of an enquiry, and who is there now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from desk.clients import protection
from desk.clients.masking import email as mask
from desk.clients.models import ContactPoint
from desk.enquiries.enums import State
from desk.enquiries.models import Draft, Enquiry, Glance
from desk.http import Request
from desk.mail.enums import EventKind, IncomingKind
from desk.mail.models import Attachment, Incoming, Message, MessageEvent
from desk.outbox import JobState
from desk.people.models import User
from desk.records.logs import PERSONAL

LONGEST = 60  # letters of a thread on one page, the newest


@dataclass(frozen=True)
class Line:
    """One letter of a thread, in or out."""

    at: datetime
    incoming: Incoming | None
    message: Message | None
    body: Any
    files: list[Any]
    who: str
    stands: str  # what became of a letter of ours, as a short word


def waiting(user: User) -> QuerySet[Incoming]:
    """Letters that nobody answers for, oldest first: of enquiries without owner, and those no room took."""
    unowned = Q(in_enquiry__enquiry__owner=None) & ~Q(in_enquiry__enquiry__state=State.CLOSED)
    unclaimed = Q(claimed_at=None, in_enquiry=None)
    mine = Incoming.objects.letters().filter(unowned | unclaimed, set_aside_at=None)
    kept = Q(in_enquiry__enquiry__concerns_id=user.pk)
    rows = mine.exclude(kept).select_related("body", "in_enquiry__enquiry")
    glances = Prefetch("in_enquiry__enquiry__glances", Glance.objects.now())
    return rows.prefetch_related("attachments", glances).order_by("received_at", "pk")


def set_aside(user: User) -> QuerySet[Incoming]:
    """Letters that were not for us, the last first."""
    kept = Q(in_enquiry__enquiry__concerns_id=user.pk)
    rows = Incoming.objects.filter(set_aside_at__isnull=False).exclude(kept)
    return rows.select_related("body", "set_aside_by").order_by("-set_aside_at", "-pk")


def hide_protected(request: Request, letters: Iterable[Incoming]) -> None:
    """A protected address is masked for whoever has no work with its owner (on the rows only)."""
    bodies = [body for letter in letters if (body := getattr(letter, "body", None))]
    addresses = {body.sender.lower() for body in bodies if body.sender}
    found = list(ContactPoint.objects.emails().filter(value__in=addresses)) if addresses else []
    hidden = protection.hidden(request, found)
    values = {contact.value for contact in found if contact.pk in hidden}
    for body in bodies:
        if body.sender.lower() in values:
            body.sender = mask(body.sender)
            body.reply_to = ""


def mask_list(letters: Iterable[Incoming]) -> None:
    """In a list, before anybody has taken the letter: the name alone, no address, code or number."""
    for letter in letters:
        if body := getattr(letter, "body", None):
            body.sender_name = PERSONAL.sub("…", body.sender_name)
            body.sender, body.reply_to = mask(body.sender) if body.sender else "", ""
            body.subject, body.text = PERSONAL.sub("…", body.subject), PERSONAL.sub("…", body.text)


def thread(request: Request, enquiry: Enquiry) -> list[Line]:
    """What was written both ways, the newest first."""
    letters = Incoming.objects.filter(in_enquiry__enquiry=enquiry, kind=IncomingKind.LETTER)
    came = list(letters.select_related("body").prefetch_related("attachments").order_by("-pk")[:LONGEST])
    hide_protected(request, came)
    ours = Message.objects.for_subject("enquiry", enquiry.pk).select_related("body", "by")
    events = Prefetch("events", MessageEvent.objects.order_by("pk"))
    sent = list(ours.prefetch_related(events, "enclosures__blob")[:LONGEST])
    lines = [_came(letter) for letter in came] + [_sent(message) for message in sent]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:LONGEST]


def _came(letter: Incoming) -> Line:
    body = getattr(letter, "body", None)
    files: list[Attachment] = list(letter.attachments.all())
    who = (body.sender_name or body.sender) if body else ""
    return Line(letter.received_at, letter, None, body, files, who, "")


def _sent(message: Message) -> Line:
    body = getattr(message, "body", None)
    files = list(message.enclosures.all())
    who = str(message.by) if message.by else ""
    return Line(message.queued_at, None, message, body, files, who, stands(message))


def stands(message: Message) -> str:
    """bounced, delivered, failed, sent or waiting."""
    kinds = {event.kind for event in message.events.all()}
    if EventKind.BOUNCED in kinds:
        return "bounced"
    if EventKind.DELIVERED in kinds:
        return "delivered"
    if message.state in (JobState.FAILED, JobState.UNKNOWN):
        return "failed"
    return "sent" if message.state == JobState.SENT else "waiting"


def others(enquiry: Enquiry, user: User) -> dict[str, Any]:
    """Who else has the page open now, and who else is writing to the client."""
    return {
        "here": [glance.user for glance in enquiry.glances.now().exclude(user=user)],
        "writing": list(Draft.objects.filter(enquiry=enquiry).exclude(writer=user).select_related("writer")),
    }
