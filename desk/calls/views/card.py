"""The card that slides in when a call rings, and what its two buttons do."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from desk.calls import actions, matching
from desk.calls.enums import State
from desk.calls.models import Call, Offer
from desk.calls.views.answers import call_of, done, shows_call
from desk.http import Request, reads, writes
from desk.people.permissions import anyone, at_the_desk
from desk.records.access import shows


@reads(anyone)
def card(request: Request) -> HttpResponse:
    """What the telephone does to this person now: a ringing call, or the conversation to go back to."""
    user = request.user
    offer = Offer.objects.open().filter(user=user).select_related("call__line").first()
    talking = None
    if offer is None:
        talking = Call.objects.in_hand(user.pk).filter(state=State.ANSWERED).shown().first()
        if request.htmx and (talking is None or _stands_on(request, talking)):
            return HttpResponse("")
    matches = matching.of_number(offer.call.number) if offer else []
    for match in matches:
        for kind, who in (("person", match.person), ("client", match.client)):
            if who is not None:
                client_id = match.client.pk if match.client else None
                shows(
                    request,
                    kind,
                    who.pk,
                    client_id=client_id,
                    purpose=f"call:{offer.call_id}" if offer else "",
                )
    if talking is not None:
        shows_call(request, talking)
    template = "calls/card.html#card" if request.htmx else "calls/card.html"
    return render(request, template, {"offer": offer, "matches": matches, "talking": talking})


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
