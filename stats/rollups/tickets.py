"""Tickets by the day on which they were made."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from stats.rollups.counting import EVERY, Rows, seconds
from tickets.enums import State
from tickets.models import Escalation, Return

ANSWERED = Q(answered_at__isnull=False)
TOLD = ANSWERED & Q(told_at__isnull=False)


def tickets() -> QuerySet[Escalation]:
    """Tickets that were handed over (no drafts, thrown away or not), and whether they `came_back`."""
    made = Escalation.objects.filter(enquiry__practice=False).exclude(state=State.DRAFT)
    made = made.exclude(state=State.CLOSED, issue__jira_key="")
    return made.annotate(came_back=Exists(Return.objects.filter(escalation=OuterRef("pk"))))


def parts() -> tuple[Rows, ...]:
    """Tickets, and what became of them."""
    return (
        Rows(
            tickets,
            at="created_at",
            keys={"unit": "unit_id", "topic": "enquiry__topic_id"},
            counts={"made": EVERY, "returned": Q(came_back=True), "answered": ANSWERED, "told": TOLD},
            sums={
                "answer_s": seconds(ANSWERED, "created_at", "answered_at"),
                "tell_s": seconds(TOLD, "answered_at", "told_at"),
            },
        ),
    )
