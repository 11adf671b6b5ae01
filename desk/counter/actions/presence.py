"""Who serves at the counter takes no calls: the presence that goes with a visit, and comes back after it.

There is no state of its own for the counter: it is a break with the reason "at the counter", which the
rotation knows and the head sees by name. Who chose that reason by hand, for the whole afternoon, keeps it.
"""

from django.utils.translation import gettext as _

from desk.counter.models import Period, Visit
from desk.http import Refused
from desk.people.actions import set_presence
from desk.people.enums import PresenceState
from desk.people.models import BreakReason, Presence, User

REASON = "counter"  # desk.people.reference
BY_TELEPHONE = (PresenceState.RINGING, PresenceState.ON_CALL)
GOES = (PresenceState.AVAILABLE, PresenceState.WRAP_UP)


def lock(user: User) -> None:
    """Hold the row of the person: two deeds of one person at the same instant come one after the other."""
    User.objects.select_for_update().get(pk=user.pk)


def serves(user: User) -> None:
    """From now on no call is offered; Refused while one rings or goes on. Runs while the row is held."""
    current = _current(user)
    if current is None:
        return
    if current.state in BY_TELEPHONE:
        raise Refused(_("Your telephone rings or you are on a call: end that first."))
    if current.state in GOES:
        reason = BreakReason.objects.filter(code=REASON).first()
        set_presence(user=user, state=PresenceState.BREAK, reason=reason, by=user)


def is_free(user: User, visit: Visit) -> None:
    """The visitor has left the desk: calls come again, unless another sits there or the person rests.

    Runs while the row of the visit is held, after it moved.
    """
    lock(user)
    if Visit.objects.in_hand(user.pk or 0).exists():
        return
    current = _current(user)
    if current is None or current.state != PresenceState.BREAK:
        return
    if current.reason is not None and current.reason.code != REASON:
        return
    spans = Period.objects.filter(visit=visit, user=user).order_by("-started_at", "-pk")
    first = spans.values_list("started_at", flat=True).last()
    # What was chosen before the visitor was called was chosen by hand.
    if first is not None and current.started_at >= first:
        set_presence(user=user, state=PresenceState.AVAILABLE, by=user)


def _current(user: User) -> Presence | None:
    return Presence.objects.open().filter(user=user).select_related("reason").first()
