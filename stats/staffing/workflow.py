"""The states of a proposal, whose move each is, and the moves between them."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stats.enums.staffing import ProposalState as State

OWNERS: dict[State, Promise | str] = {
    State.DRAFT: gettext_lazy("the one who wrote it"),
    State.SENT: gettext_lazy("the head"),
    State.ACCEPTED: gettext_lazy("the one who wrote it"),
    State.PARTLY: gettext_lazy("the one who wrote it"),
    State.REFUSED: "",
    State.CARRIED: "",
    State.DROPPED: "",
}
MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.SENT, State.DROPPED}),
    State.SENT: frozenset({State.DRAFT, State.ACCEPTED, State.PARTLY, State.REFUSED}),
    State.ACCEPTED: frozenset({State.CARRIED}),
    State.PARTLY: frozenset({State.CARRIED}),
    State.REFUSED: frozenset(),
    State.CARRIED: frozenset(),
    State.DROPPED: frozenset(),
}


def refusal(now: str, then: State) -> str | None:
    """Why it cannot go there from its state; None where it can."""
    state = State(now)
    if then in MOVES[state]:
        return None
    return _("The proposal is in the state “%(state)s”, where this is not done.") % {"state": state.label}
