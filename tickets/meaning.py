"""What an issue says to us, read out of its state, history and comments: pure, no database, no request."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the web process never loads the library of JIRA
    from tickets.gateway import IssueState

TAKEN = {"status", "assignee"}


def accepted_at(told: IssueState, own: str) -> datetime | None:
    """When somebody of the second level first had it, or it first left its first status; None: not yet.

    Assigned from the beginning (JIRA assigns by itself in some projects) it was accepted when it was made.
    """
    taken = [c.at for c in told.changes if c.account != own and c.field in TAKEN and c.after]
    if taken:
        return min(taken)
    return told.created if told.assignee else None


def moved_at(told: IssueState, own: str) -> datetime:
    """When the second level last did anything with it; what our own account does is no movement."""
    changes = [change.at for change in told.changes if change.account != own]
    comments = [comment.at for comment in told.comments if comment.account != own]
    return max(changes + comments, default=told.created)
