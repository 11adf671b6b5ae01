"""What the clock does with bookings: a reminder before the time, and the end of one to which nobody came."""

from datetime import timedelta

from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F

from desk import clock
from desk.counter import letters
from desk.counter.actions.booking import write
from desk.counter.actions.moving import hold, tell
from desk.counter.actions.visits import did_not_come
from desk.counter.enums import VisitState
from desk.counter.models import Visit, VisitQuerySet
from desk.http import Refused

_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)


def to_remind() -> VisitQuerySet:
    """Bookings whose time of reminding has come, that left an address and were booked before that time."""
    ahead = ExpressionWrapper(F("office__remind_hours") * _HOUR, DurationField())
    now = clock.now()
    rows = Visit.objects.filter(state=VisitState.BOOKED, reminded_at=None, booked_for__gt=now)
    due = rows.exclude(email="").annotate(remind_at=F("booked_for") - ahead)
    return due.filter(remind_at__lte=now, booked_at__lt=F("remind_at")).order_by("booked_for", "pk")


def lapsed() -> VisitQuerySet:
    """Bookings to which nobody came within the minutes that the office waits."""
    patience = ExpressionWrapper(F("office__late_minutes") * _MINUTE, DurationField())
    rows = Visit.objects.filter(state=VisitState.BOOKED, booked_for__lte=clock.now())
    return rows.filter(booked_for__lte=clock.now() - patience).order_by("booked_for", "pk")


@transaction.atomic
def remind(*, visit: Visit) -> bool:
    """Put the reminder in the mail, once, whoever asks; whether it was put there now."""
    hold(visit)
    if not to_remind().filter(pk=visit.pk).exists():
        return False
    visit.reminded_at = clock.now()
    visit.save(update_fields=["reminded_at"])
    write(visit, letters.reminder(visit), None)
    tell("reminded", visit, None)
    return True


def sweep(limit: int = 200) -> None:
    """Remind of what is due, and end the bookings to which nobody came."""
    for visit in to_remind().select_related("office")[:limit]:
        try:
            remind(visit=visit)
        except Refused:  # no letter goes out about this client any more; the others are still reminded
            continue
    for visit in lapsed().select_related("office")[:limit]:
        try:
            did_not_come(visit=visit, by=None)
        except Refused:  # he came, or cancelled, while we looked
            continue
