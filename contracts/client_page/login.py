"""The second step by logging in: whoever the package names comes in, anyone else is told why not.

What must be remembered while the client is at the identity provider (which link, state, nonce, verifier)
lies encrypted in a cookie of his own browser, for the return address alone and for ten minutes. Both views
are GET by the provider's protocol; what protects them is `state` and that cookie.
"""

import json
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from contracts.actions import page_codes
from contracts.client_page import address as client_address
from contracts.client_page import entrance, identity
from contracts.client_page.named import is_named
from contracts.models import Package
from desk.http import public_asks_outside
from desk.outbox import OutsideTrouble

WHY = "the client has the long link and logs in with the state's identity provider"
BEING = "login"  # the cookie of a login under way
TAKES = timedelta(minutes=10)


@public_asks_outside(WHY)
@entrance.linked
def start(request: HttpRequest, package: Package, token: str) -> HttpResponse:
    """Off to the identity provider, which learns our fixed return address and no link."""
    if not identity.configured():
        return entrance.gone(request)
    language = translation.get_language() or "et"
    try:
        started = identity.start(back=client_address.whole("login_back"), language=language)
    except OutsideTrouble:
        return entrance.ask(request, package, token, _away(), 503)
    kept = json.dumps(
        {
            "token": token, "language": language, "state": started.state, "nonce": started.nonce,
            "verifier": started.verifier,
        }
    )  # fmt: skip
    response = redirect(started.address)
    response.set_cookie(
        BEING, _fernet().encrypt(kept.encode()).decode(), max_age=int(TAKES.total_seconds()),
        path=reverse("contracts_client:login_back"), httponly=True, samesite="Lax",
        secure=request.is_secure() or settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


@public_asks_outside(WHY)
def back(request: HttpRequest) -> HttpResponse:
    """The client comes back from the identity provider, logged in or not."""
    kept = _kept(request)
    package = entrance.package_of(kept["token"]) if kept else None
    if not kept or package is None or not identity.configured():
        response = entrance.gone(request)
    else:
        with translation.override(kept["language"]):
            response = entrance.private(_finish(request, package, kept))
    response.delete_cookie(BEING, path=reverse("contracts_client:login_back"), samesite="Lax")
    return response


def _finish(request: HttpRequest, package: Package, kept: dict[str, str]) -> HttpResponse:
    token = kept["token"]
    if not constant_time_compare(request.GET.get("state", ""), kept["state"]):
        return _not_in(request, token, _("The login was not begun on this page. Please begin it again."))
    if request.GET.get("error") or not request.GET.get("code"):
        return _not_in(request, token, _("You did not log in. You can begin again, or use a code."))
    try:
        who = identity.finish(
            back=client_address.whole("login_back"), code=request.GET["code"], nonce=kept["nonce"],
            verifier=kept["verifier"],
        )  # fmt: skip
    except OutsideTrouble:
        return _not_in(request, token, _away())
    if not is_named(package, who):
        stranger = _(
            "You have logged in, but these documents name neither you as a signer or an authorised person,"
            " nor a power of attorney of yours. Ask the person to whom our letter came, or call us."
        )
        return _not_in(request, token, stranger, 403)
    page_codes.logged_in(package=package)
    return entrance.remember(request, redirect(entrance.landing(request, token)), token)


def _not_in(request: HttpRequest, token: str, why: str, status: int = 409) -> HttpResponse:
    context = {"why": why, "again": entrance.address("page", token), "token": token}
    return render(request, "contracts/client/not_in.html", context, status=status)


def _away() -> str:
    return _("The login service did not confirm who you are. Try again a little later, or use a code.")


def _kept(request: HttpRequest) -> dict[str, str] | None:
    try:
        plain = _fernet().decrypt(request.COOKIES.get(BEING, ""), ttl=int(TAKES.total_seconds()))
    except InvalidToken:
        return None
    found: dict[str, str] = json.loads(plain)
    return found


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])
