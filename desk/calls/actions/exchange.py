"""What the exchange tells us, in any order and any number of times."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from desk import clock, live
from desk.calls import rotation, workflow
from desk.calls.actions import log, offers
from desk.calls.actions.finishing import end_hold, finish_talking
from desk.calls.actions.holding import EVENT, write
from desk.calls.enums import Direction, EventKind, OfferState, State
from desk.calls.models import Call, Hold, Line, Offer
from desk.calls.wire import Event
from desk.people.models import User

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


# Raw SQL where every event passes: wording these few took longer than all the rest (bench/telephony.py).
HELD = "SELECT * FROM calls_call WHERE line_id = %s AND call_id = %s FOR NO KEY UPDATE"


def call_of(line: Line, fresh: Call) -> tuple[Call, bool]:
    """The line's call of this id with its row held, and whether it was made now, from `fresh`.

    Whichever event comes first makes it.
    """
    known = Call.objects.raw(HELD, [line.pk, fresh.call_id])
    call, made = next(iter(known), None), False
    if call is None:
        try:
            with transaction.atomic():
                # Not save(): what the exchange tells stands in CallEvent and needs no second history.
                Call.objects.bulk_create([fresh])
            call, made = fresh, True
        except IntegrityError:  # another event of the same call was quicker
            call = Call.objects.raw(HELD, [line.pk, fresh.call_id])[0]
    if made:
        live.announce(EVENT)
    call.line = line
    return call, made


def _call_of(line: Line, event: Event) -> tuple[Call, bool]:
    fresh = Call(
        line=line,
        call_id=event.call_id,
        direction=event.direction,
        number=event.number,
        language=event.language or line.language,
        skill_id=line.skill_id,
        training=line.training,
        rang_at=clock.now(),
    )
    if event.direction == Direction.OUT:
        log.take_for_dialled(line, event)
    call, made = call_of(line, fresh)
    if event.number and not call.number:
        write(call, number=event.number)
    return call, made


TELL = """
INSERT INTO calls_callevent (line_id, call_id, event, detail, cause, at) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING
"""


def append(call: Call, kind: EventKind, detail: str, cause: str = "") -> None:
    """Keep what was told, each thing once."""
    with connection.cursor() as cursor:
        cursor.execute(TELL, [call.line_id, call.pk, kind.value, detail[:40], cause, clock.now()])


def _open_offer(call: Call) -> Offer | None:
    return Offer.objects.open().claims().filter(call=call).select_related("user").first()


@transaction.atomic
def rang(*, line: Line, event: Event, by: None = None) -> Told:
    """A call comes in, waits on, or moves on from whoever refused: who is to be rung now.

    The first `newCall` makes the call; a repeated one asks again, and changes nothing while somebody rings.
    """
    call, made = _call_of(line, event)
    offer = None if made else _open_offer(call)
    append(call, event.kind, f"refused {offer.pk}" if offer and event.refused else "", event.cause)
    if call.state != State.RINGING or call.direction == Direction.OUT:
        return Told(call.pk, answered=_talking(call))
    if line.exchange_rotates:
        return _follow(call, event)
    if offer is not None:
        offer = _still_rings(offer, event.refused)
    if offer is not None:
        turns = rotation.ready(offers.order(offers.need_of(call)))
        return Told(call.pk, [offer.user.extension], [turn.person.extension for turn in turns])
    offers.serve_queue(before=call)
    offer, following = offers.claim(call)
    if offer is not None:
        return Told(call.pk, [offer.user.extension], following)
    return Told(call.pk, queue_position=Call.objects.waiting().filter(rang_at__lte=call.rang_at).count())


def _follow(call: Call, event: Event) -> Told:
    """The exchange rotates: whom it names rings, whom it names no more does not."""
    named = list(User.objects.filter(_called(event.extensions), is_active=True))
    now = clock.now()
    for offer in Offer.objects.open().filter(call=call).select_related("user"):
        if offer.user.extension == event.refused:
            offers.end(offer, OfferState.REFUSED, now)
        elif event.extensions and offer.user not in named:
            offers.end(offer, OfferState.WITHDRAWN, now)
    offers.ring(call, [user for user in named if user.extension != event.refused])
    return Told(call.pk)


def _called(extensions: tuple[str, ...]) -> Q:
    return Q(extension__in=extensions) | Q(username__in=extensions)


def _talking(call: Call) -> str:
    return call.user.extension if call.state == State.ANSWERED and call.user is not None else ""


def _still_rings(offer: Offer, refused: str) -> Offer | None:
    now = clock.now()
    if refused and refused == offer.user.extension:
        offers.end(offer, OfferState.REFUSED, now)
    elif offer.made_at < stale(now):
        offers.end(offer, OfferState.EXPIRED, now)
    else:
        return offer
    return None


def stale(now: datetime) -> datetime:
    """Offers made before this moment have rung for too long."""
    return now - timedelta(seconds=settings.CALL_OFFER_SECONDS)


def who(extension: str) -> User | None:
    """The person at this extension, or of this user name."""
    if not extension:
        return None
    return User.objects.filter(_called((extension,)), is_active=True).first()


@transaction.atomic
def answered(*, line: Line, event: Event, by: None = None) -> Told:
    """Somebody lifted the receiver; also when the hang-up was told first, and when the ring never was."""
    call, _made = _call_of(line, event)
    append(call, event.kind, event.extension)
    user = who(event.extension)
    if user is None and not event.extension:
        rung = list(Offer.objects.open().filter(call=call).select_related("user")[:2])
        user = rung[0].user if len(rung) == 1 else None  # of several, nobody says which
    if call.state == State.RINGING:
        take(call, user)
    elif workflow.may(call.state, State.WRAP_UP) and call.state != State.ANSWERED:
        # The hang-up came first: they did speak, and somebody has to say what about.
        write(call, state=State.WRAP_UP, user=user, answered_at=call.hung_up_at)
    return Told(call.pk, answered=_talking(call))


def take(call: Call, user: User | None) -> None:
    """The conversation begins; whoever of the people it rings does not take it is free again."""
    now = max(clock.now(), call.rang_at)
    write(call, state=State.ANSWERED, user=user, answered_at=now)
    for rung in Offer.objects.open().filter(call=call).order_by("user"):
        mine = user is not None and rung.user_id == user.pk
        offers.end(rung, OfferState.ANSWERED if mine else OfferState.WITHDRAWN, now)
    if user is not None:
        offers.talks(user, call, now)


@transaction.atomic
def hung_up(*, line: Line, event: Event, by: None = None) -> Told:
    """The call is over: with a conversation, it goes to wrap-up; without one, to the worklist."""
    call, _made = _call_of(line, event)
    append(call, event.kind, "", event.cause)
    if call.state == State.RINGING:
        lost = State.MISSED if event.cause in NOT_THE_CALLER else State.ABANDONED
        lose(call, lost)
    elif call.state == State.ANSWERED:
        finish_talking(call)
    return Told(call.pk)


def lose(call: Call, state: State) -> None:
    """The call ended before anybody spoke; whoever it rang keeps the place in the queue."""
    now = max(clock.now(), call.rang_at)
    write(call, state=state, hung_up_at=now)
    for offer in Offer.objects.open().filter(call=call).order_by("user"):
        offers.end(offer, OfferState.WITHDRAWN, now)


@transaction.atomic
def held(*, line: Line, event: Event, by: None = None) -> Told:
    """The caller waits on the line; told twice it is one hold, and without a conversation it is none."""
    call, _made = _call_of(line, event)
    if call.state == State.ANSWERED and not Hold.objects.filter(call=call, ended_at=None).exists():
        Hold.objects.create(call=call, started_at=max(clock.now(), call.answered_at or call.rang_at))
        _append_hold(call, event.kind)
    return Told(call.pk, answered=_talking(call))


@transaction.atomic
def resumed(*, line: Line, event: Event, by: None = None) -> Told:
    """The conversation goes on; changes nothing where nobody waits."""
    call, _made = _call_of(line, event)
    if end_hold(call, clock.now()):
        _append_hold(call, event.kind)
    return Told(call.pk, answered=_talking(call))


def _append_hold(call: Call, kind: EventKind) -> None:
    # A call may be held many times, so the number tells one from the next.
    append(call, kind, str(Hold.objects.filter(call=call).count()))
    if call.user_id is not None:
        live.push([call.user_id], "call", call.pk)
