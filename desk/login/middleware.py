"""Before every page of the staff: is this session still somebody's, and does somebody sit before it?

Stands behind the login and the language. Judged before the view and after the check against forged forms, so
that a form which meets the lock was really sent by the person.
"""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from desk import clock
from desk.login import activity, browsers, kept, standing
from desk.login.actions import govsso, sessions
from desk.login.enums import REASONS
from desk.login.models import Session
from desk.login.standing import Standing

# What somebody who is locked out may still ask: to come back, to leave, and whether it is so.
OPEN_WHILE_LOCKED = frozenset({"entry:unlock", "entry:lock", "logout"})
# Figures of the desk on the wall, without a name of a client: a screen that nobody sits before.
NEVER_LOCKED = frozenset({"stats:wallboard"})


class LoggedIn:
    """Middleware: nothing of the desk is answered to a session that is over or locked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        browsers.keep(request, response)
        # A page of the staff is kept by no browser: going back after logging out shows nothing.
        if not request.path.startswith("/k/") and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: object, kwargs: object
    ) -> HttpResponseBase | None:
        access = getattr(view, "access", None)
        if access is not None and access.mode in {"public", "machine"}:
            return None
        if not request.user.is_authenticated:
            return None
        stands = standing.of(request)
        if stands is Standing.OUT:
            _put_out(request)
            return None  # the view's own rule leads to the login
        session = standing.session_of(request)
        name = request.resolver_match.view_name if request.resolver_match else ""
        if session is not None:
            govsso.seen(session)
        if session is None or name in OPEN_WHILE_LOCKED:
            return None
        if stands is Standing.LOCKED and name not in NEVER_LOCKED:
            sessions.lock(session=session, why="too_long" if session.too_long(clock.now()) else "idle")
            return _locked(request)
        if (at := activity.at(request)) is not None:
            activity.note(session, at)
        return None


def _put_out(request: HttpRequest) -> None:
    """Nothing of the session stays; the page of the login says what happened."""
    session = standing.session_of(request)
    auth.logout(request)
    if session is not None and session.ended_at is not None:
        messages.warning(request, _over(session))


def _over(session: Session) -> str:
    assert session.ended_at is not None
    return _("Your session was ended on %(at)s: %(why)s. Please log in again.") % {
        "at": timezone.localtime(session.ended_at).strftime("%d.%m.%Y %H:%M"),
        "why": REASONS.get(session.why, session.why),
    }


def _locked(request: HttpRequest) -> HttpResponse:
    """The lock in place of what was asked for, in the form that whoever asked can use."""
    if request.headers.get("HX-Request"):
        # What draws itself anew just stays as it is; a deed was not done, and says so.
        status = 204 if request.method == "GET" else 423
        return HttpResponse(status=status, headers={"HX-Trigger": json.dumps({"desk:lock": {}})})
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate" or request.path.startswith("/api/"):
        return JsonResponse({"locked": True}, status=423)
    here = request.get_full_path()
    if request.method in {"GET", "HEAD"}:
        return redirect(f"{reverse('entry:unlock')}?{urlencode({'next': here})}")
    context = kept.page(request, back=here, form=kept.sealed_form(request))
    return render(request, "login/unlock.html", context, status=423)
