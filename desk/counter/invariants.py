"""What must always be true at the counter, and of papers."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.counter.enums import IN_THE_ROOM, MailState
from desk.counter.models import IncomingMail, MailFile, Period, Visit
from desk.slots import Invariant

DAY = timedelta(hours=24)


def _span_of_another_state() -> Any:
    return Period.objects.filter(ended_at=None).exclude(state=F("visit__state"))


def _without_span() -> Any:
    spans = Period.objects.filter(visit=OuterRef("pk"), ended_at=None)
    return Visit.objects.filter(~Exists(spans), state__in=IN_THE_ROOM)


def _left_in_the_room() -> Any:
    before = clock.now() - DAY
    return Visit.objects.filter(state__in=IN_THE_ROOM, arrived_at__lt=before)


def _handed_without_document() -> Any:
    return IncomingMail.objects.filter(state=MailState.HANDED, document=None, destroyed_at=None)


def _destroyed_with_files() -> Any:
    files = MailFile.objects.filter(mail=OuterRef("pk"), blob__isnull=False)
    return IncomingMail.objects.filter(Exists(files), destroyed_at__isnull=False)


INVARIANTS = (
    Invariant(
        "counter.span",
        _("The open span of every visit is of the state in which it is."),
        _("The times of these visits are wrong: tell support which ones."),
        _span_of_another_state,
    ),
    Invariant(
        "counter.waiting",
        _("Everybody in the waiting room has a time since which they wait."),
        _("The times of these visits are wrong: tell support which ones."),
        _without_span,
    ),
    Invariant(
        "counter.left",
        _("Nobody is left in the waiting room from another day."),
        _("Ask the office to end these visits with the result that they had."),
        _left_in_the_room,
        grave=False,
    ),
    Invariant(
        "counter.document",
        _("Every paper that was handed over has its document."),
        _("See the queue of counter.pagework; then hand the paper over anew."),
        _handed_without_document,
    ),
    Invariant(
        "counter.destroyed",
        _("A paper whose files were destroyed has none left."),
        _("See that the nightly destruction runs to its end; look again tomorrow."),
        _destroyed_with_files,
    ),
)
