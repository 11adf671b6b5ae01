"""A call about a known fault: one key ties the enquiry, makes the promise, and lets the call end."""

from django.db import transaction
from django.utils.translation import gettext as _

from desk.calls.actions.conversation import link
from desk.calls.actions.finishing import end_openly, end_with
from desk.calls.actions.holding import hold_unfinished, tell
from desk.calls.enums import State
from desk.calls.models import Call
from desk.enquiries import actions as enquiries
from desk.enquiries.enums import FAULT
from desk.enquiries.models import Enquiry, Fault, FaultTie, OutcomeCode
from desk.http import Refused
from desk.people.models import User


@transaction.atomic
def tie_fault(*, call: Call, fault: Fault, by: User) -> FaultTie:
    """This call is about the known fault: the caller is told when it is over, and the call ends with that.

    In conversation the hang-up finishes the call; after it, it is finished now. Who called about the fault
    before keeps the promise that was made then.
    """
    hold_unfinished(call)
    if call.state not in (State.ANSWERED, State.WRAP_UP):
        raise Refused(_("This call is not in conversation."))
    enquiry = _asked_before(call, fault) or _asked_here(call, fault)
    if enquiry is None:
        enquiry = enquiries.open_enquiry(
            topic=fault.topic,
            client=call.client,
            person=call.person,
            language=call.language if call.person is None else "",
            practice=call.training,
            by=by,
        )
    if not call.links.filter(enquiry=enquiry).exists():
        link(call, enquiry, by)
    tied = enquiries.tie(enquiry=enquiry, fault=fault, by=by, turned_at=call.rang_at)
    outcome = OutcomeCode.objects.selectable().filter(code=FAULT).first()
    if outcome is not None:
        end_with(call, outcome, by)
    return tied


def _asked_before(call: Call, fault: Fault) -> Enquiry | None:
    """The open enquiry of this caller that is tied to the fault already.

    Of nobody whom we know, the number is all there is to go by: it shows that somebody there waits.
    """
    tied = Enquiry.objects.open().filter(fault_tie__fault=fault, practice=call.training)
    here = tied.filter(calls=call).first()
    if here is not None:
        return here
    if call.client_id is not None or call.person_id is not None:
        if call.client_id is not None:
            tied = tied.filter(client=call.client_id)
        return tied.filter(person=call.person_id).first()
    if not call.number:
        return None
    return tied.filter(client=None, person=None, calls__number=call.number).first()


def _asked_here(call: Call, fault: Fault) -> Enquiry | None:
    """What was opened in this call about the fault's topic before anybody thought of the fault."""
    here = Enquiry.objects.open().filter(calls=call, topic=fault.topic, fault_tie=None)
    return here.filter(opened_at__gte=call.rang_at).order_by("pk").first()


@transaction.atomic
def untie_fault(*, call: Call, enquiry: Enquiry, by: User) -> None:
    """The key was a slip: the call is not about the fault, and does not end by itself.

    A tie of an earlier call stays, only this call has nothing to do with it.
    """
    hold_unfinished(call)
    tied = FaultTie.objects.filter(enquiry=enquiry, enquiry__calls=call).first()
    if tied is None:
        return
    end_openly(call)
    if tied.tied_at >= call.rang_at:
        enquiries.untie(enquiry=enquiry, by=by)
        return
    call.links.filter(enquiry=enquiry).delete()
    tell("unlinked", call, by, enquiry=enquiry.number)
