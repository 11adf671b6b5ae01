"""The states of an enquiry and the moves between them, in one table.

Who may is said in `permissions`; here stands only what the state allows. Each refusal is a text.
"""

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from desk.enquiries.enums import State

MOVES: dict[State, frozenset[State]] = {
    State.NEW: frozenset({State.IN_WORK, State.WAITING, State.ESCALATED, State.TOLD, State.CLOSED}),
    State.IN_WORK: frozenset({State.WAITING, State.ESCALATED, State.TOLD, State.CLOSED}),
    State.WAITING: frozenset({State.IN_WORK, State.ESCALATED, State.TOLD, State.CLOSED}),
    State.ESCALATED: frozenset({State.ANSWERED, State.IN_WORK}),
    State.ANSWERED: frozenset({State.TOLD, State.ESCALATED, State.IN_WORK}),
    State.TOLD: frozenset({State.CLOSED, State.IN_WORK, State.ESCALATED}),
    State.CLOSED: frozenset({State.IN_WORK}),
}

# The moves that a person makes on the enquiry's page without more; the others follow from acts of other
# rooms, or, into waiting and out of it, from what the page says of the deadline (views/deadlines.py).
BY_HAND: dict[State, tuple[State, ...]] = {
    State.NEW: (State.IN_WORK,),
    State.ANSWERED: (State.IN_WORK,),
    State.TOLD: (State.IN_WORK,),
}

_NOT_CLOSED_FROM: dict[State, Lazy] = {
    State.ESCALATED: _("The second level has not answered yet."),
    State.ANSWERED: _("The client has not been told the answer."),
    State.CLOSED: _("The enquiry is closed already."),
}


def can_move(now: str, to: str) -> bool:
    """Whether an enquiry in state `now` may go to state `to`."""
    return State(to) in MOVES[State(now)]


def refusal(now: str, to: str) -> str:
    """Why it may not, as a text for the person; empty when it may."""
    if can_move(now, to):
        return ""
    if to == State.CLOSED:
        return str(_NOT_CLOSED_FROM[State(now)])
    words = {"now": State(now).label, "to": State(to).label}
    return str(_("The enquiry is “%(now)s”, so it cannot become “%(to)s”.")) % words
