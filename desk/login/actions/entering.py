"""Coming in, and coming back to a locked session, by a password: with the second factor outside a demo."""

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from desk import clock, sealed
from desk.http import Refused
from desk.login import factors, kept, standing
from desk.login.actions import attempts, events, sessions
from desk.login.enums import EventKind, Way
from desk.login.models import PasswordAccess, RecoveryCode, SecondFactor, Session
from desk.login.models.factors import RECOVERY
from desk.people.actions import tell
from desk.people.models import User

# Stands in for the secret of a name that nobody bears, so that its refusal costs the same.
NOBODYS = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def by_password(request: HttpRequest, *, name: str, password: str, code: str) -> Session:
    """Log in by name, password and a code of the authenticator or a recovery code.

    Raises Refused, in the same words whatever was wrong, and limits.Waits.
    """
    attempt = attempts.attempt(request, kind="password", who=name)
    user = _named(name)
    known = _password_is(user, password)
    may = user is not None and PasswordAccess.objects.in_force().filter(user=user).exists()
    if not (known and may and _code_is(request, user, code)) or user is None:
        reason = "no_access" if known and not may else "wrong"
        events.note(EventKind.REFUSED, user=user, request=request, way=Way.PASSWORD, reason=reason)
        raise Refused(_("The name, the password or the code is not right."))
    attempts.right(attempt)
    return sessions.begin(request, user=user, way=Way.PASSWORD)


def by_demo_password(request: HttpRequest, *, name: str, password: str) -> Session:
    """Log in to a demo or test database by name and password alone. Raises Refused and limits.Waits."""
    if not settings.DEMO:
        raise Refused(_("Here nobody logs in by a password alone."))
    attempt = attempts.attempt(request, kind="password", who=name)
    user = _named(name)
    if not _password_is(user, password) or user is None:
        events.note(EventKind.REFUSED, user=user, request=request, way=Way.DEMO, reason="wrong")
        raise Refused(_("The name or the password is not right."))
    attempts.right(attempt)
    return sessions.begin(request, user=user, way=Way.DEMO)


def come_back(request: HttpRequest, *, password: str, code: str = "") -> Session:
    """Unlock this browser's session by its own person's password (and code). Raises Refused, limits.Waits."""
    session = standing.session_of(request)
    if session is None or session.ended_at is not None or not kept.offers_password(session):
        raise Refused(_("This session is over. Please log in again."))
    attempt = attempts.attempt(request, kind="unlock", who=str(session.pk))
    user = session.user
    right = _password_is(user, password)
    if right and session.way != Way.DEMO:
        right = _code_is(request, user, code)
    if not right:
        events.note(EventKind.REFUSED, user=user, request=request, way=session.way, reason="wrong")
        if session.way == Way.DEMO:
            raise Refused(_("The password is not right."))
        raise Refused(_("The password or the code is not right."))
    attempts.right(attempt)
    return sessions.unlock(request, way=session.way if session.way == Way.DEMO else Way.PASSWORD)


def _named(name: str) -> User | None:
    return User.objects.filter(username=name.strip(), is_active=True).first()


def _password_is(user: User | None, password: str) -> bool:
    """Whether it is this person's; for nobody the same work is done."""
    if user is None or not user.has_usable_password():
        make_password(password)
        return False
    return user.check_password(password)


@transaction.atomic
def _code_is(request: HttpRequest, user: User | None, code: str) -> bool:
    """Whether the code is this person's now; it is used up by that."""
    typed = factors.plain(code)
    factor = SecondFactor.objects.select_for_update().filter(user=user).first() if user else None
    secret = factor.secret if factor is not None else NOBODYS
    step = factors.step_of(secret, typed, clock.now())
    if factor is None or user is None:
        return False
    if step is not None:
        if step <= factor.last_step:
            return False  # the code was used before
        factor.last_step = step
        factor.save(update_fields=["last_step"])
        return True
    unused = RecoveryCode.objects.filter(factor=factor, used_at=None)
    if not unused.filter(digest__in=sealed.digests(RECOVERY, f"{user.pk}:{typed}")).update(
        used_at=clock.now()
    ):
        return False
    events.note(EventKind.RECOVERY, user=user, request=request, way=Way.PASSWORD)
    tell(users=[user], kind="login.recovery", subject=("login", user.pk), left=unused.count())
    return True
