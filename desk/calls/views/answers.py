"""How a deed in a call is answered: back to its workspace, with the refusal in words."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from desk.calls.models import Call, Callback
from desk.http import Refused, Request
from desk.records.access import shows


def call_of(pk: int) -> Call:
    """The call with what a page shows of it, or 404."""
    return get_object_or_404(Call.objects.shown(), pk=pk)


def done(request: Request, back: Call | Callback, deed: Callable[[], object], said: str = "") -> HttpResponse:
    """Do the deed and go back to the page of `back`; a refusal is said there, each text on its own line."""
    try:
        deed()
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
    else:
        if said:
            messages.success(request, said)
    return redirect(back)


def shows_call(request: Request, call: Call) -> None:
    """A call shows its caller and its client; the call itself is the purpose."""
    purpose = f"call:{call.pk}"
    if call.client_id:
        shows(request, "client", call.client_id, client_id=call.client_id, purpose=purpose)
    if call.person_id:
        shows(request, "person", call.person_id, client_id=call.client_id, purpose=purpose)
