"""What an issue says holds for a ticket that comes onto it later: read out of what we know, not from JIRA."""

from tickets import workflow
from tickets.actions.following import answered, listen
from tickets.enums import EventKind
from tickets.following import stored
from tickets.models import Escalation, StatusRule


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
    told = stored.Stored(
        status_id=issue.status_id, status=issue.status_name, category=issue.category,
        resolution=issue.resolution, labels=tuple(issue.labels), created=issue.jira_created_at,
        comments=tuple(stored.Said(row.ours, row.at, row.text) for row in comments),
    )  # fmt: skip
    rules = StatusRule.objects.rules_of(issue.unit, issue.project)
    listen(escalation, stored.read(told, rules), anew=True)
