"""Calls by list: everyone's, a client's, one's own, the queue; and a call logged by hand."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk import clock
from desk.calls import actions, forms
from desk.calls.actions import offers
from desk.calls.models import Call, CallQuerySet, Offer
from desk.calls.views.answers import shows_call
from desk.clients.models import Client
from desk.http import Refused, Request, reads, writes
from desk.people.permissions import at_the_desk
from desk.records.access import shows
from desk.records.purpose import of_client

PAGE = 25


def _kinds(user_id: int) -> dict[str, CallQuerySet]:
    return {
        "all": Call.objects.all(),
        "mine": Call.objects.filter(user_id=user_id),
        "unfinished": Call.objects.in_hand(user_id),
        "missed": Call.objects.unreached(),
    }


@reads(at_the_desk)
def index(request: Request) -> HttpResponse:
    """The call log, newest first; a page starts after a row, so nothing is counted."""
    kinds = _kinds(request.user.pk)
    kind = request.GET.get("kind", "all")
    calls = kinds.get(kind, kinds["all"])
    after = request.GET.get("after", "")
    if after.isdigit():
        last = get_object_or_404(Call, pk=after)
        calls = calls.filter(rang_at__lte=last.rang_at).exclude(rang_at=last.rang_at, pk__gte=last.pk)
    rows = list(calls.shown().newest_first()[: PAGE + 1])
    _show(request, rows[:PAGE])
    return render(
        request,
        "calls/index.html",
        {
            "calls": rows[:PAGE],
            "more": rows[PAGE - 1].pk if len(rows) > PAGE else None,
            "kind": kind if kind in kinds else "all",
            "kinds": _words(),
        },
    )


def _words() -> list[tuple[str, str]]:
    return [
        ("all", _("All calls")),
        ("mine", _("My calls")),
        ("unfinished", _("To finish")),
        ("missed", _("Missed and abandoned")),
    ]


def _show(request: Request, calls: Sequence[Call]) -> None:
    for call in calls:
        shows_call(request, call)


@reads(at_the_desk)
def client_panel(request: Request, client: int) -> HttpResponse:
    """The last calls on behalf of this client."""
    whose = get_object_or_404(Client, pk=client)
    shows(request, "client", client, client_id=client, purpose=of_client(request, client))
    calls = list(Call.objects.for_client(client).shown().newest_first()[:10])
    _show(request, calls)
    return render(request, "calls/client_panel.html", {"client": whose, "calls": calls})


@reads(at_the_desk)
def home_panel(request: Request) -> HttpResponse:
    """What this person has not finished, and the calls that nobody answered."""
    mine = list(Call.objects.in_hand(request.user.pk).shown().newest_first()[:10])
    missed = list(Call.objects.unreached().shown().newest_first()[:5])
    _show(request, [*mine, *missed])
    return render(request, "calls/home_panel.html", {"mine": mine, "missed": missed})


@reads(at_the_desk)
def queue_panel(request: Request) -> HttpResponse:
    """Who takes the next call and why, and the calls that wait."""
    waiting = list(Call.objects.ringing().select_related("line")[:20])
    rung = dict(Offer.objects.open().filter(call__in=waiting).values_list("call_id", "user__extension"))
    rows: list[dict[str, Any]] = [
        {"call": call, "extension": rung.get(call.pk, ""), "waited": clock.now() - call.rang_at}
        for call in waiting
    ]
    return render(request, "calls/queue_panel.html", {"turns": offers.order(""), "waiting": rows})


@writes(at_the_desk, form=True)
def log(request: Request) -> HttpResponse:
    """A call of which no exchange told: one that goes on now, or one that was noted on paper."""
    form = forms.LogForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            call = actions.log_call(by=request.user, **form.cleaned_data)
        except Refused as refused:
            for text in refused.texts:
                messages.error(request, text)
        else:
            return redirect(call)
    return render(request, "calls/log.html", {"form": form}, status=422 if form.errors else 200)
