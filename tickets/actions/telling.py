"""The answer reaches the client, by letter, by phone or otherwise: always with what shows it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from desk import clock
from desk.calls import actions as calls
from desk.calls.enums import Direction
from desk.calls.models import Call
from desk.clients.enums import ContactKind
from desk.clients.models import ContactPoint
from desk.enquiries import actions as enquiries
from desk.enquiries import workflow as enquiry_workflow
from desk.enquiries.deadlines import due_in
from desk.enquiries.enums import Evidence, PromiseState
from desk.enquiries.enums import State as EnquiryState
from desk.enquiries.models import Promise
from desk.http import Refused
from desk.mail import actions as mail
from desk.mail.enums import EventKind
from desk.outbox import JobState
from desk.people.actions import give_todo, settle_todos
from desk.people.models import User
from tickets import letters, workflow
from tickets.actions.closing import close_after, withhold
from tickets.actions.duties import owner_of
from tickets.actions.escalating import lock, record
from tickets.actions.wording import keep_wording, refuse_doubtful
from tickets.enums import State
from tickets.models import Escalation, TicketEvent

TELL_AGAIN = "tickets.tell_again"


@dataclass(frozen=True)
class Conversation:
    """A call of which no exchange told: with whom, at which of the client's numbers, when, how long."""

    number: ContactPoint
    spoke_with: str
    began: datetime
    minutes: int = 1


@transaction.atomic
def tell_client(
    *, escalation: Escalation, text: str, to: ContactPoint, by: User, confirmed: str = ""
) -> Escalation:
    """Put the answer in the mail, in the language of the enquiry, to an address of this client or caller.

    Refused (`Doubts`) while something in the text asks for a second look; `confirmed` is the mark of what the
    person has seen. Told anew, it is shown by the new letter: what was told before stays in the history.
    """
    lock(escalation)
    enquiry, text = escalation.enquiry, text.strip()
    if refusal := workflow.not_tellable(escalation.state):
        raise Refused(refusal)
    if not text:
        raise Refused(_("Write the answer to the client."))
    if escalation.promise is not None and escalation.promise.awaits_id not in (None, escalation.message_id):
        # A known fault that is over tells all its clients at once.
        raise Refused(_("A letter about it is on its way to the client already."))
    if to.kind != ContactKind.EMAIL or not _is_theirs(to, escalation):
        raise Refused(_("Choose an e-mail address of this client or caller."))
    refuse_doubtful(escalation, text, confirmed)
    escalation.message = mail.queue(
        letter=letters.answer(enquiry, text), to=to.value, language=enquiry.language,
        subject=("escalation", escalation.pk), client_id=enquiry.client_id, by=by,
    )  # fmt: skip
    keep_wording(escalation, text, to, by, sent_at=clock.now())
    escalation.state, escalation.told_by = State.DELIVERING, by
    escalation.told_at, escalation.evidence_kind, escalation.evidence_id = None, "", None
    escalation.save(update_fields=["state", "message", "told_by", "told_at", "evidence_kind", "evidence_id"])
    if escalation.promise is not None:
        enquiries.wait_for(promise=escalation.promise, message=escalation.message, by=by)
    _settle(escalation, by)
    record(escalation, "telling", by)
    return escalation


def _is_theirs(contact: ContactPoint, escalation: Escalation) -> bool:
    enquiry = escalation.enquiry
    ours = contact.client_id is not None and contact.client_id == enquiry.client_id
    return ours or (contact.person_id is not None and contact.person_id == enquiry.person_id)


@transaction.atomic
def note_delivery(*, escalation: Escalation) -> None:
    """Look at the letter: delivered, the promise is kept and the closing begins; failed or come back, it must
    be told again. That the mail server took it over tells nobody anything yet.
    """
    lock(escalation)
    message = escalation.message
    if message is None or escalation.state not in (State.DELIVERING, State.ANSWERED):
        return
    happened = set(message.events.values_list("kind", flat=True))
    waiting = escalation.state == State.DELIVERING
    if EventKind.BOUNCED in happened or message.state in (JobState.FAILED, JobState.UNKNOWN):
        if waiting:
            _owe_again(escalation, "came_back" if EventKind.BOUNCED in happened else "undelivered")
    elif EventKind.DELIVERED in happened and (waiting or _answers_now(escalation)):
        # Given up once, a person may have put the same letter in the mail again: it counts all the same.
        if escalation.promise is not None:
            evidence = (Evidence.MESSAGE, message.pk)
            enquiries.keep(promise=escalation.promise, evidence=evidence, by=escalation.told_by)
        _told(escalation, escalation.told_by)


def _answers_now(escalation: Escalation) -> bool:
    """Whether the last letter is about the answer as it stands, not one of before."""
    message, answered_at = escalation.message, escalation.answered_at
    return message is not None and answered_at is not None and message.queued_at >= answered_at


@transaction.atomic
def note_return(*, escalation: Escalation) -> None:
    """Told, as it seemed, and not after all: the letter came back although its waiting time had passed, or
    the promise was opened again on its own page. What was closed in JIRA stays closed.
    """
    lock(escalation)
    mine = Escalation.objects.filter(pk=escalation.pk)
    came_back = mine.came_back().exists()
    if came_back or mine.owed_again().exists():
        _owe_again(escalation, "came_back" if came_back else "owed_again")


def _owe_again(escalation: Escalation, what: str) -> None:
    escalation.state, escalation.told_at, escalation.closed_at = State.ANSWERED, None, None
    escalation.evidence_kind, escalation.evidence_id = "", None
    escalation.save(update_fields=["state", "told_at", "closed_at", "evidence_kind", "evidence_id"])
    withhold(escalation.issue)
    if (owner := owner_of(escalation)) is not None:
        give_todo(
            kind=TELL_AGAIN, owner=owner, subject=("escalation", escalation.pk),
            client_id=escalation.enquiry.client_id, key=str(escalation),
            due_at=due_in(clock.now(), escalation.unit.tell_within_days),
        )  # fmt: skip
    record(escalation, what, None)


@transaction.atomic
def note_kept(*, escalation: Escalation) -> None:
    """The promise was kept on its own page: by a call, by what the client wrote, by a last letter. Agreed
    anew, it is another promise, and the client waits for that one.
    """
    lock(escalation)
    if escalation.state not in (State.ANSWERED, State.DELIVERING) or escalation.promise is None:
        return
    while later := Promise.objects.filter(replaces=escalation.promise).first():
        escalation.promise = later
    escalation.save(update_fields=["promise"])
    if escalation.promise.state == PromiseState.KEPT:
        _told(escalation, _kept_by(escalation.promise) or escalation.told_by)


def _kept_by(promise: Promise) -> User | None:
    kept = promise.history.filter(state=PromiseState.KEPT).order_by("-history_date", "-history_id").first()
    by = kept.history_user if kept is not None else None
    return by if isinstance(by, User) else None


@transaction.atomic
def tell_otherwise(
    *, escalation: Escalation, evidence: tuple[str, int | None], by: User, said_by: str = ""
) -> Escalation:
    """The client knows, and this record (kind, id) shows it: a call, a visit, what the client wrote.

    Each kind has its rule in desk.enquiries.evidence; `said_by`: who said that it is no longer needed.
    """
    lock(escalation)
    if refusal := workflow.not_tellable(escalation.state):
        raise Refused(refusal)
    if escalation.promise is None:
        raise Refused(_("Nothing was promised to this client."))
    enquiries.keep(promise=escalation.promise, evidence=evidence, by=by, said_by=said_by)
    _told(escalation, by)
    return escalation


@transaction.atomic
def tell_by_phone(*, escalation: Escalation, spoken: Conversation, by: User) -> Call:
    """The client was called and told, and no exchange knows of it: the call is written down as from paper.

    It shows that the client was told; its writer finishes it like any other call.
    """
    if not spoken.spoke_with.strip():
        raise Refused(_("Write with whom you spoke."))
    if spoken.number.kind != ContactKind.PHONE or not _is_theirs(spoken.number, escalation):
        raise Refused(_("Choose a phone number of this client or caller."))
    enquiry = escalation.enquiry
    call = calls.log_call(
        by=by, number=spoken.number.value, direction=Direction.OUT, began=spoken.began,
        ended=spoken.began + timedelta(minutes=spoken.minutes), client=enquiry.client,
        person=spoken.number.person,
    )  # fmt: skip
    calls.link_enquiry(call=call, enquiry=enquiry, by=by)
    with translation.override("et"):  # the record is read by everyone later
        told = _("Told the answer of ticket %(key)s to: %(who)s.")
    calls.write_notes(
        call=call, text=told % {"key": str(escalation), "who": spoken.spoke_with.strip()}, by=by
    )
    tell_otherwise(escalation=escalation, evidence=(Evidence.CALL, call.pk), by=by)
    return call


@transaction.atomic
def confirm_told(*, escalation: Escalation, event: TicketEvent, by: User) -> Escalation:
    """The second level wrote that it told the client itself; who answers for the enquiry confirms it."""
    if event.issue_id != escalation.issue_id:
        raise Refused(_("Choose the second level's comment in this ticket."))
    return tell_otherwise(escalation=escalation, evidence=(Evidence.SECOND_LEVEL, event.pk), by=by)


def _told(escalation: Escalation, by: User | None) -> None:
    """The promise is kept: the ticket says so with the same evidence, and the closing begins."""
    promise, enquiry = escalation.promise, escalation.enquiry
    escalation.state, escalation.told_at, escalation.told_by = State.TOLD, clock.now(), by
    if promise is not None:
        escalation.evidence_kind, escalation.evidence_id = promise.evidence_kind, promise.evidence_id
    escalation.save(update_fields=["state", "told_at", "told_by", "evidence_kind", "evidence_id"])
    others = Escalation.objects.answered().filter(enquiry=enquiry).exists()
    if not others and enquiry_workflow.can_move(enquiry.state, EnquiryState.TOLD):
        enquiries.move(enquiry=enquiry, to=EnquiryState.TOLD, by=by)
    _settle(escalation, by)
    if escalation.evidence_kind == Evidence.SECOND_LEVEL:
        record(escalation, "told_by_second_level", by)
    elif escalation.evidence_kind == Evidence.MESSAGE:
        record(escalation, "told", by)
    else:
        with translation.override("et"):
            how = str(escalation.get_evidence_kind_display())
        record(escalation, "told_otherwise", by, how=how)
    close_after(escalation, by)


def _settle(escalation: Escalation, by: User | None) -> None:
    settle_todos(kind=TELL_AGAIN, subject=("escalation", escalation.pk), by=by)
