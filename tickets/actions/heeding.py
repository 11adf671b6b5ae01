"""What an issue says holds for a ticket that comes onto it later: read out of what we know, not from JIRA."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from tickets import workflow
from tickets.actions.following import answered, listen
from tickets.enums import EventKind
from tickets.following import meaning
from tickets.models import Escalation, StatusRule

if TYPE_CHECKING:  # the web process never loads the library of JIRA
    from tickets.gateway import IssueState

_OWN = "own"  # stands for our account where only "ours" is kept


@dataclass(frozen=True)
class _Comment:
    account: str
    at: datetime
    text: str


@dataclass(frozen=True)
class _Read:
    """The issue as it was read last: as much of it as `meaning` asks."""

    status_id: str
    status: str
    category: str
    resolution: str
    labels: tuple[str, ...]
    created: datetime | None
    comments: tuple[_Comment, ...]
    changes: tuple[()] = ()


def heed_now(escalation: Escalation) -> None:
    """What the issue said when it was read last holds for this ticket at once; JIRA is not asked.

    Kept by hand, it has said what a person wrote down for another of its clients.
    """
    issue = escalation.issue
    if escalation.state not in workflow.FOLLOWING:
        return
    if not issue.jira_id:
        others = Escalation.objects.of_issue(escalation).filter(answered_at__isnull=False)
        if (text := others.order_by("answered_at").values_list("answer", flat=True).first()) is not None:
            answered(escalation, text)
            escalation.save()
        return
    if issue.last_read_at is None:
        return
    comments = issue.events.filter(kind=EventKind.COMMENT).order_by("at", "pk")
    told = _Read(
        status_id=issue.status_id, status=issue.status_name, category=issue.category,
        resolution=issue.resolution, labels=tuple(issue.labels), created=issue.jira_created_at,
        comments=tuple(_Comment(_OWN if row.ours else "", row.at, row.text) for row in comments),
    )  # fmt: skip
    rules = StatusRule.objects.rules_of(issue.unit, issue.project)
    listen(escalation, meaning.read(cast("IssueState", told), rules, _OWN), anew=True)
