"""A threatening or abusive caller: the warning, the end, what stays for the next one; never what was said."""

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, live, workdays
from desk.calls.actions import offers
from desk.calls.actions.finishing import end_openly, end_with, finish_talking
from desk.calls.actions.holding import hold, hold_unfinished, tell
from desk.calls.enums import State
from desk.calls.models import Abuse, Call
from desk.clients import actions as clients
from desk.clients.enums import CautionKind
from desk.clients.models import Caution
from desk.enquiries import deadlines
from desk.enquiries.enums import ABUSE
from desk.enquiries.models import OutcomeCode
from desk.http import Refused
from desk.people.actions import set_presence
from desk.people.actions import tell as tell_people
from desk.people.enums import PresenceState, Role
from desk.people.models import BreakReason, User, UserRole

REST = "rest"  # code of the break that is offered afterwards


@transaction.atomic
def open_abuse(*, call: Call, by: User) -> Abuse:
    """The caller threatens or abuses: the words to read out stand on the screen; opened twice it is one."""
    hold_unfinished(call)
    if call.user_id != by.pk or call.state not in (State.ANSWERED, State.WRAP_UP):
        raise Refused(_("Only the person on the phone can do this."))
    made, new = Abuse.objects.get_or_create(call=call, defaults={"opened_by": by})
    if new:
        tell("abuse_opened", call, by)
    return made


@transaction.atomic
def put_away_abuse(*, call: Call, by: User) -> None:
    """The caller calmed down, or it was a slip of the key: nothing is left on the caller."""
    hold_unfinished(call)
    standing = Abuse.objects.filter(call=call, ended_at=None).first()
    if standing is None:
        return
    # A warning that was read out is a fact: it stays in the timeline, and the protocol can be opened again.
    standing.delete()
    tell("abuse_put_away", call, by)


@transaction.atomic
def warn(*, call: Call, by: User) -> Abuse:
    """The warning was read out; twice changes nothing."""
    standing = _standing(call, by)
    if standing.warned_at is None:
        standing.warned_at = max(clock.now(), standing.opened_at)
        standing.save(update_fields=["warned_at"])
        tell("abuse_warned", call, by)
    return standing


@transaction.atomic
def end_abuse(*, call: Call, by: User) -> Abuse:
    """End the call after the warning, warn the colleagues of the caller for a time, and tell the head.

    Where the exchange ends conversations, the person lays the receiver down and the call is finished with
    its event. Refused while the caller is there and was not warned; one who hung up cannot be.
    """
    standing = _standing(call, by)
    if standing.warned_at is None and call.state == State.ANSWERED:
        raise Refused(_("Read the warning out first."))
    outcome = OutcomeCode.objects.filter(code=ABUSE).first()
    if outcome is None:
        raise Refused(_("The outcome of abusive calls is missing."))
    standing.ended_at = max(clock.now(), standing.opened_at)
    standing.caution = _caution(call, by)
    standing.save(update_fields=["ended_at", "caution"])
    tell("abuse_ended" if standing.warned_at else "abuse_noted", call, by)
    _tell_heads(call)
    if call.state == State.ANSWERED and call.line_id is None:
        end_openly(call)
        finish_talking(call)
    end_with(call, outcome, by)
    return standing


def _standing(call: Call, by: User) -> Abuse:
    hold_unfinished(call)
    standing = Abuse.objects.filter(call=call, ended_at=None).first()
    if standing is None or call.user_id != by.pk:
        raise Refused(_("The protocol is not open."))
    return standing


def _caution(call: Call, by: User) -> Caution | None:
    """On the person, else on the client, else on the number; None where there is nothing to put it on."""
    until = workdays.day_of(deadlines.due("caution", clock.now()))
    about = {"person": call.person} if call.person else {"client": call.client} if call.client else {}
    if not about and not call.number:
        return None
    standing = Caution.objects.standing().filter(
        kind=CautionKind.THREAT, **(about or {"number": call.number})
    )
    found = standing.select_for_update().first()
    if found is not None:
        return clients.prolong_caution(caution=found, until_day=until, by=by)
    number = "" if about else call.number
    return clients.add_caution(kind=CautionKind.THREAT, until_day=until, number=number, by=by, **about)


def _tell_heads(call: Call) -> None:
    held = UserRole.objects.in_force(workdays.today()).filter(role=Role.HEAD)
    heads = list(User.objects.filter(is_active=True, roles__in=held).distinct())
    tell_people(
        users=heads, kind="calls.abuse", subject=("call", call.pk), client_id=call.client_id, number=str(call)
    )


@transaction.atomic
def rest_after(*, call: Call, by: User) -> None:
    """A short break after such a call, by one press; whoever speaks again meanwhile is not taken off."""
    hold(call)
    if call.user_id != by.pk or not Abuse.objects.filter(call=call, ended_at__isnull=False).exists():
        raise Refused(_("Only the person on the phone can do this."))
    if Call.objects.in_hand(by.pk).filter(state=State.ANSWERED).exists():
        raise Refused(_("You are on a call yourself: end it first."))
    offers.lock(by.pk)
    reason = BreakReason.objects.active().filter(code=REST).first()
    set_presence(user=by, state=PresenceState.BREAK, reason=reason, by=by)
    live.push([by.pk], "call", call.pk)
