"""What must always be true of enquiries and of what was promised in them."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.enquiries.enums import Evidence, PromiseState, State
from desk.enquiries.models import ClosingOverride, Enquiry, Pause, Promise
from desk.mail.models import Message
from desk.slots import Invariant

LATE = timedelta(days=45)  # long after the rule that gives a promise up
LATEST = 500  # kept promises whose evidence is followed


def _in_closed() -> Any:
    """A person may close an enquiry in spite of what is open, with a reason; that is no fault."""
    allowed = Exists(ClosingOverride.objects.filter(enquiry=OuterRef("enquiry")))
    return Promise.objects.open().counted().filter(~allowed, enquiry__state=State.CLOSED)


def _of_nobody() -> Any:
    """What the client still waits for is owed by the enquiry's owner: then it is on somebody's list."""
    waiting = Promise.objects.owed().counted().exclude(enquiry__state=State.CLOSED)
    return waiting.filter(Q(enquiry__owner=None) | Q(enquiry__owner__is_active=False))


def _never_given_up() -> Any:
    return Promise.objects.due_before(clock.now() - LATE)


def _without_evidence() -> list[int]:
    kept = Promise.objects.filter(evidence_kind=Evidence.MESSAGE, state=PromiseState.KEPT)
    rows = dict(kept.order_by("-pk").values_list("pk", "evidence_id")[:LATEST])
    wanted = [message for message in rows.values() if message is not None]
    there = set(Message.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    return sorted(pk for pk, message in rows.items() if message not in there)


def _paused_open() -> Any:
    return Pause.objects.filter(ended_at=None).exclude(enquiry__state=State.WAITING)


def _waits_without_pause() -> Any:
    paused = Exists(Pause.objects.filter(enquiry=OuterRef("pk"), ended_at=None))
    return Enquiry.objects.filter(~paused, state=State.WAITING)


INVARIANTS = (
    Invariant(
        "enquiries.promise_closed",
        _("An enquiry with an open promise is not closed, unless somebody said why."),
        _("Open these enquiries again, and let their owners keep the promise."),
        _in_closed,
    ),
    Invariant(
        "enquiries.promise_owner",
        _("Every promise is on the list of somebody who works here."),
        _("Give the enquiry an owner: until then nobody sees that a client waits."),
        _of_nobody,
    ),
    Invariant(
        "enquiries.promise_broken",
        _("A promise that was not kept in time is written down as broken."),
        _("enquiries.sweep is behind: see that beat and worker run."),
        _never_given_up,
    ),
    Invariant(
        "enquiries.evidence",
        _("What shows that a promise was kept is there."),
        _("Somebody deleted letters in the database itself: find out who and when, and restore them."),
        _without_evidence,
    ),
    Invariant(
        "enquiries.pause",
        _("The clock of an enquiry stands still only while the client is waited for."),
        _("Put the enquiry into waiting for the client and take it up again on its page."),
        _paused_open,
    ),
    Invariant(
        "enquiries.waiting",
        _("While the client is waited for, the clock of the enquiry stands still."),
        _("Take the enquiry up again on its page, and put it into waiting anew."),
        _waits_without_pause,
        grave=False,
    ),
)
