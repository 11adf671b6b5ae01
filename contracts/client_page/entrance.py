"""How one gets in: the long link, and beside it a code or a login where the package asks for one.

The token stands in the address, so the pages are never stored, never indexed and send no referrer to
another host (`same-origin`: with `no-referrer` browsers send "Origin: null", and the form would be refused).
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation

from contracts.actions import page_codes
from contracts.actions.links import token_hash
from contracts.client_page import identity
from contracts.enums import Factor
from contracts.models import ClientLink, Package
from desk import clock

WHY = "the client comes by a long random link that expires; only its hash is kept"
LANGUAGES = ("et", "ru", "en")
OPENED = "opened"  # the cookie that says that code or login was passed
CHOSEN = "language"  # the cookie of the language chosen on this page
CAME_FOR = "came_for"  # the cookie of the page behind the second step to which the link led
BEHIND = ("in_force",)
STAYS = timedelta(hours=2)
_SALT = "contracts.client_page"

Page = Callable[..., HttpResponse]


def link_of(token: str) -> ClientLink | None:
    """A link that still works, with its package."""
    links = ClientLink.objects.working()
    links = links.select_related("package__client", "package__check_at_sending__payload")
    return links.filter(token_hash=token_hash(token)).first()


def package_of(token: str) -> Package | None:
    """The package of a link that still works."""
    link = link_of(token)
    return link.package if link else None


def language_of(request: HttpRequest, package: Package | None) -> str:
    """What the client chose, now or before, else the language of the letters. Reads no body."""
    for chosen in (request.GET.get("language"), request.COOKIES.get(CHOSEN)):
        if chosen in LANGUAGES:
            return str(chosen)
    return package.language if package else "et"


def private(response: HttpResponse) -> HttpResponse:
    """Nothing on the way may keep it."""
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def gone(request: HttpRequest) -> HttpResponse:
    """The same for a link that is unknown, over or recalled: nobody learns whether it ever existed."""
    with translation.override(language_of(request, None)):
        return private(render(request, "contracts/client/gone.html", status=404))


def address(name: str, token: str, *parts: object) -> str:
    """An address of the page in the language that is active."""
    found = reverse(f"contracts_client:{name}", args=[token, *parts])
    return f"{found}?language={translation.get_language()}"


def linked(view: Page) -> Page:
    """The view gets (request, package, token) of a link that works, in the client's language."""

    @wraps(view)
    def entered(request: HttpRequest, token: str, **parts: Any) -> HttpResponse:
        package = package_of(token)
        if package is None:
            return gone(request)
        language = language_of(request, package)
        with translation.override(language):
            response = private(view(request, package, token, **parts))
        if request.GET.get("language") in LANGUAGES:
            _keep(request, response, CHOSEN, language, token)
        return response

    return entered


def opened(view: Page) -> Page:
    """The same, and whoever has not passed what the package asks for is led to where he can."""

    @linked
    @wraps(view)
    def entered(request: HttpRequest, package: Package, token: str, **parts: Any) -> HttpResponse:
        if is_open(request, package, token):
            return view(request, package, token, **parts)
        if "HX-Request" in request.headers:
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        return redirect(address("page", token))

    return entered


def is_open(request: HttpRequest, package: Package, token: str) -> bool:
    """Whether this browser has passed the second step of this very link, less than two hours ago."""
    if package.factor == Factor.NONE:
        return True
    try:
        said = signing.loads(request.COOKIES.get(OPENED, ""), salt=_SALT)
        at = datetime.fromtimestamp(said["at"], UTC)
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return False
    return bool(said.get("link") == token_hash(token) and clock.now() - STAYS < at <= clock.now() + STAYS)


def remember(request: HttpRequest, response: HttpResponse, token: str) -> HttpResponse:
    """This browser has passed: a signed word that counts for this link alone."""
    value = signing.dumps({"link": token_hash(token), "at": clock.now().timestamp()}, salt=_SALT)
    _keep(request, response, OPENED, value, token, seconds=int(STAYS.total_seconds()))
    return response


def ask_before(request: HttpRequest, package: Package, token: str, name: str) -> HttpResponse:
    """The second step, before this page (one of `BEHIND`): who passes it goes on there."""
    response = ask(request, package, token)
    _keep(request, response, CAME_FOR, name, token, seconds=int(STAYS.total_seconds()))
    return response


def landing(request: HttpRequest, token: str) -> str:
    """Where somebody goes who has passed the second step: to the page for which he came."""
    name = request.COOKIES.get(CAME_FOR, "")
    return address(name if name in BEHIND else "page", token)


def _keep(
    request: HttpRequest,
    response: HttpResponse,
    name: str,
    value: str,
    token: str,
    seconds: int | None = None,
) -> None:
    response.set_cookie(
        name, value, max_age=seconds, path=reverse("contracts_client:page", args=[token]),
        secure=request.is_secure() or settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
    )  # fmt: skip


def ask(
    request: HttpRequest, package: Package, token: str, said: str = "", status: int = 200
) -> HttpResponse:
    """The page before the page: it names neither the client nor the documents."""
    now = page_codes.standing(package)
    context = {
        "token": token,
        "language": translation.get_language(),
        "said": said,
        "way": package.factor,
        "code": now.code,
        "locked": now.locked,
        "next_by_mail": now.next_by_mail,
        "minutes": int(page_codes.LIFE.total_seconds() // 60),
        "login": identity.configured(),
    }
    return render(request, "contracts/client/code.html", context, status=status)
