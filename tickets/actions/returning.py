"""What the desk does with a ticket that came back: supplies what was missing, hands it on, asks again, tells
the client that it was refused; and with an issue that was opened again after the client had been told.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, outbox
from desk.enquiries import actions as enquiries
from desk.enquiries.enums import State as EnquiryState
from desk.http import Refused
from desk.people.models import User
from tickets import workflow
from tickets.actions import closing, drafting, duties, escalating, hearing
from tickets.actions.following import answered
from tickets.enums import Deed, FieldKind, Gone, Means, State
from tickets.leaving import completeness
from tickets.leaving.people import people_around
from tickets.leaving.sheet import Sheet, blocking, overrides, typed
from tickets.models import Escalation, Issue, JiraOperation, Return, Unit
from tickets.words import phrases

MORE = "_more"  # key under which what was added beside the form's questions stands
_HANDED_ON = workflow.REFUSALS | {State.LOST}


def return_incomplete(*, escalation: Escalation, missing: Collection[str], text: str, by: User) -> None:
    """An expert says on our page what is missing (inside an action that holds the ticket)."""
    duties.returned(escalation, text, missing=missing)
    escalation.state, escalation.answered_at = State.NEEDS_INFO, None
    escalation.save(update_fields=["state", "answered_at"])
    duties.follow(escalation, by)
    escalating.record(escalation, "needs_info", by)


def refused(*, escalation: Escalation, text: str, by: User) -> None:
    """An expert says on our page why it will not be solved (inside an action that holds the ticket)."""
    if escalation.state == State.NEEDS_INFO:
        duties.not_waited_for(escalation)
    escalation.state, escalation.answered_at, escalation.answer = State.REFUSED, None, text
    escalation.save(update_fields=["state", "answered_at", "answer"])
    duties.follow(escalation, by)
    escalating.record(escalation, "refused", by)


@transaction.atomic
def supply(
    *, escalation: Escalation, answers: Mapping[str, str], more: str, missing: Collection[str], by: User
) -> JiraOperation | None:
    """Send what the second level missed: the corrected answers, and `more` that no question asks for.

    Judged as when the ticket left. `missing` are the keys of the questions that were not good enough, which
    is counted; where nobody ticked any, those whose answers changed.
    """
    escalating.lock(escalation)
    waiting = escalation.returns.waiting().first()
    if escalation.state != State.NEEDS_INFO or waiting is None:
        raise Refused(_("What was missing has been supplied already."))
    before = typed(escalation)
    sheet = Sheet.of(escalation.form, {**before, **answers}, escalation)
    _judge(escalation, sheet, more.strip())
    changed = [one for one in sheet.questions if _plain(answers, one.key) != _plain(before, one.key)]
    if not changed and not more.strip():
        raise Refused(_("Nothing has changed: mend an answer, or add what was asked."))
    escalation.answers = [*sheet.sent(), *_added(before.get(MORE, ""), more.strip())]
    if escalation.issue.means != Means.NEEDS_INFO:
        escalation.state = State.WORKING  # an expert asked on our page: JIRA has no word to take back
    escalation.save(update_fields=["answers", "state"])
    _supplied(waiting, missing, [one.key for one in changed], by)
    duties.follow(escalation, by)
    escalating.record(escalation, "supplied", by)
    said = [f"{one.label_et}: {_plain(answers, one.key) or '–'}" for one in changed]
    if not escalation.issue.jira_id:
        return None  # kept by hand: the expert who asked sees it on our page
    return escalating.ask(escalation, Deed.COMMENT, "\n\n".join([*said, more.strip()]).strip())


def _plain(answers: Mapping[str, str], key: str) -> str:
    return answers.get(key, "").replace("\r\n", "\n").strip()


def _judge(escalation: Escalation, sheet: Sheet, more: str) -> None:
    """As when the ticket left: nothing is missing, and no personal data that no senior let go."""
    people = people_around(escalation.enquiry)
    findings = sheet.personal(people)
    found = blocking(findings, overrides(escalation, findings))
    found += completeness.personal([completeness.Written(MORE, _("What else they asked for"), more)], people)
    texts = [str(item) for item in sheet.missing]
    texts += [_("Personal data must not go to JIRA: %(found)s") % {"found": one} for one in found]
    if texts:
        raise Refused(*texts)


def _added(earlier: str, more: str) -> list[dict[str, Any]]:
    text = "\n\n".join(part for part in (earlier, more) if part)
    return [{"key": MORE, "label": phrases.ADDED_LATER, "text": text}] if text else []


def _supplied(waiting: Return, ticked: Collection[str], changed: list[str], by: User) -> None:
    waiting.missing = list(ticked) or changed
    waiting.supplied_at, waiting.supplied_by = clock.now(), by
    waiting.save(update_fields=["missing", "supplied_at", "supplied_by"])


@transaction.atomic
def hand_on(*, escalation: Escalation, unit: Unit, by: User) -> None:
    """This unit will not solve it: closed here for that reason, and prepared for `unit` by a draft.

    The draft takes over the answers to the questions that both forms ask.
    """
    escalating.lock(escalation)
    _refuse_unless(escalation, _HANDED_ON)
    if escalation.state == State.LOST and escalation.issue.gone != Gone.DELETED:
        raise Refused(_("JIRA only hides the issue from us: the administrator mends that."))
    enquiry = escalation.enquiry
    others = Escalation.objects.open().filter(enquiry=enquiry).exclude(pk=escalation.pk)
    if others.filter(unit=unit).exclude(state=State.DRAFT).exists():
        raise Refused(_("The enquiry is with this unit already."))
    escalation.state, escalation.closed_at = State.CLOSED, clock.now()
    escalation.save(update_fields=["state", "closed_at"])
    if enquiry.state == EnquiryState.ESCALATED and not others.exclude(state=State.DRAFT).exists():
        enquiries.move(enquiry=enquiry, to=EnquiryState.IN_WORK, by=by, noted=True)
    duties.follow(escalation, by)
    escalating.record(escalation, "handed_on", by, unit=unit.name_et)
    answers = carried(escalation, unit)
    if answers and not others.filter(unit=unit).exists():
        drafting.draft(enquiry=enquiry, unit=unit, answers=answers, by=by)


def carried(escalation: Escalation, unit: Unit) -> dict[str, str]:
    """The answers that another unit's form asks for too, by its keys."""
    known, form = typed(escalation), unit.form
    asked = form.questions.all() if form else []
    return {
        one.key: text
        for one in asked
        if (text := known.get(one.key, "")) and (one.kind != FieldKind.CHOICE or text in one.options)
    }


@transaction.atomic
def ask_again(*, escalation: Escalation, reason: str, by: User) -> JiraOperation:
    """Not taken for an answer: the second level is told why it should look again, and has the ticket."""
    escalating.lock(escalation)
    _refuse_unless(escalation, workflow.REFUSALS)
    operation = escalating.comment(escalation=escalation, text=reason, by=by)
    escalation.state = State.WORKING
    escalation.save(update_fields=["state"])
    duties.follow(escalation, by)
    escalating.record(escalation, "asked_again", by)
    return operation


@transaction.atomic
def tell_refusal(*, escalation: Escalation, by: User) -> Escalation:
    """Nobody will solve it: the second level's words become the draft of what the client is told."""
    escalating.lock(escalation)
    _refuse_unless(escalation, workflow.REFUSALS)
    answered(escalation, escalation.answer, noted=True)
    escalation.save()
    duties.follow(escalation, by)
    escalating.record(escalation, "refusal_told", by)
    return escalation


@transaction.atomic
def take_up(*, escalation: Escalation, by: User) -> Escalation:
    """The issue was opened again and the client will be told anew: the ticket follows it as before."""
    escalating.lock(escalation)
    if escalation.state not in (State.TOLD, State.CLOSED):
        raise Refused(workflow.not_movable(escalation.state, State.CREATED) or _("It is followed already."))
    if newer(escalation) is not None:
        raise Refused(_("The enquiry has a newer ticket with this unit: go on there."))
    if not duties.seen_to(escalation, by):
        raise Refused(_("Somebody has decided this already."))
    enquiry = escalation.enquiry
    if enquiry.state == EnquiryState.CLOSED:
        enquiries.reopen(enquiry=enquiry, by=by)
    if enquiry.state in (EnquiryState.IN_WORK, EnquiryState.TOLD):
        enquiries.move(enquiry=enquiry, to=EnquiryState.ESCALATED, by=by, noted=True)
    escalation.state, escalation.closed_at, escalation.answered_at = State.CREATED, None, None
    # What was told then stands in the promise that it kept, and in the ticket's history.
    escalation.message = escalation.told_by = escalation.told_at = None
    escalation.evidence_kind, escalation.evidence_id = "", None
    escalation.save()
    Issue.objects.filter(pk=escalation.issue_id).update(jira_updated_at=None)
    hearing.note_heard(pks=[escalation.issue_id])
    outbox.wake("tickets.read", escalation.issue_id)
    escalating.record(escalation, "taken_up", by)
    return escalation


@transaction.atomic
def dismiss(*, escalation: Escalation, reason: str, by: User) -> None:
    """The issue was opened again, but what the client was told holds; the reason stands in the history."""
    escalating.lock(escalation)
    if not reason.strip():
        raise Refused(_("Write why the client need not be told anew."))
    if not duties.seen_to(escalation, by):
        raise Refused(_("Somebody has decided this already."))
    # It may name people, which the timeline may not.
    escalation._change_reason = reason.strip()[:100]  # type: ignore[attr-defined]  # simple_history reads it
    escalation.save(update_fields=["state"])
    escalating.record(escalation, "dismissed", by)
    closing.closed(escalation, by)  # the issue itself is theirs to close, since they opened it again


def newer(escalation: Escalation) -> Escalation | None:
    """Another open ticket of the same enquiry with the same unit: there may be only one."""
    found = Escalation.objects.open().filter(enquiry=escalation.enquiry_id, unit=escalation.unit_id)
    return found.exclude(pk=escalation.pk).select_related("issue", "enquiry").first()


def _refuse_unless(escalation: Escalation, states: Collection[State]) -> None:
    if refusal := workflow.not_among(escalation.state, states):
        raise Refused(refusal)
