"""Raising a hand in a call, and coming to whoever raised it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.calls import actions, forms
from desk.calls.enums import HelpKind
from desk.calls.models import HelpRequest
from desk.calls.views.answers import call_of, done, shows_call
from desk.http import Request, writes
from desk.people.permissions import at_the_desk


@writes(at_the_desk, form=True)
def raise_hand(request: Request, pk: int) -> HttpResponse:
    """Ask for advice, or to take the call over; the form names a colleague and what is needed."""
    call = call_of(pk)
    kind = request.POST.get("kind", "")
    if request.method != "POST":
        shows_call(request, call)
        others = [one for one in actions.present(seniors=False) if one.pk != request.user.pk]
        return render(request, "calls/ask.html", {"call": call, "form": forms.HelpForm(None, others)})
    form = forms.HelpForm(request.POST)
    if not form.is_valid() or kind not in HelpKind.values:
        messages.error(request, _("Choose what you ask, and of whom."))
        return redirect(call)
    asked = form.cleaned_data
    return done(
        request,
        call,
        lambda: actions.raise_hand(
            call=call, kind=kind, asked_of=asked["asked_of"], text=asked["note"], by=request.user
        ),
    )


@writes(at_the_desk)
def come(request: Request, pk: int) -> HttpResponse:
    """I come; the call's page opens with all of it."""
    wanted = get_object_or_404(HelpRequest.objects.shown(), pk=pk)
    return done(request, wanted.call, lambda: actions.come(request=wanted, by=request.user))


@writes(at_the_desk)
def put_down(request: Request, pk: int) -> HttpResponse:
    """Help is not needed any more."""
    wanted = get_object_or_404(HelpRequest.objects.shown(), pk=pk)
    return done(request, wanted.call, lambda: actions.put_down(request=wanted, by=request.user))
