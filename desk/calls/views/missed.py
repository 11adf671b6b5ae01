"""Calls that nobody answered: the worklist, and what is done with one or many of them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk import clock
from desk.calls import missed
from desk.calls.actions import callbacks
from desk.calls.actions import missed as deeds
from desk.calls.enums import Handled
from desk.calls.models import Call
from desk.calls.views.answers import call_of, shows_call
from desk.http import Refused, Request, reads, writes
from desk.people.permissions import at_the_desk
from desk.records.access import shows

# What a person may say; "will be called back" is said by planning it.
REASONS = [choice for choice in Handled.choices if choice[0] != Handled.CALLBACK]


@reads(at_the_desk)
def index(request: Request) -> HttpResponse:
    """Whom to call back, the longest waiting first; with `all` every row is ticked."""
    now = clock.now()
    rows = missed.rows(now)
    for row in rows:
        shows_call(request, row.call)
        for person, client in row.owners:
            purpose = f"call:{row.call.pk}"
            client_id = client.pk if client else None
            if person is not None:
                shows(request, "person", person.pk, client_id=client_id, purpose=purpose)
            if client is not None:
                shows(request, "client", client.pk, client_id=client_id, purpose=purpose)
    context = {
        "rows": rows,
        "first": next((row.call.pk for row in rows if row.call.number), None),
        "most": missed.MOST,
        "reasons": REASONS,
        "now": now,
        "all": "all" in request.GET,
    }
    return render(request, "calls/missed.html", context)


def _chosen(request: Request) -> list[Call]:
    if request.POST.get("only", "").isdigit():
        return list(Call.objects.filter(pk=request.POST["only"]))
    ticked = [pk for pk in request.POST.getlist("call") if pk.isdigit()]
    return list(Call.objects.filter(pk__in=ticked).order_by("rang_at", "pk"))


@writes(at_the_desk)
def handle(request: Request) -> HttpResponse:
    """Close the ticked rows, or the one whose button it was, with a reason; or plan their callbacks."""
    calls = _chosen(request)
    if not calls:
        messages.error(request, _("Tick at least one call."))
    elif "plan" in request.POST:
        _plan(request, calls)
    elif (reason := request.POST.get("reason", "")) not in dict(REASONS):
        messages.error(request, _("Choose why no callback is needed."))
    else:
        done = deeds.handle(calls=calls, as_=reason, by=request.user)
        said = ngettext("%(n)s call is dealt with.", "%(n)s calls are dealt with.", done) % {"n": done}
        messages.success(request, said)
    return redirect("calls:missed")


def _plan(request: Request, calls: list[Call]) -> None:
    """Each gets the next free time, the longest waiting the first; what cannot is said with its reason."""
    planned = 0
    for call in calls:
        try:
            callbacks.plan(call=call, by=request.user)
        except Refused as refused:
            for text in refused.texts:
                messages.error(request, f"{call.shown_number}: {text}")
        else:
            planned += 1
    if planned:
        said = ngettext("%(n)s callback is planned.", "%(n)s callbacks are planned.", planned)
        messages.success(request, said % {"n": planned})


@writes(at_the_desk)
def call_back(request: Request, pk: int) -> HttpResponse:
    """Call back now: the callback is this person's, and its page has the number to press."""
    call = call_of(pk)
    try:
        return redirect(callbacks.call_back_now(call=call, by=request.user))
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
    return redirect("calls:missed")
