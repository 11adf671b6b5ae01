"""What the person on the phone does: takes the call, says who called about what, finishes it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, live
from desk.calls import closing, workflow
from desk.calls.actions import exchange, offers
from desk.calls.enums import Direction, OfferState, State
from desk.calls.models import Call, CallEnquiry, Offer
from desk.clients import actions as clients
from desk.clients.models import Client, Person, e164
from desk.enquiries import actions as enquiries
from desk.enquiries.models import Enquiry, OutcomeCode, Topic
from desk.http import Refused
from desk.people.actions import set_presence
from desk.people.enums import PresenceState
from desk.people.models import User
from desk.records.actions import note

# The role of whoever called for a client without saying as what; data of the desk, so in Estonian.
CALLER = "pöörduja"


def _hold(call: Call) -> None:
    call.refresh_from_db(from_queryset=Call.objects.select_for_update())


def _note(what: str, call: Call, by: User | None, client_id: int | None = None, **params: str | int) -> None:
    note(
        kind=f"calls.{what}",
        subject=("call", call.pk),
        client_id=client_id or call.client_id,
        by=by,
        number=str(call),
        **params,
    )


@transaction.atomic
def answer(*, call: Call, by: User) -> Call:
    """Take the ringing call; the exchange's own `answer` may come before or after. Refused when gone."""
    _hold(call)
    if call.state == State.ANSWERED and call.user_id == by.pk:
        return call
    offer = Offer.objects.open().filter(call=call).select_related("user").first()
    if call.state != State.RINGING:
        raise Refused(_("This call does not ring any more."))
    if offer is not None and offer.user_id != by.pk:
        raise Refused(_("This call rings for %(name)s.") % {"name": offer.user})
    exchange.take(call, by, offer)
    _note("answered", call, by)
    return call


@transaction.atomic
def refuse(*, call: Call, by: User) -> Call:
    """Pass the call on: it rings for the next person, and this one goes to the end of the rotation."""
    _hold(call)
    offer = Offer.objects.open().filter(call=call, user=by).select_related("user").first()
    if offer is None:
        return call
    offers.end(offer, OfferState.REFUSED, clock.now())
    offers.claim(call)
    _note("refused", call, by)
    return call


@transaction.atomic
def hang_up(*, call: Call, by: User) -> Call:
    """The conversation is over; for desks and calls of which no exchange tells."""
    _hold(call)
    if call.state == State.WRAP_UP:
        return call
    if not workflow.may(call.state, State.WRAP_UP) or call.state != State.ANSWERED:
        raise Refused(_("This call is not in conversation."))
    exchange.finish_talking(call)
    _note("hung_up", call, by)
    return call


@transaction.atomic
def choose(*, call: Call, by: User, person: Person | None, client: Client | None) -> Call:
    """Say who calls and on whose behalf; a wrong choice is taken back by choosing again.

    Open enquiries of this call move with it, since they were taken for whom the call was.
    """
    _hold(call)
    before = call.client_id
    if (before, call.person_id) == (client and client.pk, person and person.pk):
        return call
    if before is not None and before != (client and client.pk):
        _note("moved", call, by, client_id=before)
    call.client, call.person = client, person
    call.save(update_fields=["client", "person"])
    if person is not None and client is not None:
        _acts_for(person, client, by)
    for enquiry in Enquiry.objects.open().filter(calls=call):
        if enquiry.client_id != before:
            continue
        enquiries.attach(enquiry=enquiry, client=client, person=person, by=by)
    _note("caller", call, by)
    return call


def _acts_for(person: Person, client: Client, by: User) -> None:
    """So that the next call from this number shows the client at once."""
    if not person.roles.filter(client=client, ended_at=None).exists():
        clients.add_role(person=person, client=client, role=CALLER, by=by)


@transaction.atomic
def take_enquiry(*, call: Call, topic: Topic, by: User, question: str = "") -> Enquiry:
    """Open an enquiry for whom this call is; one call may hold several."""
    _hold(call)
    if call.state == State.CLOSED:
        raise Refused(_("The call is finished already."))
    enquiry = enquiries.open_enquiry(
        topic=topic,
        client=call.client,
        person=call.person,
        language=call.language if call.person is None else "",
        question=question,
        by=by,
    )
    return _link(call, enquiry, by)


@transaction.atomic
def link_enquiry(*, call: Call, enquiry: Enquiry, by: User) -> Enquiry:
    """The call is about an enquiry that was open before; doing it twice changes nothing."""
    _hold(call)
    if call.state == State.CLOSED:
        raise Refused(_("The call is finished already."))
    if call.links.filter(enquiry=enquiry).exists():
        return enquiry
    return _link(call, enquiry, by)


def _link(call: Call, enquiry: Enquiry, by: User) -> Enquiry:
    CallEnquiry.objects.create(call=call, enquiry=enquiry)
    _note("enquiry", call, by, enquiry=enquiry.number)
    return enquiry


@transaction.atomic
def write_notes(*, call: Call, text: str, by: User) -> Call:
    """Keep the notes as they stand; the history has every version, the timeline only the first."""
    _hold(call)
    text = text.strip()
    if text == call.notes:
        return call
    first = not call.notes
    call.notes = text
    call.save(update_fields=["notes"])
    if first:
        _note("noted", call, by)
    return call


@transaction.atomic
def close(*, call: Call, outcome: OutcomeCode, by: User) -> Call:
    """Finish the call. An outcome that says "solved" closes its open enquiries with it.

    Refused with the texts of everything that is missing, the enquiries' own included.
    """
    _hold(call)
    if call.state == State.CLOSED:
        return call
    if texts := closing.missing(call, outcome):
        raise Refused(*texts)
    if not workflow.may(call.state, State.CLOSED):
        raise Refused(_("This call was never answered."))
    if outcome.solved:
        _close_enquiries(call, outcome, by)
    call.state, call.outcome, call.closed_at = State.CLOSED, outcome, clock.now()
    call.save(update_fields=["state", "outcome", "closed_at"])
    _note("closed", call, by, outcome=outcome.name_et)
    if call.user is not None:
        offers.rest(call.user)
        live.push([call.user.pk or 0], "call", call.pk or 0)
    return call


def _close_enquiries(call: Call, outcome: OutcomeCode, by: User) -> None:
    texts: list[str] = []
    for enquiry in Enquiry.objects.open().filter(calls=call):
        try:
            enquiries.close(enquiry=enquiry, outcome=outcome, by=by)
        except Refused as refused:
            texts += [f"{enquiry.number}: {text}" for text in refused.texts]
    if texts:
        raise Refused(*texts)


@transaction.atomic
def log_call(*, by: User, number: str, direction: str = Direction.IN, at: datetime | None = None) -> Call:
    """Write down a call of which no exchange told: one that goes on now, or one that was at `at`.

    Refused when the number is no number, or the call would lie in the future.
    """
    value = e164(number)
    if number.strip() and not value:
        raise Refused(_("This is not a phone number."))
    now = clock.now()
    if at is not None and at > now:
        raise Refused(_("A call in the future cannot be logged."))
    call = Call(direction=direction, number=value, user=by, rang_at=at or now, answered_at=at or now)
    call.state = State.ANSWERED if at is None else State.WRAP_UP
    call.hung_up_at = at
    call.save()
    _note("logged", call, by)
    if at is None:
        set_presence(user=by, state=PresenceState.ON_CALL, by=by)
    return call
