"""What the person on the phone does: takes the call, says who called about what, finishes it."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, live
from desk.calls import workflow
from desk.calls.actions import exchange, offers
from desk.calls.actions.finishing import end_openly, finish_talking
from desk.calls.actions.holding import hold, hold_unfinished, tell
from desk.calls.actions.identity import decide
from desk.calls.enums import CALLER_ROLE, OfferState, State
from desk.calls.models import Call, CallEnquiry, Offer
from desk.clients import actions as clients
from desk.clients import practice
from desk.clients.models import Client, Person
from desk.enquiries import actions as enquiries
from desk.enquiries.models import Enquiry, Topic
from desk.http import Refused
from desk.people.models import User


def mark_of(notes: str) -> str:
    """A short mark by which a page says on which notes its typing began; it shows nothing of them."""
    return hashlib.sha256(notes.encode()).hexdigest()[:16]


@transaction.atomic
def answer(*, call: Call, by: User) -> Call:
    """Take the ringing call; the exchange's own `answer` may come before or after. Refused when gone."""
    hold(call)
    if call.state == State.ANSWERED and call.user_id == by.pk:
        return call
    # Where the exchange rotates, several may ring at once.
    open_offers = Offer.objects.open().filter(call=call).select_related("user")
    rung = {offer.user_id: offer.user for offer in open_offers}
    if call.state != State.RINGING:
        raise Refused(_("This call does not ring any more."))
    if rung and by.pk not in rung:
        raise Refused(_("This call rings for %(name)s.") % {"name": next(iter(rung.values()))})
    exchange.take(call, by)
    tell("answered", call, by)
    return call


@transaction.atomic
def refuse(*, call: Call, by: User) -> Call:
    """Pass the call on: it rings for the next person, and this one goes to the end of the rotation."""
    hold(call)
    offer = Offer.objects.open().filter(call=call, user=by).select_related("user").first()
    if offer is None:
        return call
    offers.end(offer, OfferState.REFUSED, clock.now())
    offers.claim(call)
    tell("refused", call, by)
    return call


@transaction.atomic
def hang_up(*, call: Call, by: User) -> Call:
    """The conversation is over; for desks and calls of which no exchange tells."""
    hold(call)
    if call.state == State.WRAP_UP:
        return call
    if not workflow.may(call.state, State.WRAP_UP) or call.state != State.ANSWERED:
        raise Refused(_("This call is not in conversation."))
    finish_talking(call)
    tell("hung_up", call, by)
    return call


@transaction.atomic
def choose(*, call: Call, by: User, person: Person | None, client: Client | None) -> Call:
    """Say who calls and on whose behalf; a wrong choice is taken back by choosing again.

    Open enquiries of this call move with it, since they were taken for whom the call was.
    """
    hold(call)
    before = call.client_id
    if (before, call.person_id) == (client and client.pk, person and person.pk):
        return call
    practice.fits(call.training, person, client)
    if before is not None and before != (client and client.pk):
        tell("moved", call, by, client_id=before)
    call.client, call.person = client, person
    call.save(update_fields=["client", "person"])
    if person is not None and client is not None:
        _acts_for(person, client, by)
    for enquiry in Enquiry.objects.open().filter(calls=call):
        if enquiry.client_id != before:
            continue
        enquiries.attach(enquiry=enquiry, client=client, person=person, by=by)
    tell("caller", call, by)
    decide(call=call, by=by)
    return call


def _acts_for(person: Person, client: Client, by: User) -> None:
    """So that the next call from this number shows the client at once."""
    if not person.roles.filter(client=client, ended_at=None).exists():
        clients.add_role(person=person, client=client, role=CALLER_ROLE, by=by)


@transaction.atomic
def take_enquiry(*, call: Call, topic: Topic, by: User, question: str = "") -> Enquiry:
    """Open an enquiry for whom this call is; one call may hold several."""
    hold_unfinished(call)
    enquiry = enquiries.open_enquiry(
        topic=topic,
        client=call.client,
        person=call.person,
        language=call.language if call.person is None else "",
        question=question,
        practice=call.training,
        by=by,
    )
    return link(call, enquiry, by)


@transaction.atomic
def link_enquiry(*, call: Call, enquiry: Enquiry, by: User) -> Enquiry:
    """The call is about an enquiry that was open before; doing it twice changes nothing."""
    hold_unfinished(call)
    if call.links.filter(enquiry=enquiry).exists():
        return enquiry
    if enquiry.practice != call.training:
        raise Refused(_("Practice and real enquiries do not mix."))
    return link(call, enquiry, by)


def link(call: Call, enquiry: Enquiry, by: User) -> Enquiry:
    """The call, whose row is held, is about this enquiry."""
    CallEnquiry.objects.create(call=call, enquiry=enquiry)
    # Something more was asked: how the call ends is the person's to say again.
    end_openly(call)
    tell("enquiry", call, by, enquiry.client_id, enquiry=enquiry.number)
    return enquiry


@transaction.atomic
def unlink_enquiry(*, call: Call, enquiry: Enquiry, by: User) -> None:
    """The call was not about this enquiry after all; only for one that was open before the call."""
    hold_unfinished(call)
    if enquiry.opened_at >= call.rang_at:
        raise Refused(_("This enquiry was opened in the call: correct its topic, or close it on its page."))
    gone, _rows = call.links.filter(enquiry=enquiry).delete()
    if gone:
        tell("unlinked", call, by, enquiry=enquiry.number)


@transaction.atomic
def correct_topic(*, call: Call, enquiry: Enquiry, topic: Topic, by: User) -> Enquiry:
    """A slip of the key in the list of topics is put right within the call."""
    hold_unfinished(call)
    if not call.links.filter(enquiry=enquiry).exists():
        raise Refused(_("The call is not about this enquiry."))
    return enquiries.describe(enquiry=enquiry, topic=topic, by=by)


class NotesChanged(Refused):
    """Other notes were saved meanwhile, in another tab or by somebody else; `theirs` are those."""

    def __init__(self, theirs: str) -> None:
        super().__init__(_("Other notes were saved meanwhile."))
        self.theirs = theirs


@transaction.atomic
def write_notes(*, call: Call, text: str, by: User, was: str | None = None) -> Call:
    """Keep the notes as they stand; the history has every version, the timeline only the first.

    `was` is `mark_of` the notes on which the typing began: text that somebody else saved since then is
    never overwritten (NotesChanged), unless the new text holds all of it.
    """
    hold(call)
    text = text.strip().replace("\r\n", "\n")
    if text == call.notes:
        return call
    if was is not None and was != mark_of(call.notes) and call.notes not in text:
        raise NotesChanged(call.notes)
    first = not call.notes
    call.notes = text
    call.save(update_fields=["notes"])
    if first:
        tell("noted", call, by)
    return call


@transaction.atomic
def reopen(*, call: Call, by: User) -> Call:
    """Take back a finish that was a mis-click: the call waits for its outcome again, its enquiries are open.

    On the day it was finished, by whoever spoke or a lead; the history keeps the outcome that was.
    """
    hold(call)
    if refusal := workflow.refuses_taking_back(call, by):
        raise Refused(refusal)
    with_it = Enquiry.objects.filter(
        calls=call, outcome=call.outcome, closed_at__gte=call.hung_up_at, closed_at__lte=call.closed_at
    )
    for enquiry in with_it:
        enquiries.reopen(enquiry=enquiry, by=by)
    call.state, call.outcome, call.closed_at = State.WRAP_UP, None, None
    call.save(update_fields=["state", "outcome", "closed_at"])
    tell("reopened", call, by)
    if call.user is not None:
        live.push([call.user.pk or 0], "call", call.pk or 0)
    return call
