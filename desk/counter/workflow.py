"""The states of a visit and the moves between them, in one table."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from desk import workdays
from desk.counter.enums import VisitState
from desk.people.deputies import works_for
from desk.people.permissions import leads

if TYPE_CHECKING:
    from desk.counter.models import Visit
    from desk.people.models import User

V = VisitState
# What may follow what. The ways back put slips right; `refuses_reopening` guards the last of them.
MOVES: dict[VisitState, frozenset[VisitState]] = {
    # Before or after the booked time: at the door he waits, for anyone or for the one he is booked with.
    V.BOOKED: frozenset({V.WAITING, V.HANDED, V.NO_SHOW, V.CANCELLED}),
    V.WAITING: frozenset({V.CALLED, V.SERVING, V.HANDED, V.LEFT}),
    V.CALLED: frozenset({V.SERVING, V.WAITING, V.HANDED, V.LEFT}),
    V.SERVING: frozenset({V.SERVED, V.WAITING, V.HANDED}),
    V.HANDED: frozenset({V.CALLED, V.SERVING, V.WAITING, V.HANDED, V.LEFT}),
    V.SERVED: frozenset({V.SERVING}),
    V.LEFT: frozenset({V.WAITING, V.HANDED}),
    V.NO_SHOW: frozenset({V.BOOKED, V.WAITING, V.HANDED}),
    V.CANCELLED: frozenset({V.BOOKED}),
}
# Who answers for a visit in this state; None: nobody waits.
OWNERS: dict[VisitState, str | None] = {
    V.BOOKED: "office",
    V.WAITING: "office",
    V.CALLED: "user",
    V.SERVING: "user",
    V.HANDED: "specialist",
    V.SERVED: None,
    V.LEFT: None,
    V.NO_SHOW: None,
    V.CANCELLED: None,
}


def may(now: str, then: VisitState) -> bool:
    """Whether a visit in state `now` may move to `then`."""
    return then in MOVES[VisitState(now)]


def refusal(visit: "Visit", then: VisitState) -> str:
    """Why the visit may not move to `then`, with who was quicker; empty when it may."""
    if may(visit.state, then):
        return ""
    if visit.in_hand and visit.user is not None:
        if visit.desk is not None:
            said = {"number": visit.number, "desk": visit.desk, "name": visit.user}
            return _("%(number)s was called to desk %(desk)s already: %(name)s.") % said
        return _("%(number)s is served already: %(name)s.") % {"number": visit.number, "name": visit.user}
    said = {"number": visit.number or str(visit), "state": visit.get_state_display()}
    return _("Visit %(number)s: %(state)s. This is not possible now.") % said


def refuses_reopening(visit: "Visit", by: "User") -> str:
    """Why this person may not take back the visit's end, empty when they may."""
    if not visit.is_over or visit.over_at is None:
        return _("The visit is not over.")
    if workdays.day_of(visit.over_at) != workdays.today():
        return _("Only a visit that ended today can be opened again.")
    if visit.state == V.SERVED and visit.user_id not in works_for(by) and leads(by) is not None:
        return _("Only the person who served, or a lead, can open the visit again.")
    return ""
