"""Letters that came in: joined to what they go on with, opened as new, or set aside."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.clients.models import Client, Person
from desk.enquiries import deadlines, threads
from desk.enquiries.actions.enquiries import assign, attach, close, open_enquiry, reopen
from desk.enquiries.actions.holding import lock, note
from desk.enquiries.actions.waiting import resume
from desk.enquiries.enums import State
from desk.enquiries.models import Enquiry, EnquiryMail, OutcomeCode, Topic
from desk.enquiries.texts import JOINED, NOT_FOR_US, TO_SORT, seed_texts
from desk.http import Refused
from desk.mail import actions as mail
from desk.mail.models import Incoming
from desk.people.actions import tell
from desk.people.models import User
from desk.people.permissions import at_the_desk


@transaction.atomic
def take_letter(*, incoming: Incoming) -> Enquiry:
    """A letter of the shared mailbox goes on with its enquiry, or opens one that nobody owns yet."""
    if tied := EnquiryMail.objects.filter(incoming=incoming).select_related("enquiry").first():
        return tied.enquiry
    before = threads.enquiry_of(incoming)
    if before is None:
        return _open(incoming, None)
    lock(before)
    if before.state == State.CLOSED and not _lately(before):
        return _open(incoming, before)
    return _go_on(incoming, before)


def _lately(enquiry: Enquiry) -> bool:
    days = timedelta(days=deadlines.amount("repeat"))
    return enquiry.closed_at is not None and clock.now() - enquiry.closed_at <= days


def _go_on(incoming: Incoming, enquiry: Enquiry) -> Enquiry:
    EnquiryMail.objects.create(enquiry=enquiry, incoming=incoming)
    note("letter_came", enquiry, None)
    if enquiry.state == State.CLOSED:
        reopen(enquiry=enquiry, by=None)
    elif enquiry.state in (State.WAITING, State.TOLD):
        resume(enquiry=enquiry, by=None)
    if enquiry.owner is not None:
        tell(
            users=[enquiry.owner], kind="enquiries.letter_came", subject=("enquiry", enquiry.pk),
            client_id=enquiry.client_id, number=enquiry.number,
        )  # fmt: skip
    return enquiry


def _open(incoming: Incoming, before: Enquiry | None) -> Enquiry:
    """A new enquiry; after one long closed it has its topic, and its client if the same person writes."""
    client, person = _writer(incoming, before)
    enquiry = open_enquiry(
        topic=before.topic if before else _to_sort(),
        by=None,
        client=client,
        person=person,
        language=incoming.language or (before.language if before else ""),
        question=threads.question(incoming),
    )
    EnquiryMail.objects.create(enquiry=enquiry, incoming=incoming)
    note("letter_came", enquiry, None)
    return enquiry


def _writer(incoming: Incoming, before: Enquiry | None) -> tuple[Client | None, Person | None]:
    proven = threads.proven(incoming)
    if proven is None:
        return None, None
    if before is not None and incoming.body.sender.lower() in threads.addresses_of(before):
        return before.client, before.person
    return proven.client, proven.person


def _to_sort() -> Topic:
    topic = Topic.objects.filter(code=TO_SORT).first()
    if topic is None:
        seed_texts()
        topic = Topic.objects.get(code=TO_SORT)
    return topic


@transaction.atomic
def confirm_sender(*, enquiry: Enquiry, client: Client | None, person: Person | None, by: User) -> Enquiry:
    """The specialist has seen from the letter that it is theirs: joined to the enquiry.

    Only whom the letters suggest: anyone else is chosen on the page for choosing.
    """
    letters = Incoming.objects.filter(in_enquiry__enquiry=enquiry).select_related("body", "answers")
    offered = {(one.client, one.person) for letter in letters for one in threads.suggestions(letter)}
    if (client, person) not in offered:
        raise Refused(_("The letter does not suggest this client. Choose the client by name."))
    return attach(enquiry=enquiry, by=by, client=client, person=person)


@transaction.atomic
def sort_letters(
    *, letters: Sequence[Incoming], by: User, owner: User | None = None, reason: str = ""
) -> tuple[int, list[str]]:
    """Give several letters to one person, or with a reason set them aside; how many, and why not the rest."""
    done, refusals = 0, []
    for incoming in letters:
        try:
            with transaction.atomic():
                if owner is not None:
                    give_letter(incoming=incoming, owner=owner, by=by)
                else:
                    set_letter_aside(incoming=incoming, reason=reason, by=by)
            done += 1
        except Refused as refused:
            refusals += [text for text in refused.texts if text not in refusals]
    return done, refusals


@transaction.atomic
def give_letter(*, incoming: Incoming, owner: User, by: User) -> Enquiry:
    """Take a letter or give it to a colleague at the desk; Refused when somebody was quicker."""
    if refusal := at_the_desk(owner):
        raise Refused(refusal)
    enquiry = _enquiry_of(incoming)
    lock(enquiry)
    if enquiry.owner is not None and enquiry.owner_id != owner.pk:
        raise Refused(_("%(who)s has taken this letter already.") % {"who": enquiry.owner})
    assign(enquiry=enquiry, owner=owner, by=by)
    if owner.pk != by.pk:
        tell(
            users=[owner], kind="enquiries.letter_given", subject=("enquiry", enquiry.pk),
            client_id=enquiry.client_id, number=enquiry.number,
        )  # fmt: skip
    return enquiry


@transaction.atomic
def set_letter_aside(*, incoming: Incoming, reason: str, by: User) -> Incoming:
    """It is not for us, and why; the enquiry that it alone opened is closed. `return_letter` undoes it."""
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why the letter is not for us."))
    enquiry = _enquiry_of(incoming)
    lock(enquiry)
    mail.set_aside(incoming=incoming, reason=reason, by=by)
    if not _others(enquiry, incoming) and enquiry.is_open:
        close(enquiry=enquiry, outcome=_outcome(NOT_FOR_US), by=by)
    return incoming


@transaction.atomic
def return_letter(*, incoming: Incoming, by: User) -> Enquiry:
    """A letter that was set aside by mistake is to be sorted again."""
    enquiry = _enquiry_of(incoming)
    mail.take_back_aside(incoming=incoming, by=by)
    lock(enquiry)
    if enquiry.state == State.CLOSED:
        reopen(enquiry=enquiry, by=by)
    return enquiry


@transaction.atomic
def join_letter(*, incoming: Incoming, enquiry: Enquiry, by: User) -> Enquiry:
    """The letter goes on with another enquiry; the one that it alone had opened is closed as joined."""
    left = _enquiry_of(incoming)
    if left.pk == enquiry.pk:
        return enquiry
    for one in sorted((left, enquiry), key=lambda row: row.pk):
        lock(one)
    if enquiry.practice:
        raise Refused(_("Practice enquiries have no letters."))
    if enquiry.concerns_id == by.pk:
        raise Refused(_("There is no such enquiry."))
    alone = not _others(left, incoming)
    EnquiryMail.objects.filter(incoming=incoming).delete()
    _go_on(incoming, enquiry)
    mail.retarget(incoming=incoming, subject=("enquiry", enquiry.pk), client_id=enquiry.client_id)
    if alone and left.is_open:
        close(enquiry=left, outcome=_outcome(JOINED), by=by)
    return enquiry


def _others(enquiry: Enquiry, incoming: Incoming) -> bool:
    """Whether the enquiry is more than this letter: other letters, work done, promises."""
    return (
        enquiry.mails.exclude(incoming=incoming).exists()
        or enquiry.promises.exists()
        or enquiry.state not in (State.NEW, State.IN_WORK)
    )


def _enquiry_of(incoming: Incoming) -> Enquiry:
    tied = EnquiryMail.objects.filter(incoming=incoming).select_related("enquiry__owner").first()
    return tied.enquiry if tied else mail_claimed(incoming)


def mail_claimed(incoming: Incoming) -> Enquiry:
    """A letter that no room has taken yet (a claimer failed) is taken by the person who sorts it."""
    enquiry = take_letter(incoming=incoming)
    mail.retarget(incoming=incoming, subject=("enquiry", enquiry.pk), client_id=enquiry.client_id)
    return enquiry


def _outcome(code: str) -> OutcomeCode:
    found = OutcomeCode.objects.filter(code=code).first()
    if found is None:
        seed_texts()
        found = OutcomeCode.objects.get(code=code)
    return found
