"""The states of a call and the moves between them, in one table."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from desk import workdays
from desk.calls.enums import State
from desk.people.deputies import works_for
from desk.people.permissions import leads

if TYPE_CHECKING:
    from desk.calls.models import Call
    from desk.people.models import User

# What may follow what. A late "answer" may follow a hang-up, since exchanges do not promise the order.
MOVES: dict[State, frozenset[State]] = {
    State.RINGING: frozenset({State.ANSWERED, State.MISSED, State.ABANDONED}),
    State.ANSWERED: frozenset({State.WRAP_UP}),
    State.WRAP_UP: frozenset({State.CLOSED}),
    State.MISSED: frozenset({State.WRAP_UP}),
    State.ABANDONED: frozenset({State.WRAP_UP}),
    State.CLOSED: frozenset(),
}
# Who answers for a call in this state; None: nothing is left to do.
OWNERS: dict[State, str | None] = {
    State.RINGING: "rotation",
    State.ANSWERED: "user",
    State.WRAP_UP: "user",
    State.MISSED: "desk",
    State.ABANDONED: "desk",
    State.CLOSED: None,
}


def may(now: str, then: State) -> bool:
    """Whether a call in state `now` may move to `then`."""
    return then in MOVES[State(now)]


def refuses_taking_back(call: "Call", by: "User") -> str:
    """Why this person may not take back the call's finish, empty when they may.

    It stands apart from MOVES, since no event of an exchange may ever do it.
    """
    if call.state != State.CLOSED or call.closed_at is None:
        return _("The call is not finished.")
    if workdays.day_of(call.closed_at) != workdays.today():
        return _("Only a call that was finished today can be opened again.")
    if call.user_id not in works_for(by) and leads(by) is not None:
        return _("Only the person who spoke, or a lead, can open the call again.")
    return ""
