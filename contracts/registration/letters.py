"""Which letters must go to the document register: both ways, of enquiries of the kinds that the administrator
names. Reads only."""

from datetime import datetime, time
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from contracts.models import RegisteredKind, Registration
from desk import workdays
from desk.enquiries.models import Enquiry, EnquiryMail
from desk.mail.enums import IncomingKind
from desk.mail.models import Message
from desk.outbox import JobState

# Looked through each time, by their keys; what is older was found before, or is by the nightly check.
NEWEST = 20_000


def received(kinds: list[RegisteredKind], newest: int = NEWEST) -> QuerySet[EnquiryMail]:
    """Letters received that must be registered and are not on the list, the oldest first."""
    wanted = [
        Q(enquiry__kind=kind.enquiry_kind, incoming__received_at__gte=_begin(kind))
        for kind in kinds
        if kind.incoming
    ]
    if not wanted:
        return EnquiryMail.objects.none()
    rows = EnquiryMail.objects.filter(reduce(or_, wanted), enquiry__practice=False)
    rows = rows.filter(incoming__kind=IncomingKind.LETTER, pk__gt=_after(EnquiryMail, newest))
    listed = Registration.objects.filter(incoming=OuterRef("incoming"))
    return rows.filter(~Exists(listed)).select_related("enquiry", "incoming").order_by("pk")


def sent(kinds: list[RegisteredKind], newest: int = NEWEST) -> QuerySet[Message]:
    """Replies that people wrote, that left the desk and must be registered and are not on the list."""
    wanted = [
        Q(
            Exists(Enquiry.objects.filter(pk=OuterRef("subject_id"), kind=kind.enquiry_kind, practice=False)),
            queued_at__gte=_begin(kind),
        )
        for kind in kinds
        if kind.outgoing
    ]
    if not wanted:
        return Message.objects.none()
    rows = Message.objects.filter(reduce(or_, wanted), subject_kind="enquiry", written=True)
    rows = rows.filter(state=JobState.SENT, pk__gt=_after(Message, newest))
    listed = Registration.objects.filter(message=OuterRef("pk"))
    return rows.filter(~Exists(listed)).order_by("pk")


def _begin(kind: RegisteredKind) -> datetime:
    return workdays.at(kind.from_day, time.min)


def _after(model: type[EnquiryMail] | type[Message], newest: int) -> int:
    last = model.objects.order_by("-pk").values_list("pk", flat=True).first()
    return (last or 0) - newest
