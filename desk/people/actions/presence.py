"""Where people are: a change ends one interval and begins another; old ones are forgotten."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from desk import clock, live
from desk.http import Refused
from desk.people.enums import PresenceState
from desk.people.models import BreakReason, Presence, User
from desk.people.models.presence import PresenceQuerySet

FORGOTTEN_AT_ONCE = 5000  # rows of one statement, so that the sweep holds no lock for long


@transaction.atomic
def set_presence(
    *, user: User, state: PresenceState, by: User | None, reason: BreakReason | None = None
) -> Presence:
    """End the person's open interval and begin one in `state`; nothing changes if it is the same.

    `by` is the person who did it, or None for an event of the telephone exchange; `reason` belongs to a
    break only. The row of the person is locked, so that two changes at one instant come one after the other.
    """
    if reason is not None and state != PresenceState.BREAK:
        raise Refused(_("Only a break has a reason."))
    User.objects.select_for_update().get(pk=user.pk)
    now = clock.now()
    current = Presence.objects.open().filter(user=user).first()
    if current is not None and (current.state, current.reason_id) == (state, reason and reason.pk):
        return current
    if current is not None:
        current.ended_at = max(now, current.started_at)
        current.save(update_fields=["ended_at"])
    presence = Presence.objects.create(user=user, state=state, reason=reason, started_at=now)
    assert user.pk is not None
    _tell(user.pk)
    return presence


def switch_presence(
    *, user_id: int, current: PresenceQuerySet, state: PresenceState, by: User | None
) -> Presence | None:
    """Go over into `state` if the open interval is still one of `current`; None, and no change, if it is not.

    For the telephone, which claims people at the same instant: the caller holds the row of the person.
    """
    now = clock.now()
    still = current.open().filter(user_id=user_id)
    if not still.update(ended_at=Greatest(F("started_at"), Value(now))):
        return None
    presence = Presence.objects.create(user_id=user_id, state=state, started_at=now)
    _tell(user_id)
    return presence


def _tell(user_id: int) -> None:
    live.push([user_id], "presence", user_id)
    # An event of its own, which names nobody: whether the others may be seen is decided where they are shown,
    # and a page that shows only its own person does not look again for every colleague.
    live.announce("people")


def forget_presences() -> int:
    """Delete intervals that ended more than `PRESENCE_KEPT_DAYS` ago; how many."""
    before = clock.now() - timedelta(days=settings.PRESENCE_KEPT_DAYS)
    forgotten = 0
    while True:
        old = Presence.objects.ended_before(before).order_by("pk").values_list("pk", flat=True)
        with transaction.atomic():
            count, _by_model = Presence.objects.filter(pk__in=list(old[:FORGOTTEN_AT_ONCE])).delete()
        if not count:
            return forgotten
        forgotten += count
