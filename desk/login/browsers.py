"""What is told of a browser, and by what it is known again."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

DEVICE = "login.device"  # what `desk.sealed.digest` is asked for
KNOWN_DAYS = 90  # for which a browser is known after a login

# Whoever names others too comes before them.
FAMILIES = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iOS"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def cookie() -> str:
    """The name of the cookie by which a browser is known again for a quarter of a year."""
    return "__Host-known" if settings.SESSION_COOKIE_SECURE else "known"


def family(request: HttpRequest) -> str:
    """The browser and its system in two words, such as "Firefox, Windows"; empty: not told."""
    agent = request.headers.get("User-Agent", "")
    words = [next((name for mark, name in marks if mark in agent), "") for marks in (FAMILIES, SYSTEMS)]
    return ", ".join(word for word in words if word)


def device(request: HttpRequest) -> str:
    """What this browser was given when somebody came in; empty: it is new here."""
    found = request.COOKIES.get(cookie(), "")
    return found if 20 <= len(found) <= 64 and found.isalnum() else ""


def will_know(request: HttpRequest, given: str) -> None:
    """Give this to the browser with the answer."""
    request.__dict__["known_browser"] = given


def keep(request: HttpRequest, response: HttpResponse) -> None:
    """Set the cookie if this request gave one."""
    if given := request.__dict__.get("known_browser"):
        response.set_cookie(
            cookie(), given, max_age=KNOWN_DAYS * 86400, httponly=True, samesite="Lax",
            secure=bool(settings.SESSION_COOKIE_SECURE),
        )  # fmt: skip
