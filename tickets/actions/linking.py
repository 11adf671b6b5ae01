"""One issue for several clients: an issue that is there already is linked, joined, and left again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from desk import clock, outbox
from desk.enquiries import actions as enquiries
from desk.enquiries.enums import State as EnquiryState
from desk.enquiries.models import Enquiry, Fault
from desk.http import Refused
from desk.outbox import JobState
from desk.people.actions import settle_todos
from desk.people.models import User
from tickets.actions import duties, overriding
from tickets.actions.closing import withhold
from tickets.actions.drafting import MEND
from tickets.actions.escalating import ask, lock, record
from tickets.actions.heeding import heed_now
from tickets.enums import Deed, Gone, State
from tickets.models import Escalation, Issue, JiraOperation, Unit
from tickets.words import phrases

if TYPE_CHECKING:  # the web process never loads the library of JIRA
    from tickets.gateway import IssueRef

KEY = re.compile(r"[A-Z][A-Z0-9_]{1,19}-[1-9][0-9]{0,9}", re.ASCII)
# A ticket in these may be put on another issue: the client has not been given an answer yet.
MOVABLE = (
    State.DRAFT, State.QUEUED, State.CREATED, State.WORKING, State.NEEDS_INFO, State.REFUSED,
    State.DUPLICATE, State.LOST,
)  # fmt: skip

# Of so many who wait JIRA is told where they come by rule.
SAID = (5, 10, 20, 50, 100, 200, 500)


@transaction.atomic
def link(*, enquiry: Enquiry, unit: Unit, key: str, by: User, fault: Fault | None = None) -> Escalation:
    """Put the enquiry on the issue that a person knows by its key, now or formerly its own.

    What we follow already is joined at once. Anything else the worker looks for first (`found`): until then
    the ticket is queued. Without JIRA the key is kept as it is given.
    """
    wanted = key_of(key)
    issue = _followed_as(wanted)
    if issue is not None:
        return join_issue(enquiry=enquiry, unit=unit, issue=issue, by=by)
    escalation = _prepared(enquiry, unit, by, fault=fault)
    _look_for(escalation, wanted, by)
    return escalation


@transaction.atomic
def join_issue(
    *, enquiry: Enquiry, unit: Unit, issue: Issue, by: User | None, quiet: bool = False
) -> Escalation:
    """Put the enquiry on an issue that we follow, in the place of making a new one.

    `quiet`: one of many, so that JIRA is told only now and then how many wait.
    """
    _hold(issue)
    _refuse_gone(issue)
    escalation = _prepared(enquiry, unit, by, issue=issue)
    _put(escalation, issue, by, "linked", quiet=quiet)
    return escalation


@transaction.atomic
def join(*, escalation: Escalation, issue: Issue, by: User | None) -> Escalation:
    """Move a ticket onto another issue: a twin, or what the second level calls a duplicate.

    Its own issue is told so, and closed when it was made by us and nobody else waits for it.
    """
    _hold_both(escalation, issue)
    _refuse_unmovable(escalation)
    _refuse_gone(issue)
    if escalation.issue_id == issue.pk:
        return escalation
    _put(escalation, issue, by, "joined")
    return escalation


@transaction.atomic
def join_by_key(*, escalation: Escalation, key: str, by: User) -> Escalation:
    """The same by the key of an issue, which the worker looks for where we do not follow it."""
    wanted = key_of(key)
    issue = _followed_as(wanted)
    if issue is not None:
        return join(escalation=escalation, issue=issue, by=by)
    _hold_both(escalation)
    _refuse_unmovable(escalation)
    _look_for(escalation, wanted, by)
    return escalation


def found(operation: JiraOperation, ref: IssueRef) -> None:
    """JIRA has the issue that a person named (inside the queue's transaction): the ticket goes onto it.

    Two who name the same one at the same instant come onto the same row.
    """
    escalation = operation.escalation
    issue, new = Issue.objects.get_or_create(
        jira_id=ref.id,
        defaults={
            "unit": _unit_of(ref.project, escalation.unit), "project": ref.project,
            "jira_key": ref.key[:40], "ours": False, "fault": escalation.issue.fault,
        },
    )  # fmt: skip
    _hold_both(escalation, issue)
    if escalation.state not in MOVABLE or escalation.issue_id == issue.pk:
        return  # meanwhile somebody decided otherwise, or it has been done
    if issue.fault_id is None and escalation.issue.fault_id is not None:
        issue.fault = escalation.issue.fault
        issue.save(update_fields=["fault"])
    sent = bool(escalation.issue.jira_id)
    _put(escalation, issue, None, "joined" if sent else "linked")
    if new:
        outbox.wake("tickets.read", issue.pk)


@transaction.atomic
def leave(*, escalation: Escalation, reason: str, by: User) -> Escalation:
    """It was put on this issue by mistake: back onto the one before, else it is prepared anew.

    The reason stands in the ticket's own history; JIRA is told that it does not belong there.
    """
    before = _hold_with_former(escalation)
    if not reason.strip():
        raise Refused(_("Say why it does not belong there."))
    if escalation.operations.filter(issue=escalation.issue_id, deed=Deed.CREATE).exists():
        raise Refused(_("The issue was made for this ticket."))
    if escalation.state not in (*MOVABLE, State.ANSWERED) or escalation.state == State.DRAFT:
        raise Refused(_("The answer has been sent to the client already."))
    if escalation.state == State.QUEUED and not _withdraw(escalation):
        raise Refused(_("JIRA is being asked just now: try again in a moment."))
    take_off(escalation, before, reason.strip(), by)
    return escalation


@transaction.atomic
def let_go(*, escalation: Escalation) -> None:
    """Put on a fault's issue by rule, and the enquiry is not about that fault: the ticket goes with it."""
    before = _hold_with_former(escalation)
    if escalation.state not in MOVABLE or escalation.state == State.DRAFT:
        return
    with translation.override("et"):
        reason = _("The enquiry is not about the known fault.")
    take_off(escalation, before, reason, None, to=State.CLOSED)


def take_off(
    escalation: Escalation, before: Issue | None, reason: str, by: User | None, to: State = State.DRAFT
) -> None:
    """Off its issue (held), onto the one before if there is one, else into the state `to`."""
    issue, left = escalation.issue, str(escalation)
    number = escalation.enquiry.number
    if issue.jira_id:
        _say(issue, escalation, Deed.NOTE, phrases.NOT_HERE % {"number": number})
    if escalation.state == State.NEEDS_INFO:
        duties.not_waited_for(escalation)
    promise, escalation.promise = escalation.promise, None
    escalation.answer, escalation.answered_at = "", None
    if before is not None:
        withhold(before)
    escalation.issue = before or _unmade(escalation.unit)
    escalation.state = State.CREATED if before else to
    escalation.closed_at = clock.now() if escalation.state == State.CLOSED else None
    escalation._change_reason = reason[:100]  # type: ignore[attr-defined]  # simple_history reads it
    escalation.save()
    if promise is not None:
        enquiries.forget(promise=promise, by=by)
    _enquiry_back(escalation, by)
    duties.follow(escalation, by)
    record(escalation, "left", by, before=left)
    if before:
        heed_now(escalation)
    _clear_away(issue)


def _enquiry_back(escalation: Escalation, by: User | None) -> None:
    """The enquiry is the desk's again, unless the second level has it otherwise."""
    enquiry = escalation.enquiry
    there = Escalation.objects.open().filter(enquiry=enquiry).exclude(state=State.DRAFT).exists()
    to = EnquiryState.ESCALATED if there else EnquiryState.IN_WORK
    if enquiry.state in (EnquiryState.ESCALATED, EnquiryState.ANSWERED) and enquiry.state != to:
        enquiries.move(enquiry=enquiry, to=to, by=by, noted=True)


def key_of(text: str) -> str:
    """The key as JIRA writes it: from "kt 12" as well as from the issue's address; else Refused."""
    named = re.split(r"[?#]", text.strip())[0].rstrip("/").rpartition("/")[2]
    given = named.upper().replace(" ", "-")
    if not KEY.fullmatch(given):
        raise Refused(_("Write the number of the issue as JIRA has it, for example KT-12."))
    return given


def _followed_as(key: str) -> Issue | None:
    known = Issue.objects.known_as(key).exclude(gone=Gone.DELETED)
    return known.first() if not settings.JIRA_URL else known.in_jira().first()


def _prepared(
    enquiry: Enquiry, unit: Unit, by: User | None, *, issue: Issue | None = None, fault: Fault | None = None
) -> Escalation:
    """The ticket of this enquiry and unit before it is on an issue: a draft, one not sent yet, or new."""
    if enquiry.practice:
        raise Refused(_("This is practice: nothing goes to the second level."))
    form = unit.form
    if form is None:
        raise Refused(_("The unit has no form yet: the administrator words it."))
    Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    escalation = Escalation.objects.open().filter(enquiry=enquiry, unit=unit).first()
    if escalation is None:
        return Escalation.objects.create(
            enquiry=enquiry, unit=unit, issue=issue or _unmade(unit, fault), form=form, state=State.DRAFT,
            created_by=by,
        )  # fmt: skip
    lock(escalation)
    if escalation.state not in (State.DRAFT, State.QUEUED) or not _withdraw(escalation):
        raise Refused(_("The enquiry is with this unit already."))
    if escalation.state == State.DRAFT:
        # What was asked about the draft's words is over: they do not go to JIRA.
        overriding.forget(escalation, [], by)
        settle_todos(kind=MEND, subject=("escalation", escalation.pk), by=by)
    return escalation


def _unmade(unit: Unit, fault: Fault | None = None) -> Issue:
    return Issue.objects.create(unit=unit, project=unit.jira_project, fault=fault)


def _look_for(escalation: Escalation, wanted: str, by: User) -> None:
    """Let the worker look for the issue; without JIRA the key is all there is."""
    if not settings.JIRA_URL:
        issue, _new = Issue.objects.get_or_create(
            jira_id="", jira_key=wanted, ours=False,
            defaults={"unit": escalation.unit, "project": wanted.rpartition("-")[0]},
        )  # fmt: skip
        _put(escalation, issue, by, "linked")
        return
    looked_for = JiraOperation.objects.filter(escalation=escalation, deed=Deed.ADOPT)
    if looked_for.waiting().exists():
        raise Refused(_("Another issue is being looked for just now."))
    looked_for.unsent().delete()
    if escalation.state == State.DRAFT:
        escalation.state = State.QUEUED
        escalation.save(update_fields=["state"])
    _escalate(escalation, by)
    record(escalation, "link_asked", by, wanted=wanted)
    ask(escalation, Deed.ADOPT, wanted)


def _put(escalation: Escalation, issue: Issue, by: User | None, how: str, *, quiet: bool = False) -> None:
    """The ticket is on this issue from now on, and what the issue says holds for it (both are held)."""
    before = escalation.issue
    named = str(escalation)
    escalation.issue = issue
    if escalation.state == State.NEEDS_INFO:
        duties.not_waited_for(escalation)
    escalation.state = State.CREATED if issue.jira_key else State.QUEUED
    escalation.save(update_fields=["issue", "state"])
    duties.follow(escalation, by)
    _escalate(escalation, by)
    record(escalation, how, by, before=named)
    if issue.jira_id:
        _ask_once(escalation)
        # A closing that nobody has begun is not done now, but after the last is told.
        withhold(issue)
        waiting = Escalation.objects.untold().filter(issue=issue).count()
        if not quiet or waiting in SAID:
            _say(issue, escalation, Deed.NOTE, phrases.WAITS % {"n": waiting})
        outbox.wake("tickets.read", issue.pk)
    heed_now(escalation)
    if before.pk != issue.pk:
        _leave_behind(before, escalation)


def _escalate(escalation: Escalation, by: User | None) -> None:
    """The enquiry is with the second level, except that one of a known fault waits for the fault anyway."""
    enquiry = escalation.enquiry
    waits = enquiry.state == EnquiryState.WAITING and hasattr(enquiry, "fault_tie")
    if enquiry.state != EnquiryState.ESCALATED and not waits:
        enquiries.move(enquiry=enquiry, to=EnquiryState.ESCALATED, by=by, noted=True)


def _ask_once(escalation: Escalation) -> None:
    if not escalation.operations.filter(issue=escalation.issue_id, deed=Deed.LINK).exists():
        ask(escalation, Deed.LINK)


def _leave_behind(issue: Issue, escalation: Escalation) -> None:
    """The ticket's former issue: never made, it goes; ours and nobody's, it is closed; else told so."""
    if not issue.jira_id:
        _clear_away(issue, escalation)
        return
    text = phrases.DUPLICATE % {"key": escalation.issue.jira_key}
    awaited = Escalation.objects.open().filter(issue=issue).exists()
    closing = issue.operations.filter(deed=Deed.CLOSE).exists()
    _say(issue, escalation, Deed.CLOSE if issue.ours and not awaited and not closing else Deed.NOTE, text)


def _clear_away(issue: Issue, escalation: Escalation | None = None) -> None:
    """A row that stood for an issue to be made, and that nobody needs any more."""
    if issue.jira_id or issue.jira_key or issue.escalations.exists():
        return
    if escalation is not None:
        issue.operations.update(issue=escalation.issue_id)
    issue.operations.all().delete()
    issue.delete()


def _say(issue: Issue, escalation: Escalation, deed: Deed, text: str) -> None:
    operation = JiraOperation.objects.create(issue=issue, escalation=escalation, deed=deed, text=text)
    outbox.wake("tickets.send", operation.pk)


def _withdraw(escalation: Escalation) -> bool:
    """Take back the making or the looking for, unless JIRA may have been asked; whether all of it is gone."""
    made = escalation.operations.filter(deed__in=[Deed.CREATE, Deed.ADOPT])
    untouched = made.filter(asked_at=None, state__in=[JobState.PENDING, JobState.FAILED, JobState.SENT])
    untouched.exclude(deed=Deed.CREATE, state=JobState.SENT).delete()
    return not made.exists()


def _hold(issue: Issue) -> None:
    issue.refresh_from_db(from_queryset=Issue.objects.select_for_update(of=("self",)))


def _hold_both(escalation: Escalation, issue: Issue | None = None) -> None:
    """Hold the ticket's issue, the other issue, then the ticket; issues always in the same order."""
    pks = {escalation.issue_id} | ({issue.pk} if issue else set())
    held = Issue.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    rows = {row.pk: row for row in held}
    found = Escalation.objects.select_related("issue", "enquiry", "unit").select_for_update(of=("self",))
    escalation.refresh_from_db(from_queryset=found)
    if escalation.issue_id not in rows or (issue is not None and issue.pk not in rows):
        raise Refused(_("Somebody changed the ticket just now: look again."))
    if issue is not None:
        issue.refresh_from_db()


def _refuse_unmovable(escalation: Escalation) -> None:
    if escalation.state not in MOVABLE:
        raise Refused(_("The second level has answered already: tell the client that answer."))
    if escalation.state == State.QUEUED and not _withdraw(escalation):
        raise Refused(_("JIRA is being asked just now: try again in a moment."))


def _refuse_gone(issue: Issue) -> None:
    if issue.gone:
        raise Refused(_("%(key)s is no longer visible in JIRA.") % {"key": issue})


def _unit_of(project: str, chosen: Unit) -> Unit:
    if chosen.jira_project == project:
        return chosen
    return Unit.objects.filter(jira_project=project).order_by("-active", "position").first() or chosen


def _hold_with_former(escalation: Escalation) -> Issue | None:
    """Hold the ticket, its issue, and the one where it was before if that is still to be had."""
    passed = escalation.history.exclude(issue_id=escalation.issue_id).order_by("-history_date", "-history_id")
    pk = passed.values_list("issue_id", flat=True).first()
    issue = Issue.objects.in_jira().filter(pk=pk).first() if pk else None
    _hold_both(escalation, issue)
    if issue is None or issue.gone or issue.category == "done":
        return None
    begun = issue.operations.filter(deed=Deed.CLOSE)
    untouched = Q(state=JobState.PENDING, asked_at=None)  # it is taken back, since somebody waits again
    return None if begun.exclude(untouched).exists() else issue
