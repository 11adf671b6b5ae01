"""A session from coming in to its end: begun, locked, unlocked, ended."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import auth
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import get_random_string

from desk import clock, live, sealed
from desk.login import address, browsers, standing
from desk.login.actions import events
from desk.login.enums import EventKind, Way
from desk.login.models import Session
from desk.people.actions import set_presence, tell
from desk.people.enums import PresenceState
from desk.people.models import Presence, User


@transaction.atomic
def begin(
    request: HttpRequest,
    *,
    user: User,
    way: Way,
    sid: str = "",
    tokens: str = "",
    renew_at: datetime | None = None,
) -> Session:
    """Log this person in, whom the caller has recognised, with a fresh key of the browser's session.

    `sid` is the login service's name of its own session; `tokens` must be sealed already. A session that this
    browser had before is ended.
    """
    _end_here(request, "replaced")
    auth.login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = _open(request, user=user, way=way, sid=sid, tokens=tokens, renew_at=renew_at)
    events.note(EventKind.IN, user=user, request=request, way=way)
    return session


def _open(
    request: HttpRequest, *, user: User, way: Way, sid: str, tokens: str, renew_at: datetime | None
) -> Session:
    device = browsers.device(request) or get_random_string(43)
    browsers.will_know(request, device)
    now = clock.now()
    session = Session.objects.create(
        user=user, way=way, sid=sid, tokens=tokens, renew_at=renew_at, began_at=now, active_at=now,
        browser=browsers.family(request), place=address.masked(address.network(request)),
        address=sealed.digest("address", address.network(request)),
        device=sealed.digest(browsers.DEVICE, device),
    )  # fmt: skip
    standing.carry(request, session)
    return session


@transaction.atomic
def lock(*, session: Session, why: str = "idle") -> None:
    """Nobody sees anything in this session until its person has shown who it is; twice does nothing."""
    if not Session.objects.awake().filter(pk=session.pk).update(locked_at=clock.now()):
        return
    session.refresh_from_db()
    live.cut([session.pk])
    events.note(EventKind.LOCKED, user=session.user, way=session.way, reason=why)
    _away([session])


@transaction.atomic
def unlock(request: HttpRequest, *, way: Way | str = "") -> Session:
    """The session's own person has come back, whom the caller has recognised; the browser gets a fresh key.

    A session that was open for too long goes on as a new one. Raises Session.DoesNotExist if it has ended.
    """
    session = Session.objects.select_for_update().open().get(pk=standing.key(request))
    request.session.cycle_key()
    now = clock.now()
    if session.too_long(now):
        _close([session], why="too_long", by=None)
        session = _open(
            request, user=session.user, way=Way(session.way), sid=session.sid,
            tokens=session.tokens, renew_at=session.renew_at,
        )  # fmt: skip
    else:
        _back(session)
        session.locked_at, session.active_at, session.made_away = None, now, False
        session.save(update_fields=["locked_at", "active_at", "made_away"])
    events.note(EventKind.UNLOCKED, user=session.user, request=request, way=way or session.way)
    return session


@transaction.atomic
def end(*, sessions: Iterable[Session], why: str, by: User | None = None) -> int:
    """End these; how many were still open. A reason of `enums.REASONS`; `by` None: the desk itself.

    Whose session another person ended is told.
    """
    wanted = [session.pk for session in sessions]
    found = list(
        Session.objects.open().select_for_update(of=["self"]).select_related("user").filter(pk__in=wanted)
    )
    _close(found, why=why, by=by)
    for session in found:
        events.note(EventKind.ENDED, user=session.user, way=session.way, reason=why, by=by)
        if by is not None and by.pk != session.user_id:
            tell(users=[session.user], kind="login.ended", subject=("login_session", session.pk))
    return len(found)


def end_all(*, user: User, why: str, by: User | None = None, but: int = 0) -> int:
    """End all of a person's sessions, but that of key `but`; how many."""
    return end(sessions=Session.objects.open().filter(user=user).exclude(pk=but), why=why, by=by)


def log_out(request: HttpRequest, *, why: str = "person") -> None:
    """The person leaves: the session of this browser is over and nothing of it stays."""
    user = request.user if isinstance(request.user, User) else None
    if user is not None and _end_here(request, why):
        events.note(EventKind.OUT, user=user, request=request, reason=why)
    auth.logout(request)


def access_changed(*, user: User, why: str, by: User | None) -> None:
    """What a person may has changed: whoever is in as that person must come in anew (slot ACCESS_CHANGED)."""
    end_all(user=user, why=why, by=by)


def _end_here(request: HttpRequest, why: str) -> int:
    found = list(Session.objects.open().filter(pk=standing.key(request)))
    _close(found, why=why, by=None)
    return len(found)


def _close(sessions: list[Session], *, why: str, by: User | None) -> None:
    for session in sessions:
        session.ended_at, session.ended_by, session.why, session.tokens = clock.now(), by, why, ""
        session.save(update_fields=["ended_at", "ended_by", "why", "tokens"])
    live.cut([session.pk for session in sessions])
    _away(sessions)


def _away(sessions: Iterable[Session]) -> None:
    """Whoever sits before none of their pages is offered no calls; a call in hand stays as it is."""
    for session in sessions:
        waits = Presence.objects.open().filter(user_id=session.user_id, state=PresenceState.AVAILABLE)
        if Session.objects.awake().filter(user_id=session.user_id).exists() or not waits.exists():
            continue
        set_presence(user=session.user, state=PresenceState.AWAY, by=None)
        Session.objects.filter(pk=session.pk).update(made_away=True)


def _back(session: Session) -> None:
    """Who was taken out of the rotation by the lock, and has said nothing else since, is in it again."""
    away = Presence.objects.open().filter(user_id=session.user_id, state=PresenceState.AWAY)
    if session.made_away and away.exists():
        set_presence(user=session.user, state=PresenceState.AVAILABLE, by=session.user)


def sweep() -> None:
    """Lock where nobody does anything, and end what nobody has come back to."""
    now = clock.now()
    for session in Session.objects.idle_since(now - timedelta(seconds=settings.IDLE_LOCK_SECONDS)):
        lock(session=session)
    left = now - timedelta(hours=settings.SESSION_HOURS)
    end(sessions=Session.objects.left_behind(left), why="left_behind")
    # The telephone makes somebody free again while their pages are locked.
    _away(Session.objects.open().exclude(locked_at=None).select_related("user"))
