"""Password login: switched on for a person until a day, set up by that person, reset, switched off."""

import json
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from desk import clock, sealed, workdays
from desk.http import Refused
from desk.login import factors, standing
from desk.login.actions import attempts, events, sessions
from desk.login.enums import EventKind, Way
from desk.login.models import PasswordAccess, RecoveryCode, SecondFactor
from desk.login.models.factors import LINK, RECOVERY
from desk.people.actions import tell
from desk.people.enums import Role
from desk.people.models import User, UserRole

START_HOURS = 48  # how long the one-time code of the setting up is good
LONGEST_DAYS = 366
START_GROUPS = 5  # four letters each: 90 bits


@dataclass(frozen=True)
class Start:
    """Who sets up, with which secret: the pages between carry it sealed."""

    user: User
    secret: str

    def sealed(self) -> str:
        """For the form of the next page."""
        digest = PasswordAccess.objects.values_list("start_digest", flat=True).get(user=self.user)
        return sealed.seal(json.dumps({"user": self.user.pk, "start": digest, "secret": self.secret}))


@transaction.atomic
def switch_on(*, user: User, until: date, reason: str, by: User | None) -> str:
    """Let this person log in by password until that day; the one-time code by which it is set up, shown once.

    For a person who has it already: the password and the second factor are taken away and set up anew. `by`
    None: on the machine.
    """
    if by is not None and user.pk == by.pk:
        raise Refused(_("Another administrator does this for you."))
    if not user.is_active:
        raise Refused(_("The account is closed."))
    today = workdays.today()
    if not today <= until <= today + timedelta(days=LONGEST_DAYS):
        raise Refused(_("The last day must be within a year from today."))
    code = factors.new_code(START_GROUPS)
    access = PasswordAccess.objects.select_for_update().filter(user=user).first() or PasswordAccess(user=user)
    access.until, access.reason, access.given_by, access.given_at = until, reason, by, clock.now()
    access.ended_at = access.ended_by = None
    access.start_digest = sealed.digest(LINK, f"{user.pk}:{factors.plain(code)}")
    access.start_until = clock.now() + timedelta(hours=START_HOURS)
    access.save()
    _take_away(user, by)
    events.note(EventKind.PASSWORD_ON, user=user, by=by)
    day = until.strftime("%d.%m.%Y")
    tell(users=[user], kind="login.password_on", subject=("login", user.pk), until=day)
    tell(
        users=_keepers(user, by), kind="login.password_on_other", subject=("password_access", user.pk),
        until=day,
    )  # fmt: skip
    return code


@transaction.atomic
def switch_off(*, user: User, by: User) -> None:
    """No more password: it and the second factor are gone, and whoever is in by them is out."""
    access = PasswordAccess.objects.select_for_update().filter(user=user, ended_at=None).first()
    if access is None:
        return
    access.ended_at, access.ended_by, access.start_digest, access.start_until = clock.now(), by, "", None
    access.save()
    _take_away(user, by)
    events.note(EventKind.PASSWORD_OFF, user=user, by=by)
    tell(users=[user], kind="login.password_off", subject=("login", user.pk), until="")
    tell(
        users=_keepers(user, by), kind="login.password_off_other", subject=("password_access", user.pk),
        until="",
    )  # fmt: skip


def begun(request: HttpRequest, *, name: str, code: str) -> Start:
    """The one-time code that an administrator handed over is right: what the next page needs.

    Raises Refused, in the same words whatever was wrong, and limits.Waits.
    """
    attempt = attempts.attempt(request, kind="enrol", who=name)
    user = User.objects.filter(username=name.strip(), is_active=True).first()
    digests = sealed.digests(LINK, f"{user.pk if user else 0}:{factors.plain(code)}")
    open_now = PasswordAccess.objects.in_force().filter(start_until__gt=clock.now())
    if user is None or not open_now.filter(user=user, start_digest__in=digests).exists():
        events.note(EventKind.REFUSED, user=user, request=request, way=Way.PASSWORD, reason="wrong")
        raise Refused(_("The name or the one-time code is not right, or the code is too old."))
    attempts.right(attempt)
    return Start(user, factors.new_secret())


def going_on(text: str) -> Start:
    """What `Start.sealed` said, if the one-time code is still unused. Raises Refused."""
    try:
        told = json.loads(sealed.unseal(text))
    except (sealed.Broken, ValueError):
        raise Refused(_("Please begin again with the one-time code.")) from None
    open_now = PasswordAccess.objects.in_force().filter(start_until__gt=clock.now()).exclude(start_digest="")
    access = open_now.filter(user_id=told["user"], start_digest=told["start"]).select_related("user").first()
    if access is None:
        raise Refused(
            _("This one-time code was used already, or is too old. Ask an administrator for another.")
        )
    return Start(access.user, told["secret"])


@transaction.atomic
def enrol(request: HttpRequest, *, start: Start, password: str, code: str) -> list[str]:
    """Set the password and the authenticator, whose code proves that it works; gives ten recovery codes.

    Raises Refused.
    """
    access = (
        PasswordAccess.objects.select_for_update().exclude(start_digest="").filter(user=start.user).first()
    )
    if access is None:
        raise Refused(
            _("This one-time code was used already, or is too old. Ask an administrator for another.")
        )
    _demand(password, start.user)
    step = factors.step_of(start.secret, factors.plain(code), clock.now())
    if step is None:
        raise Refused(
            _("The code of the authenticator is not right. Look whether the clock of your phone is.")
        )
    access.start_digest, access.start_until = "", None
    access.save()
    _set(start.user, password)
    SecondFactor.objects.filter(user=start.user).delete()
    sealed_secret = sealed.seal(start.secret)
    factor = SecondFactor.objects.create(user=start.user, secret_sealed=sealed_secret, last_step=step)
    events.note(EventKind.ENROLLED, user=start.user, request=request, way=Way.PASSWORD)
    return _recovery(factor)


def change_password(request: HttpRequest, *, old: str, new: str, by: User) -> None:
    """The person chooses another password; the other sessions end. Raises Refused and limits.Waits."""
    # Counted in a transaction of its own: a refusal must not take the count back.
    attempt = attempts.attempt(request, kind="password", who=by.username)
    if not by.check_password(old):
        raise Refused(_("The present password is not right."))
    attempts.right(attempt)
    _demand(new, by)
    with transaction.atomic():
        _set(by, new)
        update_session_auth_hash(request, by)
        sessions.end_all(user=by, why="password", by=by, but=standing.key(request))
        events.note(EventKind.PASSWORD_SET, user=by, request=request, by=by)


def new_recovery_codes(request: HttpRequest, *, password: str, by: User) -> list[str]:
    """Ten other recovery codes for who gives the password once more; those of before open nothing.

    Raises Refused and limits.Waits.
    """
    attempt = attempts.attempt(request, kind="password", who=by.username)
    if not by.check_password(password):
        raise Refused(_("The present password is not right."))
    attempts.right(attempt)
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(user=by).first()
        if factor is None:
            raise Refused(_("No second factor is set up."))
        factor.recovery_codes.all().delete()
        events.note(EventKind.RECOVERY, user=by, reason="renewed", by=by)
        return _recovery(factor)


def _demand(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as wrong:
        raise Refused(*wrong.messages) from None


def _set(user: User, password: str) -> None:
    user.set_password(password)
    user.save(update_fields=["password"])


def _recovery(factor: SecondFactor) -> list[str]:
    codes = [factors.new_code(3) for _number in range(factors.RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(factor=factor, digest=sealed.digest(RECOVERY, f"{factor.user_id}:{factors.plain(code)}"))
        for code in codes
    )
    return codes


def _take_away(user: User, by: User | None) -> None:
    had = SecondFactor.objects.filter(user=user).delete()[0]
    if had:
        events.note(EventKind.FACTOR_RESET, user=user, by=by)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    sessions.end_all(user=user, why="password", by=by)


def _keepers(user: User, by: User | None) -> QuerySet[User]:
    """The other administrators, who are told too."""
    keepers = UserRole.objects.in_force(workdays.today()).filter(
        role=Role.ADMINISTRATOR, user__is_active=True
    )
    told = [user.pk, by.pk] if by is not None else [user.pk]
    return User.objects.filter(pk__in=keepers.values("user")).exclude(pk__in=told)
