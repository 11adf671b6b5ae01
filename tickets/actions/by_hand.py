"""Without JIRA the ticket is kept by hand: the number of its issue, and what the second level answered."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from desk.http import Refused
from desk.outbox import JobState
from desk.people.models import User
from tickets import workflow
from tickets.actions.escalating import lock, lock_issue, record
from tickets.actions.following import answered
from tickets.enums import State
from tickets.models import Escalation, JiraOperation


@transaction.atomic
def record_by_hand(*, escalation: Escalation, key: str, by: User) -> Escalation:
    """JIRA is not connected: the issue was made there by a person, whose number is kept here."""
    lock(escalation)
    if settings.JIRA_URL:
        raise Refused(_("JIRA is connected: the issue is made there by the desk."))
    if escalation.state != State.QUEUED:
        raise Refused(_("The issue is recorded already."))
    if not key.strip():
        raise Refused(_("Write the number of the issue."))
    issue = escalation.issue
    issue.jira_key = key.strip()[:40]
    issue.save(update_fields=["jira_key"])
    escalation.state = State.CREATED
    escalation.save(update_fields=["state"])
    JiraOperation.objects.waiting().filter(issue=issue).update(state=JobState.SENT)
    record(escalation, "by_hand", by)
    return escalation


@transaction.atomic
def answer_by_hand(*, escalation: Escalation, text: str, by: User) -> Escalation:
    """JIRA is not connected: a person writes down what the second level answered, once for the issue."""
    lock(escalation)
    already = escalation.state in (State.DELIVERING, State.TOLD, State.CLOSED)
    if already or escalation.issue.jira_id or not workflow.can_move(escalation.state, State.ANSWERED):
        raise Refused(_("The answer comes from JIRA."))
    if not text.strip():
        raise Refused(_("Write down the answer."))
    for each in lock_issue(escalation.issue):
        if each.pk == escalation.pk or each.state in workflow.FOLLOWING:
            answered(each, text.strip())
            each.save()
    escalation.refresh_from_db()
    return escalation
