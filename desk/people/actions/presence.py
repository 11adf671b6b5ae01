"""Where people are: a change ends one interval and begins another."""

from django.db import transaction

from desk import clock, live
from desk.people.enums import PresenceState
from desk.people.models import Presence, User


@transaction.atomic
def set_presence(*, user: User, state: PresenceState, by: User | None) -> Presence:
    """End the person's open interval and begin one in `state`; nothing changes if it is the same.

    `by` is the person who did it, or None for an event of the telephone exchange. The row of the person
    is locked, so that two changes at one instant come one after the other.
    """
    User.objects.select_for_update().get(pk=user.pk)
    now = clock.now()
    current = Presence.objects.open().filter(user=user).first()
    if current is not None and current.state == state:
        return current
    if current is not None:
        current.ended_at = max(now, current.started_at)
        current.save(update_fields=["ended_at"])
    presence = Presence.objects.create(user=user, state=state, started_at=now)
    assert user.pk is not None
    live.push([user.pk], "presence", user.pk)
    return presence
