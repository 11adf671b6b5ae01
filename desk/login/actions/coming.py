"""Somebody whom a login service has named comes in, comes back to a locked session, or is refused."""

from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest

from desk import clock, sealed
from desk.login import browsers
from desk.login.actions import attempts, events, govsso, sessions
from desk.login.actions.identity import Unrecognised, recognise, spend
from desk.login.enums import EventKind, Way
from desk.login.limits import Waits
from desk.login.models import LoginEvent, Session
from desk.login.providers import Service
from desk.oidc import LoggedIn
from desk.people.models import User

LEEWAY = 60  # seconds by which the provider's clock may differ from ours
LONGEST_SID = 100
# Refusals of strangers that are written down in a minute: a flood must not fill the table.
WRITTEN, IN_A = 60, timedelta(minutes=1)
# What an honest person meets, and what comes from elsewhere than a browser.
NOBODYS_FAULT = {"given_up", "state", "logout_forged", "identity_unreachable", "identity_not_understood"}


def come_in(request: HttpRequest, *, service: Service, done: LoggedIn) -> Session:
    """Log in the person whom the service names. Raises Unrecognised."""
    _once(service, done)
    user = recognise(done.who.subject)
    with transaction.atomic():
        session = sessions.begin(request, user=user, way=service.way)
        if service.shared:
            govsso.adopt(session=session, done=done)
    return session


def come_back(request: HttpRequest, *, service: Service, done: LoggedIn, begun: int) -> Session:
    """Unlock this browser's session for its own person, who has shown himself since `begun`.

    A shared login service may let somebody through whom it knows already: that unlocks nothing, since anybody
    at the keyboard could press its button. Raises Unrecognised.
    """
    _once(service, done)
    user = recognise(done.who.subject)
    if user.pk != request.user.pk:
        raise Unrecognised("another_person", request.user if isinstance(request.user, User) else None)
    if service.shared and done.who.shown_at < begun - LEEWAY:
        raise Unrecognised("not_shown_again", user)
    with transaction.atomic():
        session = _unlocked(request, service=service, user=user)
        if service.shared:
            govsso.adopt(session=session, done=done)
    return session


def _unlocked(request: HttpRequest, *, service: Service, user: User) -> Session:
    """The session that was locked; one that has ended meanwhile goes on as a new one."""
    try:
        return sessions.unlock(request, way=service.way)
    except Session.DoesNotExist:
        return sessions.begin(request, user=user, way=service.way)


def must_wait(request: HttpRequest) -> Waits | None:
    """Whether this address must wait, since too many returns from there were not believed.

    A browser by which somebody came in before never waits: neighbours cannot keep a colleague out.
    """
    given = browsers.device(request)
    since = clock.now() - timedelta(days=browsers.KNOWN_DAYS)
    known = Session.objects.came_in_after(since).filter(device__in=sealed.digests(browsers.DEVICE, given))
    return None if given and known.exists() else attempts.waits(request, kind="return")


def refused(request: HttpRequest, *, way: Way, reason: str, user: User | None = None) -> None:
    """Write down that somebody was not let in; of strangers not more than so many in a minute."""
    if user is None:
        since = clock.now() - IN_A
        if LoginEvent.objects.filter(user=None, at__gte=since).count() >= WRITTEN:
            return
    events.note(EventKind.REFUSED, user=user, request=request, way=way, reason=reason)
    if reason not in NOBODYS_FAULT:
        attempts.wrong(request, kind="return")


@transaction.atomic
def ended_there(request: HttpRequest, *, service: Service, sid: str, jti: str) -> int:
    """The login service has ended its session, and ours end; how many. Raises Unrecognised on a replay."""
    spend(provider=service.provider, jti=jti)
    return govsso.ended_there(sid=sid)


def _once(service: Service, done: LoggedIn) -> None:
    """Written at once: a token that was refused for another reason is used up too."""
    if len(done.who.sid) > LONGEST_SID or (service.shared and not done.who.sid):
        raise Unrecognised("identity_not_believed")
    spend(provider=service.provider, jti=done.who.jti)
