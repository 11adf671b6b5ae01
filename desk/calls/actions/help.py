"""A raised hand: advice for whoever is on the phone, or a colleague who takes over the call and all of it."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, live, workdays
from desk.calls.actions import offers
from desk.calls.actions.holding import hold
from desk.calls.enums import HelpKind, OfferState, State
from desk.calls.models import Call, HelpRequest, Offer
from desk.enquiries import actions as enquiries
from desk.enquiries.models import Enquiry
from desk.http import Refused
from desk.people.actions import set_presence
from desk.people.enums import PresenceState, Role
from desk.people.models import Presence, User, UserRole
from desk.people.permissions import leads
from desk.records.actions import note

SENIORS = (Role.SENIOR, Role.HEAD)
WAITS = timedelta(minutes=3)  # a hand is up so long; then the page says that nobody came
# Who can look up from what they do; whoever rests or is away is not called back by a raised hand.
PRESENT = (PresenceState.AVAILABLE, PresenceState.RINGING, PresenceState.ON_CALL, PresenceState.WRAP_UP)


def present(*, seniors: bool) -> list[User]:
    """Everyone who is at work now and not resting, by name; only seniors where asked so."""
    here = Presence.objects.open().filter(state__in=PRESENT)
    people = User.objects.filter(is_active=True, presences__in=here)
    if seniors:
        held = UserRole.objects.in_force(workdays.today()).filter(role__in=SENIORS)
        people = people.filter(roles__in=held)
    return list(people.distinct().order_by("first_name", "last_name", "pk"))


@transaction.atomic
def raise_hand(
    *, call: Call, kind: str, by: User, asked_of: User | None = None, text: str = ""
) -> HelpRequest:
    """Ask a colleague, or any senior who is present, for advice or to take the call over.

    A hand that is up already stays as it is. Refused when the call is nobody's or somebody else's, or
    nobody is there who could come.
    """
    hold(call)
    if call.user_id != by.pk or call.state not in (State.ANSWERED, State.WRAP_UP):
        raise Refused(_("Only the person on the phone can ask for help with the call."))
    standing = HelpRequest.objects.open().filter(call=call).first()
    if standing is not None:
        return standing
    asked = [asked_of] if asked_of else [one for one in present(seniors=True) if one.pk != by.pk]
    if not asked:
        raise Refused(_("No senior is present now: choose a colleague by name."))
    made = HelpRequest.objects.create(
        call=call, kind=kind, asked_by=by, asked_of=asked_of, note=text.strip()[:500]
    )
    _note("hand_raised" if kind == HelpKind.ADVICE else "transfer_asked", call, by)
    _tell(made, asked)
    return made


@transaction.atomic
def come(*, request: HelpRequest, by: User) -> HelpRequest:
    """I come: to advise, or to take the call over. The first who says so; Refused for the others."""
    _take_up(request)
    call = request.call
    if request.taken_by_id == by.pk:
        return request
    if request.taken_by is not None:
        raise Refused(_("%(name)s has come already.") % {"name": request.taken_by})
    if request.ended_at is not None:
        raise Refused(_("Help is not needed any more."))
    if request.asked_by_id == by.pk:
        raise Refused(_("Nobody helps themselves here."))
    if request.asked_of_id != by.pk and leads(by) is not None:
        raise Refused(_("Somebody else was asked."))
    if request.kind == HelpKind.TRANSFER:
        _take_over(call, by)
    _end(request, taken_by=by)
    _note("handed_over" if request.kind == HelpKind.TRANSFER else "helped", call, by)
    _tell(request, present(seniors=True))
    return request


@transaction.atomic
def put_down(*, request: HelpRequest, by: User) -> HelpRequest:
    """Help is not needed any more."""
    _take_up(request)
    if request.ended_at is None:
        _end(request)
        _note("hand_down", request.call, by)
        _tell(request, present(seniors=True))
    return request


def end_unanswered_hands(*, by: None = None) -> int:
    """Hands that nobody took in time come down, and the one who raised it is told; how many."""
    late = HelpRequest.objects.open().filter(asked_at__lte=clock.now() - WAITS)
    pks = list(late.values_list("pk", flat=True))
    for pk in pks:
        with transaction.atomic():
            request = HelpRequest.objects.get(pk=pk)
            _take_up(request)
            if request.ended_at is None:
                _end(request)
                _note("nobody_came", request.call, None)
                _tell(request, present(seniors=True))
    return len(pks)


def _take_over(call: Call, taker: User) -> None:
    """The call and what is open of it move to `taker`; both presences follow, the first keeps nothing."""
    if call.state not in (State.ANSWERED, State.WRAP_UP) or call.user is None:
        raise Refused(_("The call is finished already."))
    if Call.objects.in_hand(taker.pk or 0).filter(state=State.ANSWERED).exists():
        raise Refused(_("You are on a call yourself: end it first."))
    giver = call.user
    # How it ends is the taker's to say.
    call.user, call.ends_with = taker, None
    call.save(update_fields=["user", "ends_with"])
    for enquiry in Enquiry.objects.open().filter(calls=call, owner=giver):
        enquiries.assign(enquiry=enquiry, owner=taker, by=taker)
    if call.state == State.ANSWERED:
        for offer in Offer.objects.open().filter(user=taker).select_related("user"):
            offers.end(offer, OfferState.WITHDRAWN, clock.now())
        set_presence(user=taker, state=PresenceState.ON_CALL, by=None)
    offers.rest(giver)


def _take_up(request: HelpRequest) -> None:
    # The call first, as everywhere: whoever takes, ends or closes comes one after the other.
    hold(request.call)
    request.refresh_from_db(from_queryset=HelpRequest.objects.select_for_update())


def _end(request: HelpRequest, taken_by: User | None = None) -> None:
    request.taken_by, request.ended_at = taken_by, max(clock.now(), request.asked_at)
    request.save(update_fields=["taken_by", "ended_at"])


def _tell(request: HelpRequest, others: list[User]) -> None:
    """Pages of all whom it concerns look anew."""
    everyone = {one.pk for one in others} | {request.asked_by_id, request.asked_of_id, request.taken_by_id}
    live.push([pk for pk in everyone if pk], "call", request.call_id)


def _note(what: str, call: Call, by: User | None) -> None:
    note(
        kind=f"calls.{what}",
        subject=("call", call.pk or 0),
        client_id=call.client_id,
        by=by,
        number=str(call),
    )
