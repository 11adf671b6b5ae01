"""Whether the browser that asks is logged in, locked, or out: one statement a request."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from django.conf import settings
from django.http import HttpRequest

from desk import clock
from desk.login.models import Session

KEY = "login"  # in the data of the browser's session


class Standing(Enum):
    """How somebody whom the browser's session names stands."""

    IN = "in"
    LOCKED = "locked"  # nothing is shown until the person is back
    OUT = "out"  # the session was ended, or there never was one


def key(request: HttpRequest) -> int:
    """Which row the browser's session names; 0: none."""
    found = request.session.get(KEY)
    return found if isinstance(found, int) else 0


def carry(request: HttpRequest, session: Session) -> None:
    """From now on the browser's session names this row."""
    request.session[KEY] = session.pk
    request.__dict__["login_session"] = session


def session_of(request: HttpRequest) -> Session | None:
    """The row of the browser's session, read once for the request."""
    if "login_session" not in request.__dict__:
        pk = key(request)
        request.__dict__["login_session"] = Session.objects.filter(pk=pk).first() if pk else None
    found: Session | None = request.__dict__["login_session"]
    return found


def judged(session: Session | None, user_id: int | None, now: datetime) -> Standing:
    """How this row lets its person in at this moment.

    Tests log in without a form and so without a row; nothing else may.
    """
    if session is None:
        return Standing.IN if settings.TESTING else Standing.OUT
    if session.ended_at is not None or session.user_id != user_id:
        return Standing.OUT
    if session.locked_at is not None or session.idle(now) or session.too_long(now):
        return Standing.LOCKED
    return Standing.IN


def of(request: HttpRequest) -> Standing:
    """How the browser that asks stands."""
    if not request.user.is_authenticated:
        return Standing.OUT
    return judged(session_of(request), request.user.pk, clock.now())
