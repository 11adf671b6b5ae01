"""A call logged by hand, and numbers that are pressed to call them."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from desk.calls import actions, forms
from desk.calls.actions import log as deeds
from desk.calls.models import Callback, Dial
from desk.clients.models import Client, Person
from desk.http import Refused, Request, writes
from desk.people.permissions import at_the_desk
from desk.workdays import TALLINN


@writes(at_the_desk, form=True)
def log(request: Request) -> HttpResponse:
    """A call of which no exchange told: one that goes on now, or one after another noted on paper."""
    form = forms.LogForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            call = actions.log_call(by=request.user, **_facts(form.cleaned_data))
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            if "next" not in request.POST:
                return redirect(call)
            url = call.get_absolute_url()
            messages.success(
                request,
                format_html(_('Saved: <a href="{}">call {}</a>. Write down the next one.'), url, call),
            )
            return redirect("calls:log")
    return render(request, "calls/log.html", {"form": form}, status=422 if form.errors else 200)


def _facts(said: dict[str, Any]) -> dict[str, Any]:
    """The form's end of the call as a moment: a wall-clock time after the beginning, or minutes from it."""
    began, ended = said["at"], None
    if began is not None and said["until"] is not None:
        local = began.astimezone(TALLINN)
        ended = datetime.combine(local.date(), said["until"], TALLINN)
        if ended < began.replace(second=0, microsecond=0):
            ended += timedelta(days=1)  # it went past midnight
    elif began is not None and said["minutes"] is not None:
        ended = began + timedelta(minutes=said["minutes"])
    return {"number": said["number"], "direction": said["direction"], "began": began, "ended": ended}


@writes(at_the_desk)
def dial(request: Request) -> HttpResponse:
    """A number was pressed: what is meant is kept, and one key logs the call if no exchange tells of it."""
    try:
        meant = deeds.dial(
            number=request.POST.get("number", "")[:40],
            by=request.user,
            client=_row(Client, request, "client"),
            person=_row(Person, request, "person"),
            callback=_row(Callback, request, "callback"),
        )
    except Refused as refused:
        return render(request, "calls/_dialled.html", {"texts": refused.texts})
    return render(request, "calls/_dialled.html", {"dial": meant})


def _row(model: type[Any], request: Request, name: str) -> Any:
    pk = request.POST.get(name, "")
    return get_object_or_404(model, pk=pk) if pk.isdigit() else None


@writes(at_the_desk)
def dialled(request: Request, pk: int) -> HttpResponse:
    """They answered: the call is written down and its workspace opens."""
    meant = get_object_or_404(Dial, pk=pk, by=request.user)
    call = deeds.log_dialled(dial=meant, by=request.user)
    # The button stands among rows of a form, so it is htmx that sends it and the whole page that goes on.
    return HttpResponseClientRedirect(call.get_absolute_url()) if request.htmx else redirect(call)
