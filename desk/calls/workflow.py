"""The states of a call and the moves between them, in one table."""

from desk.calls.enums import State

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
