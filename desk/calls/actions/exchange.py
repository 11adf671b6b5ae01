"""What the exchange tells us, in any order and any number of times."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from desk import clock, live
from desk.calls import rotation, workflow
from desk.calls.actions import offers
from desk.calls.enums import Direction, OfferState, State
from desk.calls.models import Call, CallEvent, Line, Offer
from desk.calls.wire import Event
from desk.people.actions import set_presence
from desk.people.enums import PresenceState
from desk.people.models import Presence, User

# Causes of a hang-up before the answer that are not the caller's own will.
NOT_THE_CALLER = frozenset({"noAnswer", "busy", "congestion", "notFound", "forwarded"})


@dataclass(frozen=True)
class Told:
    """The desk's answer to an event: the call, whom to ring, who comes next, who took it already."""

    call: int
    offer: list[str] = field(default_factory=list)
    next: list[str] = field(default_factory=list)
    queue_position: int | None = None
    answered: str = ""


def open_line(
    *, name: str, number: str = "", language: str = "", token: str = "", by: User | None
) -> tuple[Line, str]:
    """A new line and its token, which is shown this once: the database holds only its SHA-256."""
    token = token or secrets.token_urlsafe(32)
    line = Line(name=name, number=number, language=language, token_hash=hash_of(token))
    line._history_user = by  # type: ignore[attr-defined]  # read by django-simple-history
    line.save()
    return line, token


def hash_of(token: str) -> str:
    """How a line's token is kept and looked up; it is long and random, so one SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _call_of(line: Line, event: Event) -> Call:
    """The event's call with its row held; whichever event comes first makes it."""
    now = clock.now()
    fresh = Call(
        line=line,
        call_id=event.call_id,
        direction=event.direction,
        number=event.number,
        language=event.language or line.language,
        rang_at=now,
    )
    Call.objects.bulk_create([fresh], ignore_conflicts=True)
    call = Call.objects.select_for_update().get(line=line, call_id=event.call_id)
    call.line = line
    if event.number and not call.number:
        call.number = event.number
        _write(call, number=event.number)
    return call


def _write(call: Call, **values: object) -> None:
    # Not save(): what the exchange tells stands in CallEvent and needs no second history.
    Call.objects.filter(pk=call.pk).update(**values)
    for name, value in values.items():
        setattr(call, name, value)


def _append(call: Call, event: Event, detail: str) -> None:
    CallEvent.objects.bulk_create(
        [
            CallEvent(
                line=call.line,
                call=call,
                event=event.kind,
                detail=detail[:40],
                cause=event.cause,
                at=clock.now(),
            )
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def rang(*, line: Line, event: Event, by: None = None) -> Told:
    """A call comes in, waits on, or moves on from whoever refused: who is to be rung now.

    The first `newCall` makes the call; a repeated one asks again, and changes nothing while somebody rings.
    """
    call = _call_of(line, event)
    offer = Offer.objects.open().filter(call=call).select_related("user").first()
    _append(call, event, f"refused {offer.pk}" if offer and event.refused else "")
    if call.state != State.RINGING or call.direction == Direction.OUT:
        return Told(call.pk, answered=_talking(call))
    if offer is not None:
        offer = _still_rings(offer, event.refused)
    following: list[str] = []
    if offer is None:
        offers.serve_queue(before=call)
        following = offers.claim(call)
        offer = Offer.objects.open().filter(call=call).select_related("user").first()
    else:
        following = [turn.person.extension for turn in rotation.ready(offers.order(call.language))]
    if offer is not None:
        return Told(call.pk, offer=[offer.user.extension], next=following)
    return Told(call.pk, queue_position=Call.objects.waiting().filter(rang_at__lte=call.rang_at).count())


def _talking(call: Call) -> str:
    return call.user.extension if call.state == State.ANSWERED and call.user is not None else ""


def _still_rings(offer: Offer, refused: str) -> Offer | None:
    now = clock.now()
    if refused and refused == offer.user.extension:
        offers.end(offer, OfferState.REFUSED, now)
    elif offer.made_at < _stale(now):
        offers.end(offer, OfferState.EXPIRED, now)
    else:
        return offer
    return None


def _stale(now: datetime) -> datetime:
    return now - timedelta(seconds=settings.CALL_OFFER_SECONDS)


def _who(event: Event) -> User | None:
    if not event.extension:
        return None
    named = Q(extension=event.extension) | Q(username=event.extension)
    return User.objects.filter(named, is_active=True).first()


@transaction.atomic
def answered(*, line: Line, event: Event, by: None = None) -> Told:
    """Somebody lifted the receiver; also when the hang-up was told first, and when the ring never was."""
    call = _call_of(line, event)
    _append(call, event, event.extension)
    offer = Offer.objects.open().filter(call=call).select_related("user").first()
    user = _who(event)
    if user is None and not event.extension and offer is not None:
        user = offer.user
    if call.state == State.RINGING:
        take(call, user, offer)
    elif workflow.may(call.state, State.WRAP_UP) and call.state != State.ANSWERED:
        # The hang-up came first: they did speak, and somebody has to say what about.
        _write(call, state=State.WRAP_UP, user=user, answered_at=call.hung_up_at)
    return Told(call.pk, answered=_talking(call))


def take(call: Call, user: User | None, offer: Offer | None) -> None:
    """The conversation begins; `offer` is the call's open one, kept by the person or withdrawn."""
    now = max(clock.now(), call.rang_at)
    _write(call, state=State.ANSWERED, user=user, answered_at=now)
    if offer is not None:
        mine = user is not None and offer.user_id == user.pk
        offers.end(offer, OfferState.ANSWERED if mine else OfferState.WITHDRAWN, now)
    if user is not None:
        # Who talks is not rung by another call; that one is offered to somebody else when it asks again.
        Offer.objects.open().filter(user=user).update(state=OfferState.WITHDRAWN, ended_at=now)
        set_presence(user=user, state=PresenceState.ON_CALL, by=None)
        live.push([user.pk], "call", call.pk)


@transaction.atomic
def hung_up(*, line: Line, event: Event, by: None = None) -> Told:
    """The call is over: with a conversation, it goes to wrap-up; without one, to the worklist."""
    call = _call_of(line, event)
    _append(call, event, "")
    if call.state == State.RINGING:
        lost = State.MISSED if event.cause in NOT_THE_CALLER else State.ABANDONED
        lose(call, lost)
    elif call.state == State.ANSWERED:
        finish_talking(call)
    return Told(call.pk)


def lose(call: Call, state: State) -> None:
    """The call ended before anybody spoke; the person whom it rang keeps the place in the queue."""
    now = max(clock.now(), call.rang_at)
    _write(call, state=state, hung_up_at=now)
    for offer in Offer.objects.open().filter(call=call).select_related("user"):
        offers.end(offer, OfferState.WITHDRAWN, now)


def finish_talking(call: Call) -> None:
    """From conversation to wrap-up, with the person's presence."""
    now = max(clock.now(), call.answered_at or call.rang_at)
    _write(call, state=State.WRAP_UP, hung_up_at=now)
    if call.user is not None:
        offers.rest(call.user)
        live.push([call.user.pk], "call", call.pk)


def sweep(*, by: None = None) -> int:
    """Close silent calls, take back stale offers, end long wrap-ups, serve the queue.

    Each thing in a transaction of its own; how many rows changed.
    """
    now = clock.now()
    silent = Call.objects.silent_since(now - timedelta(minutes=settings.CALL_RINGING_MINUTES))
    changed = 0
    for pk in silent.values_list("pk", flat=True):
        with transaction.atomic():
            call = Call.objects.select_for_update().get(pk=pk)
            if call.state == State.RINGING:
                lose(call, State.MISSED)
                changed += 1
    for pk in Offer.objects.stale(_stale(now)).values_list("pk", flat=True):
        changed += _expire(pk, now)
    changed += _end_wrap_ups(Line.objects.filter(wrap_up_seconds__gt=0), now)
    with transaction.atomic():
        offers.serve_queue()
    return changed


def _expire(pk: int, now: datetime) -> int:
    with transaction.atomic():
        # The call first, then the offer: the order in which every event takes them.
        Call.objects.select_for_update().get(offers__pk=pk)
        offer = Offer.objects.open().filter(pk=pk).select_related("user").first()
        if offer is None:
            return 0
        offers.end(offer, OfferState.EXPIRED, now)
    return 1


def _end_wrap_ups(lines: Iterable[Line], now: datetime) -> int:
    changed = 0
    for line in lines:
        over = now - timedelta(seconds=line.wrap_up_seconds)
        finishing = Call.objects.filter(line=line, state=State.WRAP_UP, hung_up_at__lt=over)
        late = Presence.objects.open().filter(
            state=PresenceState.WRAP_UP, started_at__lt=over, user__calls__in=finishing
        )
        for presence in late.select_related("user").distinct():
            set_presence(user=presence.user, state=PresenceState.AVAILABLE, by=None)
            changed += 1
    return changed
