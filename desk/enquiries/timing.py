"""How an enquiry stands to its deadline, in words for pages."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from desk import workdays
from desk.enquiries import workflow
from desk.enquiries.actions.deadlines import as_if_resumed
from desk.enquiries.enums import State
from desk.enquiries.models import DeadlineChange, Enquiry, Pause


class Mark(TextChoices):
    """What a list says beside the deadline."""

    LATE = "late", _("overdue")
    TODAY = "today", _("due today")
    WAITS = "waits", _("stands still")
    AHEAD = "ahead", _("in time")
    ANSWERED = "answered", _("closed in time")
    ANSWERED_LATE = "answered_late", _("closed late")

    @property
    def badge(self) -> str:
        """The look of it (static/css/components.css)."""
        looks = {Mark.LATE: "bad", Mark.TODAY: "warn", Mark.WAITS: "info", Mark.AHEAD: "muted"}
        return looks.get(self, "ok" if self == Mark.ANSWERED else "warn")


def mark(enquiry: Enquiry, now: datetime) -> Mark | None:
    """How it stands at `now`; None without a deadline. What waits for the client is not late meanwhile."""
    due = enquiry.due_at
    if due is None:
        return None
    if enquiry.closed_at is not None:
        return Mark.ANSWERED if enquiry.closed_at <= due else Mark.ANSWERED_LATE
    if enquiry.state == State.WAITING:
        return Mark.WAITS
    if due < now:
        return Mark.LATE
    return Mark.TODAY if workdays.day_of(due) == workdays.day_of(now) else Mark.AHEAD


@dataclass(frozen=True)
class Timing:
    """The deadline of one enquiry, what it waits for, and how it moved, the last change first."""

    mark: Mark | None
    waits: Pause | None
    if_resumed: datetime | None
    can_wait: bool
    changes: list[DeadlineChange]


def timing(enquiry: Enquiry, now: datetime) -> Timing:
    """For the enquiry's page: two queries, two more while it waits."""
    pauses = list(enquiry.pauses.select_related("reason", "started_by").filter(ended_at=None))
    waits = pauses[0] if pauses else None
    changes = enquiry.deadline_changes.select_related("pause__reason", "by").order_by("-at", "-pk")
    found = list(changes)
    return Timing(
        mark=mark(enquiry, now),
        waits=waits,
        if_resumed=as_if_resumed(enquiry, found, waits, now) if waits and enquiry.due_at else None,
        can_wait=enquiry.is_open and workflow.can_move(enquiry.state, State.WAITING),
        changes=found,
    )
