"""Calls by list: everyone's, a client's, one's own, the queue."""

from collections.abc import Sequence
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from desk import clock
from desk.calls import missed
from desk.calls.models import Call, Callback, CallQuerySet
from desk.calls.views.answers import shows_call
from desk.calls.views.callbacks import shows_callback
from desk.clients.models import Client
from desk.http import Request, reads
from desk.people.deputies import stands_in_for, works_for
from desk.people.models import User
from desk.people.permissions import at_the_desk, leads
from desk.records.access import shows
from desk.records.purpose import of_client

PAGE = 25


def _kinds(user: User) -> dict[str, CallQuerySet]:
    return {
        "all": Call.objects.counted(),
        "mine": Call.objects.filter(user=user),
        "unfinished": Call.objects.in_hand(*works_for(user)),
        "missed": Call.objects.counted().unreached(),
    }


@reads(at_the_desk)
def index(request: Request) -> HttpResponse:
    """The call log, newest first; a page starts after a row, so nothing is counted."""
    kinds = _kinds(request.user)
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
            "masked": _not_theirs(request.user, rows),
            "more": rows[PAGE - 1].pk if len(rows) > PAGE else None,
            "kind": kind if kind in kinds else "all",
            "kinds": _words(),
            "leads": leads(request.user) is None,
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
    why = of_client(request, client)
    shows(request, "client", client, client_id=client, purpose=why)
    calls = list(Call.objects.for_client(client).shown().newest_first()[:10])
    callbacks = (
        Callback.objects.for_client(client).readable_by(request.user).shown().prefetch_related("attempts")
    )
    _show(request, calls)
    context = {
        "client": whose, "calls": calls, "callbacks": list(callbacks.order_by("-slot_at", "-pk")[:5]),
        "masked": set() if why else _not_theirs(request.user, calls), "mask_callbacks": not why,
    }  # fmt: skip
    return render(request, "calls/client_panel.html", context)


def _not_theirs(user: User, calls: Sequence[Call]) -> set[int]:
    """Calls of others: their numbers are masked in a list. Who leads the work looks after all of it."""
    if leads(user) is None:
        return set()
    theirs = set(works_for(user))
    return {call.pk for call in calls if call.user_id not in theirs}


@reads(at_the_desk)
def home_panel(request: Request) -> HttpResponse:
    """What this person has not finished, whom to call back now, and how many calls nobody answered."""
    now = clock.now()
    mine = list(Call.objects.in_hand(*works_for(request.user)).shown().newest_first()[:10])
    due = (
        Callback.objects.readable_by(request.user)
        .due(now + timedelta(minutes=30))
        .for_anyone_or(set(works_for(request.user)))
    )
    callbacks = list(due.shown()[:5])
    _show(request, mine)
    for callback in callbacks:
        shows_callback(request, callback)
    context = {
        "mine": mine, "callbacks": callbacks, "missed": missed.count(now), "now": now,
        "standing_in": stands_in_for(request.user),
    }  # fmt: skip
    return render(request, "calls/home_panel.html", context)
