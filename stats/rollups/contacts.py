"""Enquiries by the day on which they were opened, and what became of them; and those closed on a day.

Here alone stands through which channel an enquiry came, and which were solved at the first contact.
"""

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from desk.calls.enums import Direction
from desk.calls.models import CallEnquiry
from desk.counter.models import VisitEnquiry
from desk.enquiries.models import Enquiry, EnquiryMail
from stats.enums import Channel
from stats.rollups.counting import EVERY, Rows

CLOSED = Q(closed_at__isnull=False)
DUE = Q(due_at__isnull=False)
REPEATS = Q(repeats__isnull=False)


def channel() -> Case:
    """The channel of an enquiry: of the contact that began not later than it was opened.

    A call to us before a visit, a visit before a letter; without any of them it came otherwise.
    """
    opened = OuterRef("opened_at")
    mine = {"enquiry": OuterRef("pk")}
    called = CallEnquiry.objects.filter(call__direction=Direction.IN, call__rang_at__lte=opened, **mine)
    visited = VisitEnquiry.objects.filter(visit__arrived_at__lte=opened, **mine)
    wrote = EnquiryMail.objects.filter(incoming__received_at__lte=opened, **mine)
    return Case(
        When(Exists(called), then=Value(Channel.PHONE.value)),
        When(Exists(visited), then=Value(Channel.COUNTER.value)),
        When(Exists(wrote), then=Value(Channel.EMAIL.value)),
        default=Value(Channel.OTHER.value),
        output_field=CharField(),
    )


def asked_again() -> Exists:
    """Whether the same was asked again: a later enquiry of its chain (desk.enquiries.repeats)."""
    later = Q(opened_at__gt=OuterRef("opened_at")) | Q(opened_at=OuterRef("opened_at"), pk__gt=OuterRef("pk"))
    first = Coalesce(OuterRef("repeats_id"), OuterRef("pk"))
    return Exists(Enquiry.objects.counted().filter(later, repeats=first))


def enquiries() -> QuerySet[Enquiry]:
    """Enquiries with their `channel`, and whether the same was `asked_again`."""
    return Enquiry.objects.counted().annotate(channel=channel(), asked_again=asked_again())


KEYS = {"topic": "topic_id", "channel": "channel", "language": "language"}


def parts() -> tuple[Rows, ...]:
    """What was opened, and what was closed."""
    opened = Rows(
        enquiries,
        at="opened_at",
        keys=KEYS,
        counts={
            "opened": EVERY,
            "closed": CLOSED,
            "first_contact": CLOSED & Q(level=1, asked_again=False),
            "level2": Q(level=2),
            "repeats": REPEATS,
            "beyond": Q(beyond_competence=True),
            "due": DUE,
            "in_time": DUE & CLOSED & Q(closed_at__lte=F("due_at")),
        },
    )
    ended = Rows(enquiries, at="closed_at", keys=KEYS, counts={"ended": CLOSED})
    return opened, ended
