"""What must always be true of calls and of whose turn it is."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.calls.enums import State
from desk.calls.models import Call, Callback, Hold, Offer
from desk.enquiries.enums import PromiseState
from desk.people.enums import PresenceState
from desk.people.models import Presence
from desk.slots import Invariant

GRACE = timedelta(minutes=5)  # in which the sweep ends what rings too long
DAY = timedelta(hours=24)


def _offer_without_call() -> Any:
    return Offer.objects.open().exclude(call__state=State.RINGING)


def _offer_too_long() -> Any:
    return Offer.objects.stale(clock.now() - timedelta(seconds=settings.CALL_OFFER_SECONDS) - GRACE)


def _rings_too_long() -> Any:
    return Call.objects.silent_since(
        clock.now() - timedelta(minutes=settings.CALL_RINGING_MINUTES) - GRACE
    ).counted()


def _in_hand_of_nobody() -> Any:
    return Call.objects.filter(state__in=[State.ANSWERED, State.WRAP_UP], user=None)


def _busy_without_call() -> Any:
    """Nobody is offered calls while shown in a conversation that is over."""
    talks = Call.objects.filter(user=OuterRef("user"), state__in=[State.ANSWERED, State.WRAP_UP])
    busy = Presence.objects.open().filter(state=PresenceState.ON_CALL, started_at__lt=clock.now() - GRACE)
    return busy.filter(~Exists(talks))


def _rings_at_nobody() -> Any:
    offers = Offer.objects.open().filter(user=OuterRef("user"))
    rings = Presence.objects.open().filter(state=PresenceState.RINGING, started_at__lt=clock.now() - GRACE)
    return rings.filter(~Exists(offers))


def _held_after_end() -> Any:
    return Hold.objects.filter(ended_at=None).exclude(call__state=State.ANSWERED)


def _never_ended() -> Any:
    return Call.objects.filter(state=State.ANSWERED, answered_at__lt=clock.now() - DAY).counted()


def _callback_of_kept() -> Any:
    return Callback.objects.planned().filter(promise__state=PromiseState.KEPT)


INVARIANTS = (
    Invariant(
        "calls.offer",
        _("Every open offer has a call that rings."),
        _("The person gets no calls: set the presence to away and back; tell support how it came about."),
        _offer_without_call,
    ),
    Invariant(
        "calls.offer_time",
        _("No offer stays open longer than the time to answer."),
        _("calls.sweep is behind: see that beat and worker run."),
        _offer_too_long,
    ),
    Invariant(
        "calls.ringing",
        _("No call rings for ever."),
        _("calls.sweep is behind: see that beat and worker run, and that the exchange sends its events."),
        _rings_too_long,
    ),
    Invariant(
        "calls.in_hand",
        _("Every call in conversation or wrap-up is in somebody's hand."),
        _("Finish the call on its page; tell support how it came about."),
        _in_hand_of_nobody,
    ),
    Invariant(
        "calls.on_call",
        _("Whoever is shown as on a call has one."),
        _("The person gets no calls: set the presence to away and back."),
        _busy_without_call,
    ),
    Invariant(
        "calls.ringing_person",
        _("Whoever is shown as ringing has an offer."),
        _("The person gets no calls: set the presence to away and back."),
        _rings_at_nobody,
    ),
    Invariant(
        "calls.hold",
        _("Nobody is on hold in a call that is over."),
        _("The times of these calls are wrong: tell support which ones."),
        _held_after_end,
        grave=False,
    ),
    Invariant(
        "calls.hung_up",
        _("No conversation lasts longer than a day."),
        _("The exchange did not tell of its end: finish the call on its page, and look at the line."),
        _never_ended,
        grave=False,
    ),
    Invariant(
        "calls.callback",
        _("Nobody is to be called back about a promise that is kept."),
        _("Cancel the callback on its page."),
        _callback_of_kept,
    ),
)
