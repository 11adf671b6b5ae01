"""What JIRA tells about the issue, written down: the movement, the answer, the silence."""

from __future__ import annotations

from datetime import timedelta
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
from tickets import wiki, workflow
from tickets.actions.escalating import lock, record
from tickets.enums import EventKind, State
from tickets.models import Contact, Escalation, TicketEvent

if TYPE_CHECKING:  # the web process never loads the library of JIRA
    from tickets.gateway import Change, Comment, IssueState

GONE_AFTER = 3  # readings in a row: one 404 may be an index or a permission that is being mended
KINDS = {"status": EventKind.STATUS, "assignee": EventKind.ASSIGNEE, "Key": EventKind.MOVED}


@transaction.atomic
def note_movement(*, escalation: Escalation, issue: IssueState, own: str) -> list[TicketEvent]:
    """Write down what JIRA says now; the new movements. Twice, or an older answer late, changes nothing.

    `own` is our account in JIRA: what it did is our echo and makes no stir.
    """
    lock(escalation)
    if escalation.jira_updated_at and issue.updated < escalation.jira_updated_at:
        return []
    if issue.updated == escalation.jira_updated_at and escalation.state != State.LOST:
        Escalation.objects.filter(pk=escalation.pk).update(last_read_at=clock.now(), misses=0)
        return []
    events = _append(escalation, issue, own)
    before, reopened = escalation.jira_key, escalation.category == "done" and issue.category != "done"
    changed = escalation.status_name != issue.status
    escalation.jira_key, escalation.status_name = issue.key, issue.status
    escalation.category, escalation.assignee = issue.category, issue.assignee
    escalation.jira_updated_at, escalation.last_read_at, escalation.misses = issue.updated, clock.now(), 0
    if before and before != issue.key:
        record(escalation, "moved", None, before=before)
    if changed:
        record(escalation, "reopened" if reopened else "status", None, status=issue.status)
    if escalation.state in workflow.FOLLOWING:
        _listen(escalation, issue, own)
    escalation.save()
    if events and escalation.enquiry.owner_id:
        live.push(deputies.doing(escalation.enquiry.owner_id), "ticket", escalation.pk)
    return events


def _append(escalation: Escalation, issue: IssueState, own: str) -> list[TicketEvent]:
    known = set(TicketEvent.objects.filter(escalation=escalation).values_list("source", flat=True))
    events = [_change(escalation, c, own) for c in issue.changes if f"h{c.id}" not in known]
    events += [_comment(escalation, c, own) for c in issue.comments if f"c{c.id}" not in known]
    return TicketEvent.objects.bulk_create(events)


def _change(escalation: Escalation, change: Change, own: str) -> TicketEvent:
    return TicketEvent(
        escalation=escalation, source=f"h{change.id}", kind=KINDS.get(change.field, EventKind.OTHER),
        at=change.at, author=change.author[:120], ours=change.account == own, field=change.field[:60],
        before=change.before[:255], after=change.after[:255],
    )  # fmt: skip


def _comment(escalation: Escalation, comment: Comment, own: str) -> TicketEvent:
    return TicketEvent(
        escalation=escalation, source=f"c{comment.id}", kind=EventKind.COMMENT, at=comment.at,
        author=comment.author[:120], ours=comment.account == own, text=wiki.plain(comment.text),
    )  # fmt: skip


def _listen(escalation: Escalation, issue: IssueState, own: str) -> None:
    mark = escalation.unit.answer_mark.lower()
    theirs = [c for c in issue.comments if c.account != own]
    marked = [c for c in theirs if mark and c.text.strip().lower().startswith(mark)]
    state = workflow.heard(issue.category, bool(marked))
    if state == State.ANSWERED:
        # An issue that is done without a marked comment is answered by the last thing they wrote.
        chosen = (marked or theirs)[-1:]
        text = wiki.plain(chosen[0].text) if chosen else ""
        answered(escalation, text[len(mark) :].lstrip(" :\n") if marked else text)
    elif workflow.can_move(escalation.state, state):
        escalation.state, escalation.answered_at = state, None


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
def note_absence(*, escalation: Escalation) -> None:
    """JIRA says that there is no such issue for us: after several readings it is lost, never closed."""
    lock(escalation)
    escalation.misses += 1
    escalation.last_read_at = clock.now()
    if escalation.misses >= GONE_AFTER and workflow.can_move(escalation.state, State.LOST):
        escalation.state = State.LOST
        record(escalation, "lost", None)
    escalation.save()


@transaction.atomic
def note_contact(*, trouble: str = "") -> Contact:
    """The poll reached JIRA, or did not and why (a code of the gateway)."""
    Contact.objects.get_or_create(pk=1)
    contact = Contact.objects.select_for_update().get(pk=1)
    if trouble:
        contact.trouble_since = contact.trouble_since or clock.now()
    else:
        contact.polled_at, contact.trouble_since = clock.now(), None
    contact.trouble = trouble
    contact.save()
    return contact


def minutes_to_ask(contact: Contact | None) -> int:
    """How far back the poll asks: since the last answer, and five minutes that the index of JIRA may lag."""
    if contact is None or contact.polled_at is None:
        return int(timedelta(days=1).total_seconds() // 60)
    passed = clock.now() - contact.polled_at
    return int(passed.total_seconds() // 60) + 5
