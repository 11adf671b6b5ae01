"""The screen of the waiting room: numbers and desks, for everyone who has its address; and who makes that."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from desk import clock
from desk.counter.actions import screens as deeds
from desk.counter.enums import VisitState
from desk.counter.models import Office, Period
from desk.counter.permissions import keeps_screens
from desk.http import Request, public_reads, reads, writes

WHY = "a screen on the wall: whoever has the key in its address sees numbers and desks, nothing else"
SHOWN = 6  # numbers; more are not read from across the room
RECENT = timedelta(minutes=20)  # a number that nobody answered is not called for ever
STAYS = timedelta(minutes=1)  # how long a number stands after its visitor has come to the desk


@public_reads(WHY)
def screen(request: HttpRequest, key: str) -> HttpResponse:
    """The whole page, in Estonian with a line in Russian and English; a wrong key is nothing."""
    office = _office(key)
    with translation.override("et"):
        return _kept_nowhere(render(request, "counter/screen.html", {**_numbers(office), "key": key}))


@public_reads(WHY)
def numbers(request: HttpRequest, key: str) -> HttpResponse:
    """The numbers alone, asked for every few seconds: two statements, no session."""
    office = _office(key)
    with translation.override("et"):
        return _kept_nowhere(render(request, "counter/_screen_numbers.html", _numbers(office)))


def _office(key: str) -> Office:
    office = Office.objects.open().filter(screen_key_hash=deeds.hash_of(key)).first()
    if office is None:
        raise Http404
    return office


def _numbers(office: Office) -> dict[str, Any]:
    """Who is called now, the last one first; each number once, where it was called last."""
    now = clock.now()
    calls = Period.objects.filter(
        visit__office=office, state=VisitState.CALLED, started_at__gte=now - RECENT,
        visit__state__in=[VisitState.CALLED, VisitState.SERVING],
    )  # fmt: skip
    rows: dict[str, dict[str, Any]] = {}
    called = calls.order_by("-started_at", "-pk").values_list(
        "visit__number", "desk__number", "ended_at", "pk"
    )
    for number, desk, ended, pk in called[: 4 * SHOWN]:
        if number not in rows and (ended is None or ended > now - STAYS):
            rows[number] = {"number": number, "desk": desk, "waits": ended is None, "call": pk}
    return {"rows": list(rows.values())[:SHOWN], "office": office}


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@reads(keeps_screens)
def screens(request: Request) -> HttpResponse:
    """Which offices have a screen; the address itself is shown once, when it is made."""
    return render(request, "counter/screens.html", {"offices": list(Office.objects.open())})


@writes(keeps_screens)
def open_screen(request: Request, code: str) -> HttpResponse:
    """Make the address of an office's screen; the old one is closed by it."""
    office = get_object_or_404(Office.objects.open(), code=code)
    key = deeds.open_screen(office=office, by=request.user)
    address = f"{settings.PUBLIC_URL}{reverse('counter:screen', args=[key])}"
    text = _("The screen of {} is at {} – copy the address now, it is not shown again.")
    messages.success(request, format_html(text, office, format_html('<a href="{0}">{0}</a>', address)))
    return redirect("counter:screens")


@writes(keeps_screens)
def close_screen(request: Request, code: str) -> HttpResponse:
    """Nothing is shown at the address any more."""
    office = get_object_or_404(Office.objects.open(), code=code)
    deeds.close_screen(office=office, by=request.user)
    messages.success(request, _("The address is closed."))
    return redirect("counter:screens")
