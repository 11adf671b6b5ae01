"""Calls of which no exchange told, and numbers that people pressed to call them."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.calls.enums import Direction, State
from desk.calls.models import Call, Callback, Dial, Line
from desk.calls.wire import Event
from desk.clients.models import Client, Person, e164
from desk.http import Refused
from desk.people.actions import set_presence
from desk.people.enums import PresenceState
from desk.people.models import User
from desk.records.actions import note

# For so long a pressed number and the exchange's event of it are taken for one call.
CONFIRMS = timedelta(minutes=2)
LONGEST = timedelta(hours=12)


@transaction.atomic
def log_call(
    *,
    by: User,
    number: str = "",
    direction: str = Direction.IN,
    began: datetime | None = None,
    ended: datetime | None = None,
    client: Client | None = None,
    person: Person | None = None,
) -> Call:
    """Write down a call of which no exchange told: one that goes on now, or with `began` one noted on paper.

    A paper note is in wrap-up at once and changes nobody's presence. Refused when the number is no number,
    or the times are not those of a call that is over.
    """
    value = e164(number)
    if number.strip() and not value:
        raise Refused(_("This is not a phone number."))
    now = clock.now()
    call = Call(direction=direction, number=value, user=by, client=client, person=person)
    if began is None:
        call.rang_at = call.answered_at = now
        call.state = State.ANSWERED
    else:
        call.rang_at = call.answered_at = began
        call.hung_up_at = _ended(began, ended, now)
        call.state, call.noted_later = State.WRAP_UP, True
    call.save()
    kind = "calls.noted_later" if call.noted_later else "calls.logged"
    note(kind=kind, subject=("call", call.pk), client_id=call.client_id, by=by, number=str(call))
    if began is None:
        set_presence(user=by, state=PresenceState.ON_CALL, by=by)
    return call


def _ended(began: datetime, ended: datetime | None, now: datetime) -> datetime:
    if ended is None:
        raise Refused(_("Write when the call ended, or how long it lasted."))
    if ended > now:
        raise Refused(_("A call in the future cannot be logged."))
    if ended < began:
        raise Refused(_("The call ended before it began."))
    if ended - began > LONGEST:
        raise Refused(_("A call of more than twelve hours is a mistake in its times."))
    return ended


@transaction.atomic
def dial(
    *,
    number: str,
    by: User,
    client: Client | None = None,
    person: Person | None = None,
    callback: Callback | None = None,
) -> Dial:
    """Somebody pressed a number: what they mean to do, not yet a call. Pressed again, it is the same one."""
    value = e164(number)
    if not value:
        raise Refused(_("This is not a phone number."))
    recent = Dial.objects.waiting(clock.now() - CONFIRMS).filter(number=value, by=by, callback=callback)
    if (pressed := recent.first()) is not None:
        return pressed
    meant = Dial.objects.create(number=value, by=by, client=client, person=person, callback=callback)
    client_id = client.pk if client is not None else callback.client_id if callback is not None else None
    subject = ("callback", callback.pk) if callback is not None else ("dial", meant.pk)
    note(kind="calls.dialled", subject=subject, client_id=client_id, by=by)
    return meant


@transaction.atomic
def log_dialled(*, dial: Dial, by: User) -> Call:
    """The pressed number was reached and no exchange tells: the call is written down, once."""
    dial.refresh_from_db(from_queryset=Dial.objects.select_for_update())
    if dial.call is not None:
        return dial.call
    dial.call = log_call(
        by=by, number=dial.number, direction=Direction.OUT, client=dial.client, person=dial.person
    )
    dial.save(update_fields=["call"])
    return dial.call


def take_for_dialled(line: Line, event: Event) -> None:
    """An outgoing call of the exchange is the one that somebody pressed a moment ago: make them one.

    Runs before the exchange's own row is made, inside its transaction: the call that was logged by hand
    meanwhile gets the exchange's id, and the one that was not is made with its client and person known.
    """
    if event.direction != Direction.OUT or not event.number:
        return
    if Call.objects.filter(line=line, call_id=event.call_id).exists():
        return
    pressed = Dial.objects.filter(number=event.number, at__gte=clock.now() - CONFIRMS).order_by("-pk")
    if event.extension:
        pressed = pressed.filter(by__extension=event.extension)
    for meant in pressed.select_for_update(of=("self",)).select_related("call", "by")[:5]:
        if meant.call is None:
            _make(meant, line, event)
            return
        if meant.call.line_id is None:
            Call.objects.filter(pk=meant.call.pk).update(line=line, call_id=event.call_id)
            return


def _make(meant: Dial, line: Line, event: Event) -> None:
    fresh = Call(
        line=line,
        call_id=event.call_id,
        direction=Direction.OUT,
        number=event.number,
        user=meant.by,
        client_id=meant.client_id,
        person_id=meant.person_id,
        rang_at=clock.now(),
    )
    Call.objects.bulk_create([fresh], ignore_conflicts=True)
    meant.call = Call.objects.get(line=line, call_id=event.call_id)
    meant.save(update_fields=["call"])
