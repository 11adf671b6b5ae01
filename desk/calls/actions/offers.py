"""Whose turn it is: the claim on a person's next call, and the presence that follows it."""

from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef

from desk import clock, live, workdays
from desk.calls import rotation
from desk.calls.enums import OfferState, State
from desk.calls.models import Call, Offer
from desk.people.actions import set_presence, switch_presence
from desk.people.enums import PresenceState
from desk.people.models import Presence, User
from desk.people.permissions import DESK

BY_TELEPHONE = (PresenceState.RINGING, PresenceState.ON_CALL)
ANY = rotation.Need()
SERVED = 100  # waiting calls that one transaction may hold


def need_of(call: Call) -> rotation.Need:
    """What this call asks of the person who takes it."""
    return rotation.Need(call.language, call.skill_id, call.training)


# Every call asks this. Written out: the ORM needs longer to word it than the database to answer it.
PEOPLE = """
SELECT p.user_id, u.first_name, u.last_name, u.username, u.extension,
       CASE WHEN o.id IS NULL THEN p.state ELSE 'ringing' END,
       u.spoken, COALESCE(k.idle_since, p.started_at), u.training,
       s.id IS NOT NULL OR NOT (SELECT EXISTS (SELECT FROM people_shift
                                WHERE duty = 'calls' AND starts_at <= %(now)s AND ends_at > %(now)s)),
       ARRAY(SELECT skill_id FROM people_user_skills WHERE user_id = p.user_id)
  FROM people_presence p
  JOIN people_user u ON u.id = p.user_id AND u.is_active
  LEFT JOIN calls_offer o ON o.user_id = p.user_id AND o.state = 'open'
  LEFT JOIN calls_offer k ON k.back_id = p.id
  LEFT JOIN people_shift s ON s.user_id = p.user_id AND s.duty = 'calls'
                          AND s.starts_at <= %(now)s AND s.ends_at > %(now)s
 WHERE p.ended_at IS NULL
   AND EXISTS (SELECT FROM people_userrole r
                WHERE r.user_id = p.user_id AND r.role = ANY(%(desk)s)
                  AND (r.from_day IS NULL OR r.from_day <= %(today)s)
                  AND (r.until_day IS NULL OR r.until_day >= %(today)s))
"""


def people() -> list[rotation.Person]:
    """Everyone at the desk who has said where they are, as the rotation needs them; one query.

    Whoever has a shift for calls now is on shift; at an hour for which nobody has one, everybody is: somebody
    who stays and says that he is there is better than a call that nobody takes.
    """
    now = clock.now()
    today, roles = workdays.day_of(now), [role.value for role in DESK]
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, {"now": now, "today": today, "desk": roles})
        return [
            rotation.Person(
                pk=pk,
                name=f"{first} {last}".strip() or username,
                extension=extension,
                state=state,
                spoken=tuple(spoken),
                idle_since=place,
                skills=frozenset(skills),
                on_shift=shift,
                training=training,
            )
            for pk, first, last, username, extension, state, spoken, place, training, shift, skills in cursor
        ]


def order(need: rotation.Need = ANY) -> list[rotation.Turn]:
    """The rotation as it stands now, for a call that asks for `need`."""
    return rotation.order(people(), need, clock.now())


def claim(call: Call, only: int | None = None) -> tuple[Offer | None, list[str]]:
    """Offer a waiting call to the first person who is really free; and the extensions that come next.

    Runs inside the transaction that holds the call's row. A person whom another transaction is claiming at
    this instant is skipped, not waited for; the row lock and the partial unique index keep it to one. With
    `only`, a practice call is offered to nobody but this person.
    """
    if call.line is not None and call.line.exchange_rotates:
        return None, []
    turns = rotation.ready(order(need_of(call)))
    if only is not None:
        turns = [turn for turn in turns if turn.person.pk == only]
    for place, turn in enumerate(turns):
        offer = _take(call, turn)
        if offer is not None:
            return offer, [later.person.extension for later in turns[place + 1 :]]
    return None, []


# No "key" lock: it would also wait for, or skip, whoever writes a row that points to the person.
LOCK = "SELECT id FROM people_user WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"


def lock(*users: int, skip: bool = False) -> list[int]:
    """Hold the rows of these people; with `skip` only those that nobody else holds. Whom it holds."""
    with connection.cursor() as cursor:
        cursor.execute(f"{LOCK} SKIP LOCKED" if skip else LOCK, [list(users)])
        return [row[0] for row in cursor]


def _take(call: Call, turn: rotation.Turn) -> Offer | None:
    person = turn.person
    if not lock(person.pk, skip=True):
        return None
    free = Presence.objects.filter(
        ~Exists(Offer.objects.open().filter(user=OuterRef("user_id"))), state=PresenceState.AVAILABLE
    )
    if not switch_presence(user_id=person.pk, current=free, state=PresenceState.RINGING, by=None):
        return None
    # With what is known of the person already, so that nobody asks again for the extension.
    user = User(pk=person.pk, extension=person.extension)
    offer = Offer.objects.create(
        call=call, user=user, made_at=clock.now(), idle_since=person.idle_since, reasons=turn.reasons
    )
    live.push([person.pk], "call", call.pk)
    return offer


def ring(call: Call, users: list[User]) -> None:
    """The exchange rings these people by its own order: their cards show the call.

    Nobody gets a second call on the screen, nor one that he passed on before; who is free is *ringing* from
    now on, whoever said something else of himself (a break, wrap-up) keeps that.
    """
    lock(*(user.pk for user in users))
    refused = Offer.objects.filter(call=call, state=OfferState.REFUSED)
    busy = Offer.objects.open() | refused
    rung = set(busy.filter(user__in=users).values_list("user_id", flat=True))
    now = clock.now()
    for user in users:
        if user.pk in rung:
            continue
        Offer.objects.create(
            call=call, user=user, made_at=now, idle_since=now, by_exchange=True, reasons=[("exchange", 0)]
        )
        free = Presence.objects.filter(state=PresenceState.AVAILABLE)
        switch_presence(user_id=user.pk, current=free, state=PresenceState.RINGING, by=None)
        live.push([user.pk], "call", call.pk)


WAITING = """
SELECT EXISTS (SELECT FROM calls_call c WHERE c.state = 'ringing' AND c.direction = 'in' AND c.id <> %s
               AND NOT EXISTS (SELECT FROM calls_offer o WHERE o.call_id = c.id AND o.state = 'open'))
"""


def _others_wait(call: Call) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [call.pk])
        return bool(cursor.fetchone()[0])


def serve_queue(before: Call | None = None) -> None:
    """Offer waiting calls in the order they came, so that a later call never overtakes an earlier one.

    With `before`, only those that came earlier. Calls that another transaction holds are skipped. Simulated
    calls wait for other people, so they and the real ones do not wait for each other.
    """
    if before is not None and not _others_wait(before):
        return
    waiting = Call.objects.waiting().select_related("line").select_for_update(skip_locked=True, of=("self",))
    if before is not None:
        waiting = waiting.exclude(pk=before.pk).filter(rang_at__lte=before.rang_at, training=before.training)
    full: set[bool] = set()
    for call in waiting[:SERVED]:
        if call.training in full:
            continue
        if claim(call)[0] is None:
            full.add(call.training)
        if before is not None and full:
            return


def end(offer: Offer, state: OfferState, at: datetime) -> None:
    """End an open offer; unless it was answered, the person is free again for the next call."""
    offer.state, offer.ended_at = state, max(at, offer.made_at)
    if state == OfferState.ANSWERED:
        offer.save(update_fields=["state", "ended_at"])
        return
    back = release(offer.user_id)
    if state == OfferState.WITHDRAWN and not offer.by_exchange:
        # Who was rung in vain keeps the place; an exchange that rotates by itself knows no places.
        offer.back = back if back is not None and back.state == PresenceState.AVAILABLE else None
    offer.save(update_fields=["state", "ended_at", "back"])
    live.push([offer.user_id], "call", offer.call_id)


def release(user_id: int) -> Presence | None:
    """After a ring that came to nothing: back to the other conversation, or available."""
    lock(user_id)
    talking = Call.objects.filter(user=user_id, state=State.ANSWERED).exists()
    state = PresenceState.ON_CALL if talking else PresenceState.AVAILABLE
    ringing = Presence.objects.filter(state=PresenceState.RINGING)
    return switch_presence(user_id=user_id, current=ringing, state=state, by=None)


TALKS = "UPDATE calls_offer SET state = 'withdrawn', ended_at = %s WHERE user_id = %s AND state = 'open'"


def talks(user: User, call: Call, at: datetime) -> None:
    """The conversation begins: the person is on a call, and what else rings for him is offered to others."""
    lock(user.pk)
    with connection.cursor() as cursor:
        cursor.execute(TALKS, [at, user.pk])
    ringing = Presence.objects.filter(state=PresenceState.RINGING)
    if not switch_presence(user_id=user.pk, current=ringing, state=PresenceState.ON_CALL, by=None):
        set_presence(user=user, state=PresenceState.ON_CALL, by=None)
    live.push([user.pk], "call", call.pk)


def rest(user: User) -> None:
    """After a call's end: other conversation, wrap-up, or available; who took a break keeps it."""
    lock(user.pk)
    # What was noted on paper waits to be written up, not for its person.
    in_hand = Call.objects.in_hand(user.pk).filter(noted_later=False).order_by()
    held = set(in_hand.values_list("state", flat=True).distinct())
    if State.ANSWERED in held:
        state = PresenceState.ON_CALL
    elif State.WRAP_UP in held:
        state = PresenceState.WRAP_UP
    elif Offer.objects.open().filter(user=user).exists():
        state = PresenceState.RINGING
    else:
        state = PresenceState.AVAILABLE
    by_telephone = Presence.objects.filter(state__in=[*BY_TELEPHONE, PresenceState.WRAP_UP])
    switch_presence(user_id=user.pk, current=by_telephone.exclude(state=state), state=state, by=None)
