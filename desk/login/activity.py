"""What counts as a person doing something: pages and forms, and what the page tells of keys and pointer."""

from datetime import datetime, timedelta

from django.http import HttpRequest

from desk import clock
from desk.login.models import Session

IDLE = "X-Idle"  # seconds since the person last touched the page (static/js/lock.js)
WRITTEN_EVERY = timedelta(seconds=60)


def at(request: HttpRequest) -> datetime | None:
    """When the person last did something, as this request tells it; None: the page itself sent it."""
    idle = request.headers.get(IDLE, "")
    if idle.isdecimal() and len(idle) < 7:
        return clock.now() - timedelta(seconds=int(idle))
    by_itself = (
        request.headers.get("HX-Request") or request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
    )
    return None if by_itself else clock.now()


def note(session: Session, moment: datetime) -> None:
    """Write it down, once a minute at most."""
    if moment - session.active_at >= WRITTEN_EVERY:
        Session.objects.awake().filter(pk=session.pk).update(active_at=moment)
