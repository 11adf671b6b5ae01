"""What JIRA tells about the issue, written down: the movement, the answer, the silence."""

from __future__ import annotations

from dataclasses import replace
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
from tickets import faults, workflow
from tickets.actions import closing, duties
from tickets.actions.escalating import lock_issue, record
from tickets.enums import EventKind, Gone, Means, State
from tickets.following import meaning
from tickets.models import Contact, Escalation, Issue, StatusRule, TicketEvent

if TYPE_CHECKING:  # the web process never loads the library of JIRA
    from tickets.gateway import Change, Comment, IssueState

GONE_AFTER = 3  # readings in a row: one 404 may be an index or a permission that is being mended
_WITH_WORDS = workflow.REFUSALS | {State.ANSWERED}
_UNHEARD = (State.CREATED, State.LOST)
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
    fresh = _fresh(issue, told, own)
    # Where JIRA keeps whole seconds, something may have come in the second of the last reading.
    if told.updated == issue.jira_updated_at and not issue.gone and not fresh:
        Issue.objects.filter(pk=issue.pk).update(last_read_at=clock.now(), misses=0)
        return []
    events = TicketEvent.objects.bulk_create(fresh)
    said = meaning.read(told, StatusRule.objects.rules_of(issue.unit, told.project or issue.project), own)
    before, reopened = issue.jira_key, issue.category == "done" and told.category != "done"
    changed, anew = (
        issue.status_name != told.status[:60],
        (said.means, said.at) != (issue.means, issue.said_at),
    )
    _take(issue, told, own, said)
    for escalation in escalations:
        if before and before != issue.jira_key:
            record(escalation, "moved", None, before=before)
        if changed:
            record(escalation, "reopened" if reopened else "status", None, status=told.status)
        if escalation.state in workflow.FOLLOWING:
            listen(escalation, said, anew=anew, reopened=reopened)
        elif reopened:
            duties.reopened(escalation)
            closing.withhold(issue)
        if events and escalation.enquiry.owner_id:
            live.push(deputies.doing(escalation.enquiry.owner_id), "ticket", escalation.pk)
    return events


def _take(issue: Issue, told: IssueState, own: str, said: meaning.Meaning) -> None:
    """The issue as JIRA has it now."""
    if issue.gone:
        duties.shown_again(issue)
    issue.means, issue.said_at = said.means, said.at
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


def _fresh(issue: Issue, told: IssueState, own: str) -> list[TicketEvent]:
    """Its movements that are not written down yet."""
    known = set(TicketEvent.objects.filter(issue=issue).values_list("source", flat=True))
    changes = [_change(issue, c, own) for c in told.changes if f"h{c.id}" not in known]
    return changes + [_comment(issue, c, own) for c in told.comments if f"c{c.id}" not in known]


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


def listen(escalation: Escalation, said: meaning.Meaning, *, anew: bool, reopened: bool = False) -> None:
    """Bring the ticket where the second level's words bring it (inside a transaction that holds it).

    What it said before moves nothing: the desk may have dealt with it since, or an expert have answered on
    our page. Only a ticket that has heard nothing yet, or was lost, listens to that too.
    """
    said, anew = _beside_our_page(escalation, said, anew=anew, reopened=reopened)
    before, state = escalation.state, workflow.heard(said.means)
    if before == state and state != State.NEEDS_INFO:
        _more_words(escalation, said)
        return
    if before != state and not (anew or before in _UNHEARD):
        return
    if before != state and not workflow.can_move(before, state):
        return
    if state == State.NEEDS_INFO:
        duties.returned(escalation, said.text, anew=anew or before != state)
    elif before == State.NEEDS_INFO:
        duties.not_waited_for(escalation)
    if state == State.ANSWERED:
        answered(escalation, said.text, direct=said.means == Means.ANSWERED)
    elif before == State.ANSWERED:
        _taken_back(escalation)
    if state != State.ANSWERED:
        escalation.state, escalation.answered_at = state, None
    if state in workflow.REFUSALS:
        escalation.answer = said.text
    escalation.save()
    if before != state and state in workflow.RETURNED:
        record(escalation, str(state), None)
    duties.follow(escalation)


def _beside_our_page(
    escalation: Escalation, said: meaning.Meaning, *, anew: bool, reopened: bool
) -> tuple[meaning.Meaning, bool]:
    """What an expert said last on our page stands until JIRA says something newer.

    An answer is not taken back by work that goes on, and its words give way to a later answer that is marked
    as one, or to the words of whoever solved it once more.
    """
    word = escalation.expert_answers.newest().first()
    if word is None:
        return said, anew
    at, state = word.at + timedelta(seconds=_skew()), workflow.heard(said.means)
    begun = word.means == Means.SOLVED and state in (State.CREATED, State.WORKING) and not reopened
    if begun or said.at is None or said.at <= at:
        anew = False
    older = said.words_at is None or said.words_at <= at
    if state == workflow.heard(word.means) and (older or (escalation.state == state and not said.marked)):
        said = replace(said, text=word.text)
    return said, anew


def _skew() -> float:
    """How many seconds JIRA's clock is ahead of ours, as far as it was measured."""
    return Contact.objects.filter(pk=1).values_list("skew_s", flat=True).first() or 0.0


def _more_words(escalation: Escalation, said: meaning.Meaning) -> None:
    """The state is the same: only its words may be others."""
    if escalation.state in _WITH_WORDS and said.text and said.text != escalation.answer:
        escalation.answer = said.text
        escalation.save(update_fields=["answer"])


def answered(escalation: Escalation, text: str, *, direct: bool = False, noted: bool = False) -> None:
    """Take the answer and open the duty to tell the client; the caller saves the row.

    `direct`: the second level says that it told the client itself, and who answers for the enquiry is to
    confirm it. `noted`: the caller writes the timeline entry.
    """
    escalation.answer = text
    if escalation.state == State.ANSWERED:
        return
    escalation.state, escalation.answered_at = State.ANSWERED, clock.now()
    enquiry = escalation.enquiry
    if enquiry.state == EnquiryState.CLOSED:
        enquiries.reopen(enquiry=enquiry, by=None)  # closed by one who leads, in spite of the ticket
    _owe(escalation, direct=direct)
    if enquiry_workflow.can_move(enquiry.state, EnquiryState.ANSWERED):
        enquiries.move(enquiry=enquiry, to=EnquiryState.ANSWERED, by=None)
    if not noted:
        record(escalation, "answered", None)


def _owe(escalation: Escalation, *, direct: bool) -> None:
    """What the client is owed now; an open promise keeps its time and is worded as it is now."""
    if (promised := faults.promise_of(escalation)) is not None:
        escalation.promise = promised  # with the known fault: one promise, one telling
        return
    # The record is read by everyone later, so it is in the agency's language, not the worker's.
    with translation.override("et"):
        what = _("Tell the client the answer of the second level")
        if direct:
            what = _("Confirm that the second level told the client")
    promise = escalation.promise
    if promise is None or promise.state == PromiseState.KEPT:
        days = duties.DAYS if direct else escalation.unit.tell_within_days
        escalation.promise = enquiries.promise(
            enquiry=escalation.enquiry, what=what, due_at=due_in(clock.now(), days), by=None,
            channel=Channel.EMAIL,
        )  # fmt: skip
    else:
        enquiries.reword(promise=promise, what=what, by=None)


def _taken_back(escalation: Escalation) -> None:
    """The second level is at it again before the client was told (the caller saves the row).

    The promise stays at its time, since nobody has told the client otherwise, and says what happened.
    """
    enquiry, promise = escalation.enquiry, escalation.promise
    if promise is not None and promise.state != PromiseState.KEPT:
        with translation.override("et"):
            what = _("Tell the client where the matter stands: the second level took its answer back")
        enquiries.reword(promise=promise, what=what, by=None)
    others = Escalation.objects.answered().filter(enquiry=enquiry).exclude(pk=escalation.pk)
    if enquiry.state == EnquiryState.ANSWERED and not others.exists():
        enquiries.move(enquiry=enquiry, to=EnquiryState.ESCALATED, by=None)


@transaction.atomic
def note_absence(*, issue: Issue, why: Gone = Gone.NO_ACCESS) -> None:
    """JIRA says that there is no such issue for us: after several readings it is lost, never closed."""
    escalations = lock_issue(issue)
    issue.misses += 1
    issue.last_read_at = clock.now()
    if issue.misses >= GONE_AFTER and issue.gone != why:
        issue.gone = why
        _lose(issue, [one for one in escalations if one.state in workflow.FOLLOWING])
    issue.save()


def _lose(issue: Issue, escalations: list[Escalation]) -> None:
    """It is not there for us; deleted and hidden from us are two things, and one may turn out the other."""
    for escalation in escalations:
        if workflow.can_move(escalation.state, State.LOST):
            if escalation.state == State.NEEDS_INFO:
                duties.not_waited_for(escalation)
            escalation.state = State.LOST
            escalation.save(update_fields=["state"])
            record(escalation, "lost", None)
        duties.follow(escalation)
    if issue.gone == Gone.NO_ACCESS:
        duties.hidden(issue, escalations)
    else:
        duties.shown_again(issue)
