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
from desk.outbox import JobState, OutsideTrouble, PassingError, PermanentError, UnclearError
from tickets import gateway
from tickets.actions import closing, linking
from tickets.actions.drafting import refused_by_jira
from tickets.actions.escalating import created, lock_issue, record
from tickets.enums import Deed
from tickets.models import Escalation, Issue, JiraOperation, Unit
from tickets.queue import line

T = TypeVar("T")
LOOK_AGAIN = timedelta(minutes=1)
SETTLE = timedelta(seconds=120)  # a request of ours lives at most 23 s; what is listed lags behind nothing


def ask(operation: JiraOperation) -> gateway.IssueRef | None:
    """Do the deed in JIRA (outside any transaction); raises the errors of `desk.outbox`."""
    with line.used():
        if operation.deed == Deed.CREATE:
            return _create(operation)
        if operation.deed == Deed.ADOPT:
            return _located(operation)
        if not operation.issue.jira_id:
            raise PermanentError("not_found")
        DEEDS[Deed(operation.deed)](operation)
    return None


def done(operation: JiraOperation, answer: gateway.IssueRef | None) -> None:
    """What the deed changes here (inside the queue's transaction)."""
    issue = operation.issue
    if operation.deed == Deed.CREATE and answer is not None:
        created(issue, answer.id, answer.key)
    elif operation.deed == Deed.ADOPT and answer is not None:
        linking.found(operation, answer)
    elif operation.deed in closing.DEEDS:
        for escalation in lock_issue(issue):
            closing.closed(escalation)
        outbox.wake("tickets.read", issue.pk)


def given_up(operation: JiraOperation) -> None:
    """A person must look at it: the page "could not be sent" shows the reason and a button."""
    record(operation.escalation, "stuck", None)
    if operation.deed in closing.DEEDS:
        closing.not_closed(operation)
    elif operation.deed == Deed.CREATE and operation.reason.partition(":")[0] == "refused":
        refused_by_jira(operation=operation)


def is_next(operation: JiraOperation) -> bool:
    """Whether everything that was asked earlier of the same issue is done, or was given up."""
    return not JiraOperation.objects.waiting().filter(issue=operation.issue_id, pk__lt=operation.pk).exists()


def expert_link(escalation: Escalation) -> str:
    """The page of this one escalation for the second level: behind a login, every look logged."""
    return settings.PUBLIC_URL + reverse("tickets:expert", args=[escalation.uuid])


def _create(operation: JiraOperation) -> gateway.IssueRef:
    if operation.asked_at is not None:
        found = gateway.find(operation.issue.uuid.hex)
        if found:
            return found[0]
        _settled(operation, gateway.settles())
    try:
        return _once(operation, lambda: gateway.create(_issue(operation)))
    except gateway.Refused as refusal:
        # For the form that is mended. They may repeat what was written, so they go nowhere else.
        operation.errors = refusal.errors
        JiraOperation.objects.filter(pk=operation.pk).update(errors=refusal.errors)
        raise


def _located(operation: JiraOperation) -> gateway.IssueRef:
    """The issue that a person named, if it is one that a unit of ours may have."""
    found = gateway.locate(operation.text)
    followed = Issue.objects.filter(jira_id=found.id).exists()
    if not followed and not Unit.objects.filter(jira_project=found.project).exists():
        raise PermanentError("foreign_project")
    return found


def _link(operation: JiraOperation) -> None:
    escalation = operation.escalation
    if not operation.issue.ours:
        # Ours carry the labels from the beginning; without them the poll would not see it move.
        gateway.adopt(operation.issue.jira_id, operation.issue.uuid.hex)
    number = escalation.enquiry.number
    gateway.link(operation.issue.jira_id, escalation.uuid.hex, expert_link(escalation), number)


def _close(operation: JiraOperation) -> None:
    # Said first: a workflow may let nobody comment on what is closed.
    _say(operation)
    unit = operation.issue.unit
    try:
        gateway.close(operation.issue.jira_id, unit.closing_status, unit.closing_resolution)
    except gateway.NotClosed as refusal:
        JiraOperation.objects.filter(pk=operation.pk).update(offered=refusal.offered)
        raise


def _say(operation: JiraOperation) -> None:
    jira_id = operation.issue.jira_id
    if operation.asked_at is not None:
        if gateway.commented(jira_id, operation.uuid.hex):
            return
        _settled(operation, SETTLE)
    ours = operation.deed != Deed.COMMENT
    _once(operation, lambda: gateway.comment(jira_id, operation.uuid.hex, operation.text, ours=ours))


DEEDS: dict[Deed, Callable[[JiraOperation], None]] = {
    Deed.LINK: _link,
    Deed.COMMENT: _say,
    Deed.CLOSE: _close,
    Deed.NOTE: _say,
    Deed.TOLD: _say,
}


def _settled(operation: JiraOperation, after: timedelta) -> None:
    """JIRA has had the time to show what it did; until then it is looked for every minute."""
    assert operation.asked_at is not None
    now, settled = clock.now(), operation.asked_at + after
    if now < settled:
        raise PassingError("settling", until=min(now + LOOK_AGAIN, settled))


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
    """Only by the worker whose row it still is: one that was held up for minutes must do nothing any more."""
    mine = JiraOperation.objects.filter(pk=operation.pk, state=JobState.SENDING, attempts=operation.attempts)
    operation.asked_at = clock.now() if since else None
    if not mine.update(asked_at=operation.asked_at) and since:
        raise PassingError("taken_over")


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
