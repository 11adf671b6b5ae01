"""How long the link in JIRA opens a ticket, and what an expert may do behind it: pure, no request."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from tickets import workflow
from tickets.enums import State

_TOLD = (State.DELIVERING, State.TOLD, State.CLOSED)


class Opening(StrEnum):
    """What the link gives: a page to answer on, one to read, or none."""

    ANSWERS = "answers"
    READS = "reads"
    SHUT = "shut"


def opening(state: str, closed_at: datetime | None, now: datetime, days: int) -> Opening:
    """What the link gives now; a closed ticket is read for `days` after its closing (Unit.link_days)."""
    if state == State.DRAFT:
        return Opening.SHUT
    if closed_at is not None and now >= closed_at + timedelta(days=days):
        return Opening.SHUT
    return Opening.READS if state in _TOLD else Opening.ANSWERS


def not_answerable(state: str) -> str:
    """Why an expert cannot answer now, as a text for the person; empty when he can."""
    if state in _TOLD:
        return str(_("The client has been sent an answer already; if it was wrong, write to the desk."))
    if state == State.ANSWERED:
        return ""  # before the client is told, an answer can be put right
    return workflow.not_movable(state, State.ANSWERED)


def not_returnable(state: str, to: State) -> str:
    """Why an expert cannot send the ticket back (`to` NEEDS_INFO or REFUSED) now; empty when he can."""
    if state == State.ANSWERED or state in _TOLD:
        return str(_("The ticket has been answered meanwhile."))
    return workflow.not_movable(state, to)
