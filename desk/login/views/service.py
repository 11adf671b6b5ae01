"""Coming in by a login service of the state: away to it, and back.

Both are GET by the protocol; what protects the return is `state` and the cookie of the browser that began.
"""

import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.crypto import constant_time_compare

from desk import oidc
from desk.http import public_asks_outside
from desk.login import kept as pages
from desk.login import returning, standing, words
from desk.login.actions import coming
from desk.login.actions.identity import Unrecognised
from desk.login.limits import Waits
from desk.login.providers import Service, back, of_way, services, surest
from desk.login.refusals import Told, told
from desk.login.standing import Standing
from desk.outbox import OutsideTrouble
from desk.people.models import User

WHY = "staff who log in with the state's login service: state, nonce, PKCE and a sealed cookie protect it"


@public_asks_outside(WHY)
def begin(request: HttpRequest) -> HttpResponse:
    """Off to the login service `?way=`; with `?again=1` for the person of this locked session."""
    again = bool(request.GET.get("again"))
    asked, going = request.GET.get("way", ""), pages.safe(request, request.GET.get("next", ""))
    service = of_way(asked) if asked else (surest() if again else next(iter(services()), None))
    if service is None or (again and not request.user.is_authenticated):
        return redirect("login")
    if not again and standing.of(request) is Standing.IN:
        return redirect(going)
    language = translation.get_language() or "et"
    try:
        started = oidc.start(service.provider, back=back(service.way), language=language)
    except OutsideTrouble as trouble:
        return _refused(request, trouble.code, service, again=again, going=going)
    response = redirect(started.address)
    kept = returning.Kept(
        service.way, started.state, started.nonce, started.verifier, going[:500], again, int(time.time())
    )
    returning.keep(response, kept)
    return _private(response)


@public_asks_outside(WHY)
def come_back(request: HttpRequest, way: str) -> HttpResponse:
    """The person comes back from the login service: let in, or told why not."""
    service, kept = of_way(way), returning.kept_of(request, way)
    if service is None:
        return redirect("login")
    if kept is None or not constant_time_compare(request.GET.get("state", ""), kept.state):
        response = _refused(request, "state", service, again=False, going="/")
    elif (waits := coming.must_wait(request)) is not None:
        response = _slowed(request, waits, kept)
    else:
        response = _finish(request, service, kept)
    returning.forget(response)
    return response


def _finish(request: HttpRequest, service: Service, kept: returning.Kept) -> HttpResponse:
    code = request.GET.get("code", "")
    if request.GET.get("error") or not code:
        given_up = request.GET.get("error") in {"user_cancel", "access_denied"}
        reason = "given_up" if given_up else "identity_refused"
        return _refused(request, reason, service, again=kept.again, going=kept.next)
    try:
        done = oidc.finish(
            service.provider, back=back(service.way), code=code, nonce=kept.nonce, verifier=kept.verifier,
            state=kept.state,
        )  # fmt: skip
        if kept.again:
            coming.come_back(request, service=service, done=done, begun=kept.begun)
        else:
            coming.come_in(request, service=service, done=done)
    except OutsideTrouble as trouble:
        return _refused(request, trouble.code, service, again=kept.again, going=kept.next)
    except Unrecognised as no:
        return _refused(request, no.reason, service, again=kept.again, going=kept.next, user=no.user)
    return _private(redirect(pages.safe(request, kept.next)))


def _refused(
    request: HttpRequest, reason: str, service: Service, *, again: bool, going: str, user: User | None = None
) -> HttpResponse:
    """The page that says why, and a line in the log of logins."""
    who = user or (request.user if again and isinstance(request.user, User) else None)
    coming.refused(request, way=service.way, reason=reason, user=who)
    said = told(reason)
    context = {"told": said, "again": again, "next": going}
    return _private(render(request, "login/refused.html", context, status=said.status))


def _slowed(request: HttpRequest, waits: Waits, kept: returning.Kept) -> HttpResponse:
    """The page that says when it may be tried again."""
    context = {"told": Told(words.wait(waits), "", 429), "again": kept.again, "next": kept.next}
    response = render(request, "login/refused.html", context, status=429)
    response["Retry-After"] = str(waits.seconds)
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    """Nothing on the way may keep it."""
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "same-origin"
    return response
