"""A finding of personal data that may leave for JIRA after all: asked with a reason, decided by a senior."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.http import Refused
from desk.people.actions import ask_second, withdraw_about
from desk.people.enums import ApprovalState
from desk.people.models import Approval, User
from desk.people.permissions import LEADS
from tickets.actions.escalating import lock, record
from tickets.enums import State
from tickets.leaving.completeness import Finding
from tickets.leaving.people import people_around
from tickets.leaving.sheet import Sheet, digest, typed
from tickets.models import Escalation, Override

KIND = "tickets.override"
SUBJECT = "override"


@transaction.atomic
def ask_override(*, escalation: Escalation, finding: Finding, reason: str, by: User) -> Override:
    """Ask a senior whether this one finding of a draft may leave; while it waits, it is one question."""
    lock(escalation)
    if escalation.state != State.DRAFT:
        raise Refused(_("The ticket has left already."))
    if not reason.strip():
        raise Refused(_("Write why this must be in the ticket."))
    if finding not in found_in(escalation):
        raise Refused(_("This does not stand in the ticket any more."))
    about = {"kind": finding.kind, "place": finding.place, "digest": digest(finding)}
    asked = escalation.overrides.filter(**about).exclude(allowed=False).first()
    if asked is not None and asked.allowed:
        return asked
    if asked is None:
        asked = Override.objects.create(
            escalation=escalation, reason=reason.strip(), asked_by=by, asked_at=clock.now(), **about
        )
        record(escalation, "override_asked", by, question=question_of(asked))
    ask_second(
        kind=KIND, subject=(SUBJECT, asked.pk), by=asked.asked_by, verdict=finding.kind,
        client_id=escalation.enquiry.client_id, unit=escalation.unit.name_et,
    )  # fmt: skip
    return asked


def found_in(escalation: Escalation) -> list[Finding]:
    """Personal data that stands in the ticket now."""
    sheet = Sheet.of(escalation.form, typed(escalation), escalation)
    return sheet.personal(people_around(escalation.enquiry))


def question_of(override: Override) -> str:
    """The question under which the finding stands, in Estonian."""
    rows = override.escalation.answers
    return next((str(row["label"]) for row in rows if row["key"] == override.place), override.place)


def hold(approval: Approval) -> None:
    """The ticket is locked before what is asked about it, as where it is changed."""
    asked = Override.objects.filter(pk=approval.subject_id).select_related("escalation").first()
    if asked is not None:
        lock(asked.escalation)


def second_said(approval: Approval) -> None:
    """The senior's word on one finding (inside the transaction of the decision)."""
    asked = Override.objects.select_related("escalation__enquiry").get(pk=approval.subject_id)
    decider = approval.decided_by
    assert decider is not None
    # Whatever rule the administrator has set: this one is the senior's.
    if not decider.holds(*LEADS) or decider.pk == asked.escalation.enquiry.concerns_id:
        raise Refused(_("A senior specialist or the head decides this."))
    if asked.allowed is not None:
        raise Refused(_("This has been decided already."))
    asked.allowed = approval.state == ApprovalState.APPROVED
    asked.by, asked.at = decider, approval.decided_at
    asked.save(update_fields=["allowed", "by", "at"])
    what = "override_granted" if asked.allowed else "override_refused"
    record(asked.escalation, what, decider, question=question_of(asked))


def forget(escalation: Escalation, findings: Collection[Finding], by: User | None) -> None:
    """Nobody need decide about what no longer stands in the ticket (inside the action that changed it)."""
    there = {(finding.kind, finding.place, digest(finding)) for finding in findings}
    for asked in escalation.overrides.filter(allowed=None):
        if (asked.kind, asked.place, asked.digest) not in there:
            withdraw_about(kind=KIND, subject=(SUBJECT, asked.pk), by=by)
