"""Going out: here, and at GovSSO, whichever begins it."""

from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation

from desk import oidc
from desk.http import machine, public_writes
from desk.login import standing
from desk.login.actions import coming, govsso, sessions
from desk.login.actions.identity import Unrecognised
from desk.login.enums import Way
from desk.login.providers import of_way
from desk.outbox import OutsideTrouble, PassingError

LEAVES = "whoever leaves, logged in, locked or not any more; nothing is shown"
GOVSSO = "GovSSO's back-channel logout: a logout_token that its key has signed"


@public_writes(LEAVES)
def leave(request: HttpRequest) -> HttpResponseBase:
    """Log out; whoever came by GovSSO goes on to end its session too, which other systems share."""
    session = standing.session_of(request)
    kept = govsso.opened(session) if session is not None and session.ended_at is None else None
    sessions.log_out(request)
    service = of_way(Way.GOVSSO) if kept is not None else None
    if kept is None or service is None:
        return redirect(settings.LOGOUT_REDIRECT_URL)
    try:
        address = oidc.end_session(service.provider)
    except OutsideTrouble:
        address = ""
    if not address:
        return redirect(settings.LOGOUT_REDIRECT_URL)
    context = {
        "address": address,
        "id_token": kept.id_token,
        "back": settings.PUBLIC_URL + reverse("login"),
        "language": translation.get_language() or "et",
    }

    def page(request: HttpRequest) -> HttpResponseBase:
        response = render(request, "login/leaving.html", context)
        response["Cache-Control"] = "no-store, private"
        return response

    # The one form of ours that goes to another host: the policy lets it, on this page alone.
    parts = urlsplit(address)
    return csp_update({"form-action": [f"{parts.scheme}://{parts.netloc}"]})(page)(request)


@machine(GOVSSO)
def ended_at_govsso(request: HttpRequest) -> HttpResponse:
    """GovSSO says that a session of its own is over: ours that stand on it end."""
    service = of_way(Way.GOVSSO)
    if service is None:
        return _answer(404)
    try:
        ended = oidc.ended(service.provider, request.POST.get("logout_token", ""))
        coming.ended_there(request, service=service, sid=ended.sid, jti=ended.jti)
    except PassingError:
        return _answer(503)
    except (OutsideTrouble, Unrecognised):
        coming.refused(request, way=Way.GOVSSO, reason="logout_forged")
        return _answer(400)
    return _answer(200)


def _answer(status: int) -> HttpResponse:
    return HttpResponse(status=status, headers={"Cache-Control": "no-store"}, content_type="text/plain")
