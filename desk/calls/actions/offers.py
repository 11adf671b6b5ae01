"""Whose turn it is: the claim on a person's next call, and the presence that follows it."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from desk import clock, live
from desk.calls import rotation
from desk.calls.enums import OfferState, State
from desk.calls.models import Call, Offer
from desk.people.actions import set_presence
from desk.people.enums import PresenceState
from desk.people.models import Presence, User, UserRole
from desk.people.permissions import DESK

BY_TELEPHONE = (PresenceState.RINGING, PresenceState.ON_CALL)


def people() -> list[rotation.Person]:
    """Everyone at the desk who has said where they are, as the rotation needs them; one query."""
    rows = (
        Presence.objects.open()
        .filter(
            Exists(UserRole.objects.filter(user=OuterRef("user_id"), role__in=DESK)), user__is_active=True
        )
        .annotate(
            place=Coalesce("kept_place__idle_since", "started_at"),
            offered=Exists(Offer.objects.open().filter(user=OuterRef("user_id"))),
        )
        .select_related("user")
        .only(
            "state",
            "user__username",
            "user__first_name",
            "user__last_name",
            "user__extension",
            "user__spoken",
        )
    )
    return [
        rotation.Person(
            pk=row.user_id,
            name=str(row.user),
            extension=row.user.extension,
            state=PresenceState.RINGING if row.offered else row.state,  # type: ignore[attr-defined]  # annotated
            spoken=tuple(row.user.spoken),
            idle_since=row.place,  # type: ignore[attr-defined]  # annotated
        )
        for row in rows
    ]


def order(language: str) -> list[rotation.Turn]:
    """The rotation as it stands now, for a call in `language`."""
    return rotation.order(people(), language, clock.now())


def claim(call: Call) -> list[str]:
    """Offer a waiting call to the first person who is really free; the extensions that come next.

    Runs inside the transaction that holds the call's row. A person whom another transaction is claiming at
    this instant is skipped, not waited for; the row lock and the partial unique index keep it to one.
    """
    turns = rotation.ready(order(call.language))
    for place, turn in enumerate(turns):
        if _take(call, turn.person):
            return [later.person.extension for later in turns[place + 1 :]]
    return []


def _take(call: Call, person: rotation.Person) -> bool:
    user = User.objects.select_for_update(skip_locked=True).filter(pk=person.pk).first()
    if user is None:
        return False
    free = Q(user=user, state=PresenceState.AVAILABLE)
    if not Presence.objects.open().filter(free).exists() or Offer.objects.open().filter(user=user).exists():
        return False
    Offer.objects.create(call=call, user=user, made_at=clock.now(), idle_since=person.idle_since)
    set_presence(user=user, state=PresenceState.RINGING, by=None)
    live.push([person.pk], "call", call.pk)
    return True


def serve_queue(before: Call | None = None) -> None:
    """Offer waiting calls in the order they came, so that a later call never overtakes an earlier one.

    With `before`, only those that came earlier. Calls that another transaction holds are skipped.
    """
    waiting = Call.objects.waiting().select_for_update(skip_locked=True, of=("self",))
    if before is not None:
        waiting = waiting.exclude(pk=before.pk).filter(rang_at__lte=before.rang_at)
    for call in waiting:
        claim(call)
        if not Offer.objects.open().filter(call=call).exists():
            return


def end(offer: Offer, state: OfferState, at: datetime) -> None:
    """End an open offer; unless it was answered, the person is free again for the next call."""
    offer.state, offer.ended_at = state, max(at, offer.made_at)
    offer.save(update_fields=["state", "ended_at"])
    if state == OfferState.ANSWERED:
        return
    back = release(offer.user)
    if state == OfferState.WITHDRAWN and back is not None and back.state == PresenceState.AVAILABLE:
        offer.back = back
        offer.save(update_fields=["back"])
    live.push([offer.user_id], "call", offer.call_id)


def _presence_held(user: User) -> Presence | None:
    # The row lock keeps a break that is pressed at this instant from being overwritten.
    User.objects.select_for_update().get(pk=user.pk)
    return Presence.objects.open().filter(user=user).first()


def release(user: User) -> Presence | None:
    """After a ring that came to nothing: back to the other conversation, or available."""
    current = _presence_held(user)
    if current is None or current.state not in BY_TELEPHONE:
        return None
    talking = Call.objects.filter(user=user, state=State.ANSWERED).exists()
    state = PresenceState.ON_CALL if talking else PresenceState.AVAILABLE
    return set_presence(user=user, state=state, by=None)


def rest(user: User) -> None:
    """After a call's end: other conversation, wrap-up, or available; who took a break keeps it."""
    current = _presence_held(user)
    if current is None or current.state not in (*BY_TELEPHONE, PresenceState.WRAP_UP):
        return
    held = set(Call.objects.in_hand(user.pk or 0).values_list("state", flat=True))
    if State.ANSWERED in held:
        state = PresenceState.ON_CALL
    elif State.WRAP_UP in held:
        state = PresenceState.WRAP_UP
    elif Offer.objects.open().filter(user=user).exists():
        state = PresenceState.RINGING
    else:
        state = PresenceState.AVAILABLE
    set_presence(user=user, state=state, by=None)
