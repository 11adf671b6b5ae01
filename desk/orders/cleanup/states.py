"""The states of a batch, the moves between them, and who acts next: one table."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk.http import Refused
from desk.orders.enums import BatchState as S
from desk.orders.models import Batch

MOVES: dict[str, set[str]] = {
    S.TRYING: {S.DRY, S.DROPPED},
    S.DRY: {S.ASKED, S.APPLYING, S.DROPPED},
    # Refused by the second person, or no longer wanted: back to the plan.
    S.ASKED: {S.APPLYING, S.DRY, S.DROPPED},
    # What is undone while it is being done stops where it is and goes back from there.
    S.APPLYING: {S.APPLIED, S.UNDOING},
    S.APPLIED: {S.UNDOING},
    S.UNDOING: {S.UNDONE},
    S.UNDONE: set(),
    S.DROPPED: set(),
}
OWNERS: dict[str, Promise | None] = {
    S.TRYING: _("the desk's worker"),
    S.DRY: _("who tried it out"),
    S.ASKED: _("a second person"),
    S.APPLYING: _("the desk's worker"),
    S.APPLIED: None,
    S.UNDOING: _("the desk's worker"),
    S.UNDONE: None,
    S.DROPPED: None,
}
BUSY = frozenset({S.TRYING, S.APPLYING, S.UNDOING})
_BADGES = {"warn": {S.DRY, S.ASKED}, "ok": {S.APPLIED}, "muted": {S.UNDONE, S.DROPPED}}


def badge(state: str) -> str:
    """The colour of a batch's state: warn is a person's move, info the worker's."""
    return next((colour for colour, states in _BADGES.items() if state in states), "info")


def may(batch: Batch, to: str) -> bool:
    """Whether it may move there."""
    return to in MOVES[batch.state]


def move(batch: Batch, to: S) -> None:
    """Move it there (the caller saves); Refused when that is no move from where it stands."""
    if not may(batch, to):
        now = batch.get_state_display()
        raise Refused(_("The batch is “%(state)s”: this cannot be done with it now.") % {"state": now})
    batch.state = to
