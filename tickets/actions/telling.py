"""The answer reaches the client: the letter, its evidence, the kept promise, and only then the closing."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.clients.enums import ContactKind
from desk.clients.models import ContactPoint
from desk.enquiries import actions as enquiries
from desk.enquiries import workflow as enquiry_workflow
from desk.enquiries.enums import Evidence
from desk.enquiries.enums import State as EnquiryState
from desk.http import Refused
from desk.mail import actions as mail
from desk.mail.enums import EventKind
from desk.outbox import JobState
from desk.people.models import User
from tickets import letters, workflow
from tickets.actions.closing import close_after
from tickets.actions.escalating import lock, record
from tickets.actions.following import answered
from tickets.enums import State
from tickets.models import Escalation, JiraOperation, TicketEvent


@transaction.atomic
def tell_client(*, escalation: Escalation, text: str, to: ContactPoint, by: User) -> Escalation:
    """Put the answer in the mail, in the language of the enquiry, to an address of this client or caller."""
    lock(escalation)
    enquiry = escalation.enquiry
    if refusal := workflow.not_tellable(escalation.state):
        raise Refused(refusal)
    if not text.strip():
        raise Refused(_("Write the answer to the client."))
    ours = to.client_id is not None and to.client_id == enquiry.client_id
    theirs = to.person_id is not None and to.person_id == enquiry.person_id
    if to.kind != ContactKind.EMAIL or not (ours or theirs):
        raise Refused(_("Choose an e-mail address of this client or caller."))
    escalation.message = mail.queue(
        letter=letters.answer(number=enquiry.number, text=text.strip(), language=enquiry.language),
        to=to.value,
        language=enquiry.language,
        subject=("escalation", escalation.pk),
        client_id=enquiry.client_id,
        by=by,
    )
    escalation.state, escalation.told_by = State.DELIVERING, by
    escalation.save(update_fields=["state", "message", "told_by"])
    if escalation.promise is not None:
        enquiries.wait_for(promise=escalation.promise, message=escalation.message, by=by)
    record(escalation, "telling", by)
    return escalation


@transaction.atomic
def note_delivery(*, escalation: Escalation) -> None:
    """Look at the letter: delivered, the promise is kept and the closing begins; failed or come back, it must
    be told again. That the mail server took it over tells nobody anything yet.
    """
    lock(escalation)
    message = escalation.message
    if escalation.state != State.DELIVERING or message is None:
        return
    happened = set(message.events.values_list("kind", flat=True))
    if EventKind.BOUNCED in happened or message.state in (JobState.FAILED, JobState.UNKNOWN):
        escalation.state = State.ANSWERED
        escalation.save(update_fields=["state"])
        record(escalation, "came_back" if EventKind.BOUNCED in happened else "undelivered", None)
    elif EventKind.DELIVERED in happened:
        if escalation.promise is not None:
            evidence = (Evidence.MESSAGE, message.pk)
            enquiries.keep(promise=escalation.promise, evidence=evidence, by=escalation.told_by)
        _told(escalation, "told")


@transaction.atomic
def note_return(*, escalation: Escalation) -> None:
    """The letter came back although its waiting time had passed: the client must be told again.

    The promise is opened again by its own room; what was closed in JIRA stays closed there.
    """
    lock(escalation)
    if not Escalation.objects.came_back().filter(pk=escalation.pk).exists():
        return
    escalation.state, escalation.told_at, escalation.closed_at = State.ANSWERED, None, None
    escalation.save(update_fields=["state", "told_at", "closed_at"])
    record(escalation, "came_back", None)


@transaction.atomic
def confirm_told(*, escalation: Escalation, event: TicketEvent, by: User) -> Escalation:
    """The second level wrote that it told the client itself; who answers for the enquiry confirms it."""
    lock(escalation)
    if not workflow.can_move(escalation.state, State.TOLD):
        raise Refused(workflow.not_tellable(escalation.state))
    if escalation.promise is None or event.issue_id != escalation.issue_id:
        raise Refused(_("Choose the second level's comment in this ticket."))
    enquiries.keep(promise=escalation.promise, evidence=(Evidence.SECOND_LEVEL, event.pk), by=by)
    escalation.told_by = by
    escalation.save(update_fields=["told_by"])
    _told(escalation, "told_by_second_level")
    return escalation


def _told(escalation: Escalation, how: str) -> None:
    by, enquiry = escalation.told_by, escalation.enquiry
    escalation.state, escalation.told_at = State.TOLD, clock.now()
    if escalation.promise is not None:
        escalation.evidence_kind = escalation.promise.evidence_kind
        escalation.evidence_id = escalation.promise.evidence_id
    escalation.save(update_fields=["state", "told_at", "evidence_kind", "evidence_id", "told_by"])
    others = Escalation.objects.answered().filter(enquiry=enquiry).exists()
    if not others and enquiry_workflow.can_move(enquiry.state, EnquiryState.TOLD):
        enquiries.move(enquiry=enquiry, to=EnquiryState.TOLD, by=by)
    record(escalation, how, by)
    close_after(escalation, by)


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
    """JIRA is not connected: what the second level answered is written down by a person."""
    lock(escalation)
    already = escalation.state in (State.DELIVERING, State.TOLD, State.CLOSED)
    if already or escalation.issue.jira_id or not workflow.can_move(escalation.state, State.ANSWERED):
        raise Refused(_("The answer comes from JIRA."))
    if not text.strip():
        raise Refused(_("Write down the answer."))
    answered(escalation, text.strip())
    escalation.save()
    return escalation
