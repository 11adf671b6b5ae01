"""Pages of records: timelines as panels, and the auditor's access log."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from desk import slots, workdays
from desk.http import Request, reads
from desk.people.enums import Role
from desk.people.models import User
from desk.people.permissions import at_the_desk, roles
from desk.records import access, purpose
from desk.records.forms import AccessLogForm, PeriodForm
from desk.records.models import AccessLogEntry, AccessLogQuerySet, TimelineEntry, TimelineQuerySet
from desk.records.words import line, looked

PAGE = 30  # lines of a timeline at a time
LOG_PAGE = 50  # rows of the access log at a time
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
    entries = entries.between(_midnight(since), _midnight(until + timedelta(days=1)))
    found = entries.without(_kept(request.user.pk)).told()[:MOST]
    context = {
        "lines": [line(entry, ("", 0)) for entry in found],
        "mine": mine,
        "form": form if form.is_bound else PeriodForm(initial={"since": since, "until": until}),
        "before": None,
    }
    return render(request, "records/in_place_of.html", context)


@reads(roles(Role.AUDITOR))
def access_log(request: Request) -> HttpResponse:
    """Who looked at whose data, when, where and why, newest first; names of clients are not shown here."""
    form = AccessLogForm(request.GET)
    rows = _chosen(form.cleaned_data if form.is_valid() else {})
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after))
    page = list(rows.order_by("-pk")[: LOG_PAGE + 1])
    following = request.GET.copy()
    following["after"] = str(page[LOG_PAGE - 1].pk) if len(page) > LOG_PAGE else ""
    names = {user.pk: str(user) for user in User.objects.filter(pk__in={row.user_id for row in page})}
    context = {
        "rows": [looked(row, names.get(row.user_id, "")) for row in page[:LOG_PAGE]],
        "form": form,
        "following": following.urlencode() if following["after"] else "",
    }
    return render(request, "records/access_log.html", context)


def _chosen(chosen: dict[str, Any]) -> AccessLogQuerySet:
    rows = AccessLogEntry.objects.all()
    if user := chosen.get("user"):
        rows = rows.filter(user_id=user.pk)
    if kind := chosen.get("kind"):
        rows = rows.filter(shown_kind=kind)
    if number := chosen.get("number"):
        rows = rows.filter(shown_id=number)
    if since := chosen.get("since"):
        rows = rows.filter(at__gte=_midnight(since))
    if until := chosen.get("until"):
        rows = rows.filter(at__lt=_midnight(until + timedelta(days=1)))
    return rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
