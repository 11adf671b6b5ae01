"""The identity check in the workspace: what the caller says is typed, what agrees is shown, never a value."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from desk.calls import actions, forms, identity
from desk.calls.enums import IdentityItem
from desk.calls.models import Call
from desk.calls.views.answers import call_of, done
from desk.http import Request, writes
from desk.people.permissions import at_the_desk
from desk.records import purpose
from desk.records.access import shows
from desk.records.enums import Reason


def context(request: Request, call: Call) -> dict[str, Any]:
    """What `_identity.html` and `_panels.html` show."""
    return {
        "identity": identity.of_call(call, purpose.kept(request, "call", call.pk or 0)),
        "identity_form": forms.SaidForm(auto_id="identity_%s"),
        "reasons": Reason.choices,
    }


@writes(at_the_desk)
def check(request: Request, pk: int) -> HttpResponse:
    """What the caller says, in one field: its shape tells the item; empty takes down the telephone's."""
    call = call_of(pk)
    form = forms.SaidForm(request.POST)
    text = form.cleaned_data["said"] if form.is_valid() else ""
    said: dict[IdentityItem, str] = {}
    if text:
        item = identity.item_of(text)
        if item is None:
            messages.error(request, _("A number that is only said proves nothing: ask for something else."))
            return redirect(call)
        said[item] = text
    return done(request, call, lambda: actions.check(call=call, said=said, by=request.user))


@writes(at_the_desk)
def refuse(request: Request, pk: int) -> HttpResponse:
    """The caller could not say who he is: general advice only."""
    call = call_of(pk)
    return done(request, call, lambda: actions.refuse_identity(call=call, by=request.user))


@writes(at_the_desk)
def show_all(request: Request, pk: int) -> HttpResponse:
    """Open the client's data all the same; the reason goes into the access log and holds for half an hour."""
    call = call_of(pk)
    reason = request.POST.get("reason", "")
    if reason not in Reason.values:
        messages.error(request, _("Choose why you look."))
        return redirect(call)
    answer = done(request, call, lambda: actions.show_all(call=call, by=request.user))
    if call.client_id:
        purpose.remember(request, "call", pk, Reason(reason))
        shows(request, "client", call.client_id, client_id=call.client_id, purpose=reason)
    return answer
