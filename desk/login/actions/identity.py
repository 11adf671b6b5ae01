"""By which personal code a person comes in: entered and taken away by an administrator, then recognised."""

from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from stdnum.ee import ik

from desk import clock, sealed
from desk.http import Refused
from desk.login.actions import events, sessions
from desk.login.enums import EventKind
from desk.login.models import Identity, SpentToken
from desk.login.models.identity import CODE, TOKEN
from desk.oidc import Provider
from desk.people.actions import tell
from desk.people.enums import Role
from desk.people.models import User

COUNTRY = "EE"
# Longer than any token of a login service is believed.
_SPENT_KEPT = timedelta(days=1)


class Unrecognised(Exception):
    """This person does not come in, for a `reason` of `enums.REASONS`; `user`: about whom, if anybody."""

    def __init__(self, reason: str, user: User | None = None) -> None:
        super().__init__(reason)
        self.reason, self.user = reason, user


@transaction.atomic
def give_code(*, user: User, code: str, by: User | None, request: HttpRequest | None = None) -> Identity:
    """From now on the login services let this person in by this personal code; `by` None: on the machine.

    Whoever was in by an older code must come in anew. Raises Refused.
    """
    code = code.strip()
    user = User.objects.select_for_update().get(pk=user.pk)
    if (no := why_not(user=user, code=code)) is not None:
        raise Refused(no)
    kept = Identity.objects.filter(user=user).first() or Identity(user=user)
    if kept.pk and kept.code == code:
        return kept
    changed = bool(kept.pk)
    kept.made_at = clock.now()
    kept.code_digest, kept.code_sealed, kept.made_by = sealed.digest(CODE, code), sealed.seal(code), by
    kept._history_user = by  # type: ignore[attr-defined]  # read by django-simple-history
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError:
        raise Refused(_("Another person already logs in with this personal code.")) from None
    events.note(EventKind.CODE_GIVEN, user=user, request=request, by=by)
    if changed:
        sessions.access_changed(user=user, why="code", by=by)
    _tell(user, by)
    return kept


def _tell(user: User, by: User | None) -> None:
    """Whoever could let himself in as somebody else is seen by the others who could; not the machine."""
    if by is None:
        return
    about = ("login", user.pk)
    tell(users=[user], kind="login.code", subject=about)
    keepers = User.objects.filter(is_active=True, roles__role=Role.ADMINISTRATOR).distinct()
    others = [one for one in keepers if one not in {user, by} and one.holds(Role.ADMINISTRATOR)]
    tell(users=others, kind="login.code_other", subject=about)


@transaction.atomic
def take_code(*, user: User, by: User, request: HttpRequest | None = None) -> None:
    """The login services let this person in no more, and whoever is in must come in another way."""
    kept = Identity.objects.select_for_update().filter(user=user).first()
    if kept is None:
        return
    kept._history_user = by  # type: ignore[attr-defined]  # read by django-simple-history
    kept.delete()
    events.note(EventKind.CODE_TAKEN, user=user, request=request, by=by)
    sessions.access_changed(user=user, why="code", by=by)


def why_not(*, user: User | None, code: str) -> str | None:
    """Why this code cannot be this person's, as a text; None if it can."""
    if not ik.is_valid(code):
        return _(
            "This is not an Estonian personal code: it has eleven digits, the last of which checks the"
            " others."
        )
    if Identity.objects.with_code(code).exclude(user=user).exists():
        return _("Another person already logs in with this personal code.")
    return None


def recognise(subject: str) -> User:
    """Whose code the login service's subject ("EE38001085718") is, if that person may come in.

    Raises Unrecognised.
    """
    code = subject.removeprefix(COUNTRY)
    if not subject.startswith(COUNTRY) or not code.isascii() or not ik.is_valid(code):
        raise Unrecognised("identity_subject")
    found = Identity.objects.with_code(code).select_related("user").first()
    if found is None:
        raise Unrecognised("unknown_person")
    if not found.user.is_active:
        raise Unrecognised("deactivated", found.user)
    if not found.user.role_set:
        raise Unrecognised("no_role", found.user)
    return found.user


def spend(*, provider: Provider, jti: str) -> None:
    """A token of this number is believed now and never again. Raises Unrecognised when it was before."""
    if not jti:
        raise Unrecognised("identity_not_believed")
    # The machine's time, like the tokens'; what is older than any token's life is forgotten on the way.
    now = datetime.now(UTC)
    SpentToken.objects.over(now).delete()
    number = sealed.digest(TOKEN, f"{provider.issuer} {jti}")
    fresh = SpentToken(digest=number, until=now + _SPENT_KEPT)
    if SpentToken.objects.filter(digest__in=sealed.digests(TOKEN, f"{provider.issuer} {jti}")).exists():
        raise Unrecognised("identity_replayed")
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError:
        raise Unrecognised("identity_replayed") from None
