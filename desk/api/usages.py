"""Andmejälgija asks who looked at a person's data: `findUsage` of its protocol 1.6, behind X-Road.

Whoever asks is a subsystem of X-Road that the settings name (the security server says which it is, and nobody
else reaches this address), with a key of the scope "usages". The protocol puts the personal code into the
query; no log of ours holds queries. The shapes of `usagePeriod` and `heartbeat` are unverified.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.dateparse import parse_datetime

from desk import clock, workdays
from desk.clients.subjects import Unknown, find
from desk.http import machine, reading
from desk.login.enums import Scope
from desk.login.keys import refusal
from desk.records import usages
from desk.records.access import shows
from desk.records.models import AccessLogEntry

MOST = 1000  # looks in one answer
TRACKER = "tracker"  # the purpose in the access log
CREDENTIAL = "Andmejälgija over X-Road: its subsystem (X-Road-Client) and a key of the scope usages"
READS = ("GET", "HEAD")


class _Wrong(Exception):
    """The question cannot be understood; its text goes to who asked and repeats no value."""


def _no(status: int, reason: str) -> JsonResponse:
    response = JsonResponse({"error": reason}, status=status)
    # Django would log the address of a 4xx, and its query holds a personal code.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _stranger(request: HttpRequest) -> JsonResponse | None:
    if not settings.USAGES_CLIENTS:
        return _no(404, "this desk does not answer findUsage")
    if request.headers.get("X-Road-Client", "") not in settings.USAGES_CLIENTS:
        return _no(403, "this subsystem of X-Road may not ask")
    refused = refusal(request, Scope.USAGES)
    return _no(*refused) if refused else None


@machine(CREDENTIAL, methods=READS, counted=True)
def find_usage(request: HttpRequest) -> JsonResponse:
    """Looks at one person's data, newest first, page by page (`offset`, `limit`)."""
    if refused := _stranger(request):
        return refused
    try:
        with reading():
            answer = _usages(request)
    except _Wrong as wrong:
        return _no(400, str(wrong))
    except Unknown:
        return _no(400, "userCode is no personal code")
    shows(request, "access_log", 0, purpose=TRACKER)
    return JsonResponse(answer)


def _usages(request: HttpRequest) -> dict[str, Any]:
    since, until = _moment(request, "periodStart"), _moment(request, "periodEnd")
    offset = _number(request, "offset", 0, 0, 10_000_000)
    limit = _number(request, "limit", MOST, 1, MOST)
    rows = usages.looks_at(find(_needed(request, "userCode")), since=since, until=until)
    told = [each.shape for each in usages.told(rows[offset : offset + limit])]
    return {"totalUsages": rows.order_by().count(), "usages": told}


@machine(CREDENTIAL, methods=READS, counted=True)
def usage_period(request: HttpRequest) -> JsonResponse:
    """From when to when looks can be told of."""
    if refused := _stranger(request):
        return refused
    with reading():
        first = AccessLogEntry.objects.order_by("pk").values_list("at", flat=True).first()
    now = clock.now()
    return JsonResponse({"periodStart": usages.rfc3339(first or now), "periodEnd": usages.rfc3339(now)})


@machine(CREDENTIAL, methods=READS, counted=True)
def heartbeat(request: HttpRequest) -> JsonResponse:
    """Whether we answer."""
    return _stranger(request) or JsonResponse({"status": "UP", "time": usages.rfc3339(clock.now())})


def _needed(request: HttpRequest, name: str) -> str:
    if value := request.GET.get(name, "").strip():
        return value
    raise _Wrong(f"{name} is missing")


def _moment(request: HttpRequest, name: str) -> datetime | None:
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    try:
        # A day alone is meant whole; a plus that was not encoded came as a space.
        end = "T23:59:59.999999" if name == "periodEnd" else "T00:00:00"
        found = parse_datetime(text.replace(" ", "+") + (end if len(text) == len("2026-11-23") else ""))
    except ValueError:
        found = None
    if found is None:
        raise _Wrong(f"{name} is no time such as 2026-11-23T10:00:00Z")
    return found if found.tzinfo else found.replace(tzinfo=workdays.TALLINN)


def _number(request: HttpRequest, name: str, default: int, least: int, most: int) -> int:
    text: Any = request.GET.get(name, str(default))
    if not text.isdecimal() or len(text) > 9 or not least <= int(text) <= most:
        raise _Wrong(f"{name} is a whole number from {least} to {most}")
    return int(text)


app_name = "usages"
_V2 = "findUsage/v2"
urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{_V2}/findUsage", find_usage, name="find_usage"),
    path(f"{_V2}/usagePeriod", usage_period, name="usage_period"),
    path(f"{_V2}/heartbeat", heartbeat, name="heartbeat"),
]
