"""The card that slides in when a call rings, and what its two buttons do."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from desk import clock
from desk.calls import actions, matching, rotation
from desk.calls.actions.help import SENIORS, WAITS
from desk.calls.enums import State
from desk.calls.models import Call, HelpRequest, Offer
from desk.calls.views.answers import call_of, done, shows_call
from desk.calls.views.faults import language_of, lasting
from desk.calls.views.whole import named
from desk.http import Request, reads, writes
from desk.people.permissions import anyone, at_the_desk

MOST = 4  # possible callers on the card; the workspace lists them all


@reads(anyone)
def card(request: Request) -> HttpResponse:
    """What calls this person now: a ring, a raised hand, or the conversation to go back to."""
    user = request.user
    offer = Offer.objects.open().filter(user=user).select_related("call__line", "call__person").first()
    hands = _hands(request)
    talking = None
    if offer is None:
        talking = Call.objects.in_hand(user.pk).filter(state=State.ANSWERED).shown().first()
        there = talking is None or _stands_on(request, talking)
        if request.htmx and there:
            talking = None
            if not hands:
                return HttpResponse("")
    matches = matching.of_number(offer.call.number) if offer else []
    for match in matches[:MOST]:
        named(request, match, f"call:{offer.call_id}" if offer else "")
    if talking is not None:
        shows_call(request, talking)
    context = {
        "offer": offer,
        "why": rotation.in_words(offer.reasons) if offer else [],
        "matches": matches[:MOST],
        "faults": lasting(language_of(offer.call)) if offer else [],
        "cautions": matching.cautions(None, None, offer.call.number) if offer and not matches else [],
        "now": clock.now(),
        "more": max(0, len(matches) - MOST),
        "hands": hands,
        "talking": talking,
    }
    return render(request, "calls/card.html#card" if request.htmx else "calls/card.html", context)


def _hands(request: Request) -> list[HelpRequest]:
    """Raised hands that this person may take, the longest up first."""
    user = request.user
    up = HelpRequest.objects.asked_since(clock.now() - WAITS)
    hands = list(up.for_user(user.pk, senior=user.holds(*SENIORS)).shown().order_by("pk")[:3])
    for hand in hands:
        shows_call(request, hand.call)
    return hands


def _stands_on(request: Request, call: Call) -> bool:
    return str(request.htmx.current_url_abs_path or "").startswith(call.get_absolute_url())


@writes(at_the_desk)
def answer(request: Request, pk: int) -> HttpResponse:
    """Take the call and open its workspace."""
    call = call_of(pk)
    return done(request, call, lambda: actions.answer(call=call, by=request.user))


@writes(at_the_desk)
def refuse(request: Request, pk: int) -> HttpResponse:
    """Pass the call on to the next person."""
    call = call_of(pk)
    done(
        request,
        call,
        lambda: actions.refuse(call=call, by=request.user),
        _("The call rings for the next person."),
    )
    return redirect("calls:index")
