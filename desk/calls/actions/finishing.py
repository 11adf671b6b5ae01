"""How a call ends: the conversation, then the outcome; or both at once where the outcome was said before."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, live
from desk.calls import closing, workflow
from desk.calls.actions import offers
from desk.calls.actions.holding import hold, tell, write
from desk.calls.enums import State
from desk.calls.models import Call, Hold
from desk.enquiries import actions as enquiries
from desk.enquiries.models import Enquiry, OutcomeCode
from desk.http import Refused
from desk.people.models import User


def finish_talking(call: Call) -> None:
    """From conversation to wrap-up, with the person's presence; a hold ends with it.

    A call of which was said how it will end is finished with it. Runs while the call's row is held.
    """
    now = max(clock.now(), call.answered_at or call.rang_at)
    end_hold(call, now)
    write(call, state=State.WRAP_UP, hung_up_at=now)
    if call.user is not None:
        offers.rest(call.user)
        live.push([call.user.pk], "call", call.pk)
    if call.ends_with is not None:
        _end_as_said(call, call.ends_with)


def end_hold(call: Call, at: datetime) -> bool:
    """End the hold that lasts; whether one did."""
    lasting = Hold.objects.filter(call=call, ended_at=None).first()
    if lasting is None:
        return False
    Hold.objects.filter(pk=lasting.pk).update(ended_at=max(at, lasting.started_at))
    return True


def end_with(call: Call, outcome: OutcomeCode, by: User) -> None:
    """Finish the call with this outcome as soon as the conversation is over; at once where it is.

    Runs while the call's row is held.
    """
    if call.state == State.WRAP_UP:
        close(call=call, outcome=outcome, by=by)
        return
    _say_end(call, outcome)


def end_openly(call: Call) -> None:
    """What was said of the call's end no longer holds: the person will choose the outcome."""
    if call.ends_with_id is not None:
        _say_end(call, None)


def _say_end(call: Call, outcome: OutcomeCode | None) -> None:
    call.ends_with = outcome
    call.save(update_fields=["ends_with"])
    if call.user_id is not None:
        live.push([call.user_id], "call", call.pk)


def _end_as_said(call: Call, outcome: OutcomeCode) -> None:
    _say_end(call, None)
    try:
        close(call=call, outcome=outcome, by=call.user)
    except Refused:
        # Something has come up since it was said: the person sees what is missing, and chooses.
        call.refresh_from_db()


@transaction.atomic
def close(*, call: Call, outcome: OutcomeCode, by: User | None) -> Call:
    """Finish the call. An outcome that says "solved" closes its open enquiries with it.

    A conversation of which no exchange tells ends with it. Refused with the texts of everything that is
    missing, the enquiries' own included.
    """
    hold(call)
    if call.state == State.CLOSED:
        return call
    if texts := closing.missing(call, outcome):
        raise Refused(*texts)
    if call.state == State.ANSWERED:
        end_openly(call)
        finish_talking(call)
    if not workflow.may(call.state, State.CLOSED):
        raise Refused(_("This call was never answered."))
    if outcome.solved:
        _close_enquiries(call, outcome, by)
    call.state, call.outcome, call.closed_at = State.CLOSED, outcome, clock.now()
    call.save(update_fields=["state", "outcome", "closed_at"])
    tell("closed", call, by, outcome=outcome.name_et)
    if call.user is not None:
        if not call.noted_later:
            offers.rest(call.user)
        live.push([call.user.pk or 0], "call", call.pk or 0)
    return call


def _close_enquiries(call: Call, outcome: OutcomeCode, by: User | None) -> None:
    texts: list[str] = []
    for enquiry in Enquiry.objects.open().filter(calls=call):
        try:
            enquiries.close(enquiry=enquiry, outcome=outcome, by=by)
        except Refused as refused:
            texts += [f"{enquiry.number}: {text}" for text in refused.texts]
    if texts:
        raise Refused(*texts)
