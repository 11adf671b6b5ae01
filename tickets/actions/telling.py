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
from desk.outbox import JobState
from desk.people.models import User
from tickets import letters, workflow
from tickets.actions.escalating import ask, closed, lock, record
from tickets.actions.following import answered
from tickets.enums import Deed, State
from tickets.models import Escalation, JiraOperation

# Nothing about the client: JIRA is read by many.
TOLD_IN_JIRA = "Klient on vastusest teavitatud. / The client has been told the answer."


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
    record(escalation, "telling", by)
    return escalation


@transaction.atomic
def note_delivery(*, escalation: Escalation) -> None:
    """Look at the letter: sent, the promise is kept and the closing begins; failed, it must be told again."""
    lock(escalation)
    message = escalation.message
    if escalation.state != State.DELIVERING or message is None:
        return
    if message.state == JobState.SENT:
        _told(escalation, message.pk)
    elif message.state in (JobState.FAILED, JobState.UNKNOWN):
        escalation.state = State.ANSWERED
        escalation.save(update_fields=["state"])
        record(escalation, "undelivered", None)


def _told(escalation: Escalation, message_id: int) -> None:
    by, enquiry = escalation.told_by, escalation.enquiry
    escalation.state, escalation.told_at = State.TOLD, clock.now()
    escalation.save(update_fields=["state", "told_at"])
    if escalation.promise is not None:
        enquiries.keep(promise=escalation.promise, evidence=(Evidence.MESSAGE, message_id), by=by)
    others = Escalation.objects.answered().filter(enquiry=enquiry).exists()
    if not others and enquiry_workflow.can_move(enquiry.state, EnquiryState.TOLD):
        enquiries.move(enquiry=enquiry, to=EnquiryState.TOLD, by=by)
    record(escalation, "told", by)
    if escalation.jira_id:
        ask(escalation, Deed.CLOSE, TOLD_IN_JIRA)
    else:  # kept by hand: there is nothing to close in JIRA
        closed(escalation, by)


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
    escalation.state, escalation.jira_key = State.CREATED, key.strip()[:40]
    escalation.save(update_fields=["state", "jira_key"])
    JiraOperation.objects.waiting().filter(escalation=escalation).update(state=JobState.SENT)
    record(escalation, "by_hand", by)
    return escalation


@transaction.atomic
def answer_by_hand(*, escalation: Escalation, text: str, by: User) -> Escalation:
    """JIRA is not connected: what the second level answered is written down by a person."""
    lock(escalation)
    if escalation.jira_id or not workflow.can_move(escalation.state, State.ANSWERED):
        raise Refused(_("The answer comes from JIRA."))
    if not text.strip():
        raise Refused(_("Write down the answer."))
    answered(escalation, text.strip())
    escalation.save()
    return escalation
