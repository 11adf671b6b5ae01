"""The states of a ticket, who has it in each, and the moves between them."""

from collections.abc import Collection

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from tickets.enums import Means, State

_THEIRS = frozenset({State.CREATED, State.WORKING})
_RETURNED = frozenset({State.NEEDS_INFO, State.REFUSED, State.DUPLICATE})
_HEARD = _THEIRS | _RETURNED | {State.ANSWERED, State.LOST}

MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.QUEUED, State.CREATED, State.CLOSED}),
    State.QUEUED: frozenset({State.CREATED, State.ANSWERED}),
    State.CREATED: _HEARD - {State.CREATED},
    State.WORKING: _HEARD - {State.WORKING},
    State.NEEDS_INFO: _HEARD - {State.NEEDS_INFO},
    # Nobody will work on it there: it goes to another unit, or the client is told so.
    State.REFUSED: (_HEARD - {State.REFUSED}) | {State.CLOSED},
    State.DUPLICATE: (_HEARD - {State.DUPLICATE}) | {State.CLOSED},
    State.ANSWERED: (_HEARD - {State.ANSWERED}) | {State.DELIVERING, State.TOLD},
    State.DELIVERING: frozenset({State.TOLD, State.ANSWERED}),
    # A letter may come back after it counted as delivered: then the client was not told. And the second
    # level may open the issue again, whereupon its owner follows it anew.
    State.TOLD: frozenset({State.CLOSED, State.ANSWERED, State.CREATED}),
    State.CLOSED: frozenset({State.ANSWERED, State.CREATED}),
    State.LOST: (_HEARD - {State.LOST}) | {State.CLOSED},
}
# Put on an issue by mistake, it is prepared anew.
MOVES |= {state: MOVES[state] | {State.DRAFT} for state in (*_HEARD, State.QUEUED)}

OWNERS: dict[State, Lazy] = {
    State.DRAFT: _("desk"),
    State.QUEUED: _("desk"),
    State.CREATED: _("second level"),
    State.WORKING: _("second level"),
    State.NEEDS_INFO: _("desk"),
    State.REFUSED: _("desk"),
    State.DUPLICATE: _("desk"),
    State.ANSWERED: _("desk"),
    State.DELIVERING: _("desk"),
    State.TOLD: _("desk"),
    State.CLOSED: _("nobody"),
    State.LOST: _("desk"),
}

#: States in which JIRA's own movement decides ours; later the desk does.
FOLLOWING = _HEARD
#: States that the second level brought about and that are the desk's turn.
RETURNED = _RETURNED
#: Of these, where nobody will solve it there.
REFUSALS = _RETURNED - {State.NEEDS_INFO}

_MEANT: dict[str, State] = {
    Means.NEEDS_INFO: State.NEEDS_INFO,
    Means.REFUSED: State.REFUSED,
    Means.DUPLICATE: State.DUPLICATE,
    Means.SOLVED: State.ANSWERED,
    Means.ANSWERED: State.ANSWERED,
    Means.WORKING: State.WORKING,
}


def can_move(now: str, to: str) -> bool:
    """Whether a ticket in state `now` may go to state `to`."""
    return State(to) in MOVES[State(now)]


def heard(means: str) -> State:
    """Our state for what an issue says (enums.Means); it says nothing while nobody has begun."""
    return _MEANT.get(means, State.CREATED)


def not_movable(now: str, to: str) -> str:
    """Why a ticket cannot go from `now` to `to`, as a text for the person; empty when it can."""
    return "" if can_move(now, to) else _not_now(now)


def not_among(now: str, states: Collection[State]) -> str:
    """Why what is done in these `states` cannot be done now, as a text for the person; empty when it can."""
    return "" if now in states else _not_now(now)


def _not_now(now: str) -> str:
    return str(_("The ticket is “%(state)s”: this cannot be done now.") % {"state": State(now).label})


def not_tellable(now: str) -> str:
    """Why the client cannot be told now, as a text for the person; empty when it may be done."""
    if now == State.ANSWERED:
        return ""
    if now in (State.DELIVERING, State.TOLD, State.CLOSED):
        return str(_("The answer has been sent to the client already."))
    return str(_("The second level has not answered yet."))
