"""What JIRA tells about the issue, written down: the movement, the answer, the silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from desk import clock, live
from desk.enquiries import actions as enquiries
from desk.enquiries import workflow as enquiry_workflow
from desk.enquiries.deadlines import due_in
from desk.enquiries.enums import Channel, PromiseState
from desk.enquiries.enums import State as EnquiryState
from desk.people import deputies
from tickets import meaning, workflow
from tickets.actions.escalating import lock_issue, record
from tickets.enums import EventKind, Gone, State
from tickets.models import Escalation, Issue, StatusRule, TicketEvent

if TYPE_CHECKING:  # the web process never loads the library of JIRA
    from tickets.gateway import Change, Comment, IssueState

GONE_AFTER = 3  # readings in a row: one 404 may be an index or a permission that is being mended
KINDS = {"status": EventKind.STATUS, "assignee": EventKind.ASSIGNEE, "Key": EventKind.MOVED}


@transaction.atomic
def note_movement(*, issue: Issue, told: IssueState, own: str) -> list[TicketEvent]:
    """Write down what JIRA says now, and what it means for each ticket; the new movements.

    Twice, or an older answer late, changes nothing. `own` is our account in JIRA: what it did is our echo
    and makes no stir.
    """
    escalations = lock_issue(issue)
    if issue.jira_updated_at and told.updated < issue.jira_updated_at:
        return []
    if told.updated == issue.jira_updated_at and not issue.gone:
        Issue.objects.filter(pk=issue.pk).update(last_read_at=clock.now(), misses=0)
        return []
    events = _append(issue, told, own)
    before, reopened = issue.jira_key, issue.category == "done" and told.category != "done"
    changed = issue.status_name != told.status[:60]
    _take(issue, told, own)
    said = meaning.read(told, StatusRule.objects.rules_of(issue.unit, issue.project), own)
    for escalation in escalations:
        if before and before != issue.jira_key:
            record(escalation, "moved", None, before=before)
        if changed:
            record(escalation, "reopened" if reopened else "status", None, status=told.status)
        if escalation.state in workflow.FOLLOWING:
            _listen(escalation, said)
            escalation.save()
        if events and escalation.enquiry.owner_id:
            live.push(deputies.doing(escalation.enquiry.owner_id), "ticket", escalation.pk)
    return events


def _take(issue: Issue, told: IssueState, own: str) -> None:
    """The issue as JIRA has it now."""
    if issue.jira_key and issue.jira_key != told.key:
        issue.key_history = [*issue.key_history, issue.jira_key]
    issue.jira_key, issue.project = told.key[:40], (told.project or issue.project)[:20]
    issue.status_id, issue.status_name, issue.category = told.status_id, told.status[:60], told.category
    issue.resolution, issue.labels = told.resolution[:60], list(told.labels)
    issue.assignee = told.assignee[:120]
    issue.jira_created_at, issue.jira_updated_at = told.created, told.updated
    issue.whole = told.complete
    issue.accepted_at = issue.accepted_at or meaning.accepted_at(told, own)
    issue.moved_at = meaning.moved_at(told, own)
    issue.last_read_at, issue.misses, issue.gone = clock.now(), 0, ""
    issue.save()


def _append(issue: Issue, told: IssueState, own: str) -> list[TicketEvent]:
    known = set(TicketEvent.objects.filter(issue=issue).values_list("source", flat=True))
    events = [_change(issue, c, own) for c in told.changes if f"h{c.id}" not in known]
    events += [_comment(issue, c, own) for c in told.comments if f"c{c.id}" not in known]
    return TicketEvent.objects.bulk_create(events)


def _change(issue: Issue, change: Change, own: str) -> TicketEvent:
    return TicketEvent(
        issue=issue, source=f"h{change.id}", kind=KINDS.get(change.field, EventKind.OTHER),
        at=change.at, author=change.author[:120], ours=change.account == own, field=change.field[:60],
        before=change.before[:255], after=change.after[:255],
    )  # fmt: skip


def _comment(issue: Issue, comment: Comment, own: str) -> TicketEvent:
    return TicketEvent(
        issue=issue, source=f"c{comment.id}", kind=EventKind.COMMENT, at=comment.at,
        author=comment.author[:120], ours=comment.account == own, text=comment.text,
    )  # fmt: skip


def _listen(escalation: Escalation, said: meaning.Meaning) -> None:
    state = workflow.heard(said.means)
    if state == State.ANSWERED:
        answered(escalation, said.text)
    elif workflow.can_move(escalation.state, state):
        escalation.state, escalation.answered_at = state, None
        if state in workflow.RETURNED:
            record(escalation, str(state), None)


def heed(escalation: Escalation, said: meaning.Meaning) -> None:
    """What the issue says holds for a ticket that came onto it later, too; saves the row."""
    if escalation.state in workflow.FOLLOWING:
        _listen(escalation, said)
        escalation.save()


def answered(escalation: Escalation, text: str) -> None:
    """Take the answer and open the duty to tell the client; the caller saves the row."""
    escalation.answer = text
    if escalation.state == State.ANSWERED:
        return
    escalation.state, escalation.answered_at = State.ANSWERED, clock.now()
    enquiry = escalation.enquiry
    promise = escalation.promise
    if promise is None or promise.state == PromiseState.KEPT:
        # The record is read by everyone later, so it is in the agency's language, not the worker's.
        with translation.override("et"):
            what = _("Tell the client the answer of the second level")
        due_at = due_in(clock.now(), escalation.unit.tell_within_days)
        escalation.promise = enquiries.promise(
            enquiry=enquiry, what=what, due_at=due_at, by=None, channel=Channel.EMAIL
        )
    if enquiry_workflow.can_move(enquiry.state, EnquiryState.ANSWERED):
        enquiries.move(enquiry=enquiry, to=EnquiryState.ANSWERED, by=None)
    record(escalation, "answered", None)


@transaction.atomic
def note_absence(*, issue: Issue, why: Gone = Gone.NO_ACCESS) -> None:
    """JIRA says that there is no such issue for us: after several readings it is lost, never closed."""
    escalations = lock_issue(issue)
    issue.misses += 1
    issue.last_read_at = clock.now()
    if issue.misses >= GONE_AFTER and not issue.gone:
        issue.gone = why
        for escalation in escalations:
            if workflow.can_move(escalation.state, State.LOST):
                escalation.state = State.LOST
                escalation.save(update_fields=["state"])
                record(escalation, "lost", None)
    issue.save()
