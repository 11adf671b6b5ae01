"""What time alone does to calls: silence, offers that nobody takes, wrap-ups without end."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from desk import clock
from desk.calls.actions import exchange, offers
from desk.calls.enums import OfferState, State
from desk.calls.models import Call, Offer
from desk.people.actions import set_presence
from desk.people.enums import PresenceState
from desk.people.models import Presence


def sweep(*, by: None = None) -> int:
    """Close silent calls, take back stale offers, end long wrap-ups, serve the queue.

    Each thing in a transaction of its own; how many rows changed.
    """
    now = clock.now()
    silent = Call.objects.silent_since(now - timedelta(minutes=settings.CALL_RINGING_MINUTES))
    changed = sum(_close_silent(pk) for pk in silent.values_list("pk", flat=True))
    stale = Offer.objects.stale(exchange.stale(now))
    changed += sum(_expire(pk, now) for pk in stale.values_list("pk", flat=True))
    changed += _end_wrap_ups(now)
    with transaction.atomic():
        offers.serve_queue()
    return changed


def _close_silent(pk: int) -> int:
    with transaction.atomic():
        call = Call.objects.select_for_update().get(pk=pk)
        if call.state != State.RINGING:
            return 0
        exchange.lose(call, State.MISSED)
    return 1


def _expire(pk: int, now: datetime) -> int:
    with transaction.atomic():
        # The call first, then the offer: the order in which every event takes them.
        Call.objects.select_for_update().get(offers__pk=pk)
        offer = Offer.objects.open().filter(pk=pk).select_related("user").first()
        if offer is None:
            return 0
        offers.end(offer, OfferState.EXPIRED, now)
    return 1


def _end_wrap_ups(now: datetime) -> int:
    """People whose wrap-up is longer than the line of their last call allows, or the house, are available."""
    house = Value(settings.CALL_WRAP_UP_SECONDS)
    last = Call.objects.filter(user=OuterRef("user"), state=State.WRAP_UP).order_by("-hung_up_at")
    limit = Case(When(line__wrap_up_seconds__gt=0, then=F("line__wrap_up_seconds")), default=house)
    finishing = Presence.objects.open().filter(state=PresenceState.WRAP_UP)
    rows = finishing.annotate(limit=Coalesce(Subquery(last.annotate(limit=limit).values("limit")[:1]), house))
    changed = 0
    for presence in rows.filter(limit__gt=0).select_related("user"):
        seconds: int = presence.limit  # type: ignore[attr-defined]  # annotated
        if presence.started_at < now - timedelta(seconds=seconds):
            set_presence(user=presence.user, state=PresenceState.AVAILABLE, by=None)
            changed += 1
    return changed
