"""Timelines as panels, and what was done in place of whom."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from desk import slots, workdays
from desk.http import Request, reads
from desk.people.permissions import at_the_desk
from desk.records import access, purpose
from desk.records.forms import PeriodForm
from desk.records.models import TimelineEntry, TimelineQuerySet
from desk.records.views.days import midnight
from desk.records.words import line

PAGE = 30  # lines of a timeline at a time
DEPUTY_DAYS = timedelta(days=30)  # how far back deputies' acts are shown at first
MOST = 200  # rows of them


@reads(at_the_desk)
def client_timeline(request: Request, client: int) -> HttpResponse:
    """Everything that happened with a client, newest first; `?before=` goes further back."""
    why = purpose.of_client(request, client)
    if not why:
        return redirect("clients:page", client)  # which asks for the reason
    access.shows(request, "client", client, client_id=client, purpose=why)
    # What happened with a record that was merged into this one happened with this client.
    same = {client}.union(*(find(client) for find in slots.each("SAME_CLIENT")))
    context = _lines(request, TimelineEntry.objects.for_client(*same), *(("client", pk) for pk in same))
    return render(request, "records/timeline.html", context)


@reads(at_the_desk)
def enquiry_timeline(request: Request, pk: int) -> HttpResponse:
    """What happened with one enquiry itself, newest first."""
    if ("enquiry", pk) in {(each.kind, each.pk) for each in _kept(request.user.pk)}:
        raise Http404
    entries = TimelineEntry.objects.for_subject("enquiry", pk)
    return render(request, "records/timeline.html", _lines(request, entries, ("enquiry", pk)))


def _lines(request: Request, entries: TimelineQuerySet, *here: tuple[str, int]) -> dict[str, Any]:
    before = request.GET.get("before", "")
    last = TimelineEntry.objects.filter(pk=before).first() if before.isdecimal() else None
    if last is not None:
        entries = entries.filter(at__lte=last.at).exclude(at=last.at, pk__gte=last.pk)
    page = list(entries.without(_kept(request.user.pk)).told()[: PAGE + 1])
    return {
        "lines": [line(entry, *here) for entry in page[:PAGE]],
        "before": page[PAGE - 1].pk if len(page) > PAGE else None,
        "continued": last is not None,
        "address": request.path,
    }


def _kept(user_id: int) -> list[slots.Kept]:
    """What this person must not see a line about."""
    return [each for find in slots.each("KEPT_FROM") for each in find(user_id)]


@reads(at_the_desk)
def in_place_of(request: Request) -> HttpResponse:
    """What others did in my place, and what I did in the place of others (`?show=mine`), by period."""
    today = workdays.today()
    form = PeriodForm(request.GET if "since" in request.GET or "until" in request.GET else None)
    chosen = form.cleaned_data if form.is_valid() else {}
    since, until = chosen.get("since") or today - DEPUTY_DAYS, chosen.get("until") or today
    mine = request.GET.get("show") == "mine"
    entries = TimelineEntry.objects.all()
    user = request.user.pk
    entries = entries.by_deputy(user) if mine else entries.in_place_of(user)
    entries = entries.between(midnight(since), midnight(until + timedelta(days=1)))
    found = entries.without(_kept(request.user.pk)).told()[:MOST]
    context = {
        "lines": [line(entry, ("", 0)) for entry in found],
        "mine": mine,
        "form": form if form.is_bound else PeriodForm(initial={"since": since, "until": until}),
        "before": None,
    }
    return render(request, "records/in_place_of.html", context)
