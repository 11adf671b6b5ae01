"""What must always be true in this room."""

from desk.slots import Invariant

INVARIANTS: tuple[Invariant, ...] = ()
