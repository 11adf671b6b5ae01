"""The states of a ticket, who has it in each, and the moves between them."""

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from tickets.enums import State

MOVES: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.CREATED, State.ANSWERED}),
    State.CREATED: frozenset({State.IN_PROGRESS, State.ANSWERED, State.LOST}),
    State.IN_PROGRESS: frozenset({State.CREATED, State.ANSWERED, State.LOST}),
    State.ANSWERED: frozenset({State.CREATED, State.IN_PROGRESS, State.DELIVERING, State.TOLD, State.LOST}),
    State.DELIVERING: frozenset({State.TOLD, State.ANSWERED}),
    # A letter may come back after it counted as delivered: then the client was not told.
    State.TOLD: frozenset({State.CLOSED, State.ANSWERED}),
    State.CLOSED: frozenset({State.ANSWERED}),
    State.LOST: frozenset({State.CREATED, State.IN_PROGRESS, State.ANSWERED}),
}

OWNERS: dict[State, Lazy] = {
    State.QUEUED: _("desk"),
    State.CREATED: _("second level"),
    State.IN_PROGRESS: _("second level"),
    State.ANSWERED: _("desk"),
    State.DELIVERING: _("desk"),
    State.TOLD: _("desk"),
    State.CLOSED: _("nobody"),
    State.LOST: _("desk"),
}

#: States in which JIRA's own movement decides ours; later the desk does.
FOLLOWING = frozenset({State.CREATED, State.IN_PROGRESS, State.ANSWERED, State.LOST})


def can_move(now: str, to: str) -> bool:
    """Whether a ticket in state `now` may go to state `to`."""
    return State(to) in MOVES[State(now)]


def heard(category: str, answered: bool) -> State:
    """Our state for an issue of this status category; an answer counts before the issue is done."""
    if category == "done" or answered:
        return State.ANSWERED
    return State.IN_PROGRESS if category == "indeterminate" else State.CREATED


def not_tellable(now: str) -> str:
    """Why the client cannot be told now, as a text for the person; empty when it may be done."""
    if now == State.ANSWERED:
        return ""
    if now in (State.DELIVERING, State.TOLD, State.CLOSED):
        return str(_("The answer has been sent to the client already."))
    return str(_("The second level has not answered yet."))
