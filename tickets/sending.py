"""From a row of the queue to JIRA and back: looked for before anything is done again.

A request whose answer was lost may still be at work in JIRA, and its index lags behind. So whatever may
have been done is looked for, and is done again only when JIRA has had SETTLE to show it and does not.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from desk import clock, outbox
from desk.outbox import OutsideTrouble, PassingError, PermanentError, UnclearError
from tickets import gateway
from tickets.actions.escalating import closed, created, lock_issue, record
from tickets.enums import Deed
from tickets.models import Escalation, JiraOperation

T = TypeVar("T")
SETTLE = timedelta(seconds=120)  # a request of ours lives at most 23 s; what is listed lags behind nothing


def ask(operation: JiraOperation) -> gateway.IssueRef | None:
    """Do the deed in JIRA (outside any transaction); raises the errors of `desk.outbox`."""
    escalation, issue = operation.escalation, operation.issue
    if operation.deed == Deed.CREATE:
        return _create(operation)
    if not issue.jira_id:
        raise PermanentError("not_found")
    if operation.deed == Deed.LINK:
        gateway.link(issue.jira_id, escalation.uuid.hex, expert_link(escalation), escalation.enquiry.number)
    elif operation.deed == Deed.COMMENT:
        _say(operation)
    else:
        _say(operation)
        gateway.close(issue.jira_id, issue.unit.closing_status)
    return None


def done(operation: JiraOperation, answer: gateway.IssueRef | None) -> None:
    """What the deed changes here (inside the queue's transaction)."""
    issue = operation.issue
    if operation.deed == Deed.CREATE and answer is not None:
        created(issue, answer.id, answer.key)
    elif operation.deed == Deed.CLOSE:
        for escalation in lock_issue(issue):
            closed(escalation)
        outbox.wake("tickets.read", issue.pk)


def given_up(operation: JiraOperation) -> None:
    """A person must look at it: the page "could not be sent" shows the reason and a button."""
    record(operation.escalation, "stuck", None)


def expert_link(escalation: Escalation) -> str:
    """The page of this one escalation for the second level: behind a login, every look logged."""
    return settings.PUBLIC_URL + reverse("tickets:expert", args=[escalation.uuid])


def _create(operation: JiraOperation) -> gateway.IssueRef:
    if operation.asked_at is not None:
        found = gateway.find(operation.issue.uuid.hex)
        if found:
            return found[0]
        _settled(operation, gateway.settles())
    return _once(operation, lambda: gateway.create(_issue(operation)))


def _say(operation: JiraOperation) -> None:
    jira_id = operation.issue.jira_id
    if operation.asked_at is not None:
        if gateway.commented(jira_id, operation.uuid.hex):
            return
        _settled(operation, SETTLE)
    ours = operation.deed != Deed.COMMENT
    _once(operation, lambda: gateway.comment(jira_id, operation.uuid.hex, operation.text, ours=ours))


def _settled(operation: JiraOperation, after: timedelta) -> None:
    assert operation.asked_at is not None
    if clock.now() - operation.asked_at < after:
        raise PassingError("settling")


def _once(operation: JiraOperation, deed: Callable[[], T]) -> T:
    # Written before the deed: a worker that dies in the middle leaves the doubt behind.
    _doubt(operation, since=True)
    try:
        return deed()
    except UnclearError:
        raise
    except OutsideTrouble:
        _doubt(operation, since=False)  # refused before anything was done
        raise


def _doubt(operation: JiraOperation, *, since: bool) -> None:
    operation.asked_at = clock.now() if since else None
    JiraOperation.objects.filter(pk=operation.pk).update(asked_at=operation.asked_at)


def _issue(operation: JiraOperation) -> gateway.NewIssue:
    escalation, issue = operation.escalation, operation.issue
    enquiry = escalation.enquiry
    first = next((answer["text"] for answer in escalation.answers), "")
    with translation.override("et"):
        intro = _("Enquiry %(number)s, topic: %(topic)s. Client data is shown only behind this link:") % {
            "number": enquiry.number,
            "topic": str(enquiry.topic),
        }
    return gateway.NewIssue(
        uuid=issue.uuid.hex,
        project=issue.project,
        issue_type=issue.unit.jira_issue_type,
        summary=f"{enquiry.number}: {enquiry.topic} – {first}",
        intro=intro,
        link=expert_link(escalation),
        answers=tuple((answer["label"], answer["text"]) for answer in escalation.answers),
    )
