"""Promised calls: a time with a place in it, three attempts, and an end that everyone can see."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.calls import times
from desk.calls.actions import missed
from desk.calls.actions.log import log_call, log_dialled
from desk.calls.enums import AttemptResult, CallbackState, Direction, Handled, State
from desk.calls.models import Call, Callback, CallbackAttempt, CallbackSlot, CallEnquiry, Dial
from desk.clients import actions as clients
from desk.clients.models import Client, ContactPoint, Person, e164
from desk.enquiries import actions as enquiries
from desk.enquiries import deadlines
from desk.enquiries.enums import Channel, Evidence, PromiseState, Reached
from desk.enquiries.models import Enquiry, Promise
from desk.http import Refused
from desk.people import deputies
from desk.people.models import User
from desk.records.actions import note

# What the promise of an enquiry says when nobody says more; data of the desk, so in Estonian.
WHAT = "Helistame tagasi"
STEPS = 3
# What an attempt says of a promise's client who was not reached.
IN_VAIN = {
    AttemptResult.SILENT: Reached.NO_ANSWER,
    AttemptResult.BUSY: Reached.BUSY,
    AttemptResult.WRONG: Reached.WRONG,
}


def _note(what: str, callback: Callback, by: User | None, **params: str | int) -> None:
    note(
        kind=f"calls.callback_{what}",
        subject=("callback", callback.pk),
        client_id=callback.client_id,
        by=by,
        owner_id=callback.owner_id,
        number=str(callback),
        **params,
    )


def _when(at: datetime) -> str:
    return timezone.localtime(at, workdays.TALLINN).strftime("%d.%m.%Y %H:%M")


def _hold(callback: Callback) -> None:
    callback.refresh_from_db(from_queryset=Callback.objects.select_for_update())
    if callback.state != CallbackState.PLANNED:
        raise Refused(_("This callback has ended already."))


def _places_left(at: datetime) -> int:
    """Free places of a half hour, with its row held until the transaction ends: the last is given once."""
    local = at.astimezone(workdays.TALLINN)
    slot = (
        CallbackSlot.objects.select_for_update()
        .filter(weekday=local.isoweekday(), begins=local.time())
        .first()
    )
    own = list(CallbackSlot.objects.filter(weekday=local.isoweekday()))
    if slot is None or at not in dict(times.of_day(deadlines.calendar(), own, local.date())):
        raise Refused(_("No callbacks are made at this time."))
    return slot.capacity - Callback.objects.planned().filter(slot_at=at).count()


def _take_place(at: datetime) -> None:
    if at <= clock.now():
        raise Refused(_("This time has passed. Choose another."))
    if _places_left(at) < 1:
        raise Refused(_("The last place at this time was just taken. Choose another."))


def _first_free(after: datetime) -> datetime:
    """The first half hour from then on with a place, held; when all are full, that moment itself."""
    for place in times.places(after):
        if place.free and _places_left(place.at) > 0:
            return place.at
    return after


def _refuse_practice(call: Call | None, client: Client | None, enquiry: Enquiry | None) -> None:
    practised = (call and call.training) or (client and client.practice) or (enquiry and enquiry.practice)
    if practised:
        raise Refused(_("This is practice: nobody is called back."))


@transaction.atomic
def plan(
    *,
    by: User,
    slot_at: datetime | None = None,
    number: str = "",
    call: Call | None = None,
    client: Client | None = None,
    person: Person | None = None,
    enquiry: Enquiry | None = None,
    owner: User | None = None,
    what: str = "",
) -> Callback:
    """Promise a call for the half hour that begins at `slot_at`, or (None) for the first that is free.

    Without `owner` anyone makes it. What is not said comes from the call or the enquiry. With an open enquiry
    the promise is the enquiry's. Refused when the time has no place, the number is none, or one is planned.
    """
    _refuse_practice(call, client, enquiry)
    callback = _new(by=by, number=number, call=call, client=client, person=person, enquiry=enquiry)
    if slot_at is None:
        callback.slot_at = _first_free(clock.now())
    else:
        _take_place(slot_at)
        callback.slot_at = slot_at
    callback.owner = owner
    callback.promise = _promise(callback, what, by)
    callback.save()
    _note("planned", callback, by, at=_when(callback.slot_at))
    if call is not None and call.state in (State.MISSED, State.ABANDONED):
        missed.handle(calls=[call], as_=Handled.CALLBACK, by=by)
    return callback


@transaction.atomic
def call_back_now(*, call: Call, by: User) -> Callback:
    """Take a missed call to call back at once: no place is needed, and nobody else will."""
    _refuse_practice(call, call.client, None)
    callback = _new(by=by, number="", call=call, client=None, person=None, enquiry=None)
    callback.slot_at, callback.owner = clock.now(), by
    callback.save()
    _note("planned", callback, by, at=_when(callback.slot_at))
    missed.handle(calls=[call], as_=Handled.CALLBACK, by=by)
    return callback


def _new(
    *,
    by: User,
    number: str,
    call: Call | None,
    client: Client | None,
    person: Person | None,
    enquiry: Enquiry | None,
) -> Callback:
    for source in (call, enquiry):
        client = client or (source.client if source is not None else None)
        person = person or (source.person if source is not None else None)
    value = e164(number or (call.number if call is not None else ""))
    if not value:
        raise Refused(_("Write the number to call."))
    if call is not None:
        Call.objects.select_for_update().get(pk=call.pk)
        if Callback.objects.planned().filter(origin=call).exists():
            raise Refused(_("A callback is planned for this call already."))
    said = (call.language if call else "") or (enquiry.language if enquiry else "")
    language = said or (person.language if person else "") or (client.language if client else "")
    return Callback(
        number=value,
        client=client,
        person=person,
        language=language,
        origin=call,
        enquiry=enquiry,
        made_by=by,
    )


def _promise(callback: Callback, what: str, by: User) -> Promise | None:
    if callback.enquiry is None:
        return None
    due = callback.slot_at + times.HALF_HOUR
    return enquiries.promise(enquiry=callback.enquiry, what=what.strip() or WHAT, due_at=due, by=by)


@transaction.atomic
def claim(*, callback: Callback, by: User) -> Callback:
    """Take a callback that anyone may make; of two people at one instant, one is refused."""
    _hold(callback)
    if callback.owner_id == by.pk:
        return callback
    if callback.owner is not None:
        raise Refused(_("%(name)s has taken this callback.") % {"name": callback.owner})
    callback.owner = by
    callback.save(update_fields=["owner"])
    _note("taken", callback, by)
    return callback


@transaction.atomic
def give_back(*, callback: Callback, by: User) -> Callback:
    """Anyone may make it from now on."""
    _hold(callback)
    if callback.owner is None:
        return callback
    callback.owner = None
    callback.save(update_fields=["owner"])
    _note("given_back", callback, by)
    return callback


@transaction.atomic
def move(*, callback: Callback, slot_at: datetime, by: User) -> Callback:
    """Agree on another time with the client; the promise's own time stays what it was."""
    _hold(callback)
    if callback.slot_at == slot_at:
        return callback
    _take_place(slot_at)
    callback.slot_at = slot_at
    callback.save(update_fields=["slot_at"])
    _note("moved", callback, by, at=_when(slot_at))
    return callback


@transaction.atomic
def cancel(*, callback: Callback, by: User) -> Callback:
    """No longer needed: they called themselves, or it was a mistake. A promise stays owed."""
    _hold(callback)
    _end(callback, CallbackState.CANCELLED)
    _note("cancelled", callback, by)
    return callback


@transaction.atomic
def attempt(*, callback: Callback, result: str, by: User, step: int | None = None) -> CallbackAttempt:
    """Say how the next attempt ended; who tries has it from then on, unless in an absent person's place.

    Reached: the conversation is a call, and keeps the promise. No answer or busy: the next attempt has its
    time, and after the third nobody is called again. Wrong number: the contact is marked as not working.
    `step` is the attempt that the page showed: said twice, or by two people, it is one attempt.
    """
    _hold(callback)
    done = callback.attempts.last()
    if done is not None and step is not None and step <= done.step:
        return done
    if deputies.in_place_of(by, callback.owner_id) is None and callback.owner_id != by.pk:
        if callback.owner is not None:
            _note("taken", callback, by)
        callback.owner = by
    outcome = AttemptResult(result)
    call = _conversation(callback, by) if outcome == AttemptResult.REACHED else None
    step = done.step + 1 if done is not None else 1
    made = CallbackAttempt.objects.create(callback=callback, step=step, call=call, result=outcome, by=by)
    _note(outcome, callback, by)
    if call is not None:
        _end(callback, CallbackState.REACHED)
        if callback.promise is not None:
            enquiries.keep(promise=callback.promise, evidence=(Evidence.CALL, call.pk), by=by)
        return made
    if callback.promise is not None and callback.promise.state != PromiseState.KEPT:
        reached = IN_VAIN[outcome]
        enquiries.try_to_reach(
            promise=callback.promise, channel=Channel.CALL, reached=reached, by=by, told=False
        )
    if outcome == AttemptResult.WRONG:
        _mark_wrong(callback, by)
    following = None if outcome == AttemptResult.WRONG else times.again(step, clock.now())
    if following is None or step >= STEPS:
        _end(callback, CallbackState.GIVEN_UP)
        _note("given_up", callback, by)
    else:
        callback.slot_at = _first_free(following)
        callback.save(update_fields=["owner", "slot_at"])
    return made


def _end(callback: Callback, state: CallbackState) -> None:
    callback.state, callback.ended_at = state, max(clock.now(), callback.made_at)
    callback.save(update_fields=["state", "ended_at", "owner"])


def _conversation(callback: Callback, by: User) -> Call:
    """The outgoing call: the one that the exchange told of or that was logged already, else a new one."""
    dials = Dial.objects.filter(callback=callback, by=by).exclude(call__state__in=[State.MISSED])
    if (last := callback.attempts.last()) is not None:
        dials = dials.filter(at__gt=last.at)
    dial = dials.select_related("call", "client", "person").order_by("-pk").first()
    if dial is not None:
        call = log_dialled(dial=dial, by=by)
    else:
        call = log_call(
            by=by,
            number=callback.number,
            direction=Direction.OUT,
            client=callback.client,
            person=callback.person,
        )
    if callback.enquiry is not None:
        CallEnquiry.objects.get_or_create(call=call, enquiry=callback.enquiry)
    return call


def _mark_wrong(callback: Callback, by: User) -> None:
    """The number is not theirs: it is marked at this person and client, and at nobody else's."""
    for contact in ContactPoint.objects.matching(callback.number):
        of_client = contact.client_id is not None and contact.client_id == callback.client_id
        of_person = contact.person_id is not None and contact.person_id == callback.person_id
        if of_client or of_person:
            clients.fail_contact(contact=contact, by=by)
