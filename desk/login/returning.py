"""What must be remembered while a person is at the login service, sealed in a cookie of his own browser.

So neither the provider nor our database learns where the person was going, and a return that was not begun in
this browser is no return.
"""

import json
import time
from dataclasses import asdict, dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from desk import sealed

TAKES = 600  # seconds in which a person is back


@dataclass(frozen=True)
class Kept:
    """A login under way. `again`: of a session that is locked; `begun`: seconds since 1970."""

    way: str
    state: str
    nonce: str
    verifier: str
    next: str
    again: bool
    begun: int


def cookie() -> str:
    """Its name; over HTTPS one that no other host of the domain can set."""
    return "__Host-entering" if settings.SESSION_COOKIE_SECURE else "entering"


def keep(response: HttpResponse, kept: Kept) -> None:
    """Give it to the browser."""
    response.set_cookie(
        cookie(), sealed.seal(json.dumps(asdict(kept))), max_age=TAKES, httponly=True, samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )  # fmt: skip


def kept_of(request: HttpRequest, way: str) -> Kept | None:
    """What this browser was given for this login service, if it is not too old."""
    try:
        kept = Kept(**json.loads(sealed.unseal(request.COOKIES.get(cookie(), ""))))
    except (sealed.Broken, ValueError, TypeError):
        return None
    return kept if kept.way == way and 0 <= time.time() - kept.begun <= TAKES else None


def forget(response: HttpResponse) -> None:
    """It was used: a return counts once."""
    response.delete_cookie(cookie(), samesite="Lax")
