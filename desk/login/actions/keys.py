"""Keys of programs: made and shown once, counted, revoked, and spoken of before they end."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import connection, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.http import Refused
from desk.login.actions import events
from desk.login.enums import EventKind, Scope
from desk.login.models import ApiKey
from desk.people.actions import notices
from desk.people.enums import Role
from desk.people.models import User

MARK = "abk_"  # so that programs that look for lost secrets know one of ours
MINUTELY = 120  # requests of one key in a minute, in all processes together
WARNED_BEFORE = timedelta(days=14)
# One statement, so that two processes count the same key one after the other.
_COUNT = """
UPDATE login_apikey
   SET asked = CASE WHEN minute = %(minute)s THEN asked + 1 ELSE 1 END,
       minute = %(minute)s, last_used_at = %(now)s
 WHERE id = %(key)s
RETURNING asked
"""


@transaction.atomic
def make(
    *, name: str, scopes: Sequence[str], expires_on: date, owner: User, by: User,
    request: HttpRequest | None = None,
) -> tuple[ApiKey, str]:  # fmt: skip
    """A new key and its secret, which is never to be seen again."""
    _administrator(by)
    today = workdays.today()
    if not today <= expires_on <= today + timedelta(days=365):
        raise Refused(_("A key opens for a year at most, and not before today."))
    if not scopes or not set(scopes) <= set(Scope.values):
        raise Refused(_("Say what the key opens."))
    if not owner.is_active:
        raise Refused(_("The key needs somebody in whose name it reads."))
    secret = MARK + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        name=name.strip(), start=secret[:10], sha256=_hash(secret), scopes=sorted(set(scopes)), owner=owner,
        expires_on=expires_on, made_on=today, made_by=by,
    )  # fmt: skip
    events.note(EventKind.KEY, user=owner, request=request, reason="key_made", by=by)
    return key, secret


@transaction.atomic
def revoke(*, key: ApiKey, by: User, request: HttpRequest | None = None) -> bool:
    """The key opens nothing any more; False where it did not already."""
    _administrator(by)
    row = ApiKey.objects.select_for_update().get(pk=key.pk)
    if row.revoked_at is not None:
        return False
    row.revoked_at = clock.now()
    row.save(update_fields=["revoked_at"])
    events.note(EventKind.KEY, user=row.owner, request=request, reason="key_revoked", by=by)
    return True


def opened_by(secret: str) -> ApiKey | None:
    """The key in force whose secret this is."""
    digest = _hash(secret)
    key = ApiKey.objects.in_force().select_related("owner").filter(sha256=digest).first()
    # Found by its hash, so that the time of finding tells nothing; compared in constant time all the same.
    return key if key is not None and hmac.compare_digest(key.sha256, digest) else None


def count(key: ApiKey) -> int:
    """Note one request with the key; 0, or the seconds until it may ask again."""
    now = clock.now()
    minute, second = divmod(int(now.timestamp()), 60)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"minute": minute, "now": now, "key": key.pk})
        (asked,) = cursor.fetchone()
    return 60 - second if asked > MINUTELY else 0


def warn() -> int:
    """Tell the owner and the administrators of keys that end soon, once each; how many keys."""
    today, told = workdays.today(), 0
    for key in ApiKey.objects.ending(today + WARNED_BEFORE).filter(warned_on=None):
        with transaction.atomic():
            if ApiKey.objects.filter(pk=key.pk, warned_on=None).update(warned_on=today):
                people = {user.pk: user for user in (key.owner, *_administrators())}
                day = key.expires_on.strftime("%d.%m.%Y")
                notices.tell(
                    users=people.values(), kind="login.key_ends", subject=("api_key", key.pk),
                    name=key.name, day=day,
                )  # fmt: skip
                told += 1
    return told


def _administrator(by: User) -> None:
    if not by.holds(Role.ADMINISTRATOR):
        raise Refused(_("Keys of programs are made by the administrator."))


def _administrators() -> list[User]:
    """Those who hold the role today."""
    kept = User.objects.filter(is_active=True, roles__role=Role.ADMINISTRATOR).distinct()
    return [user for user in kept if user.holds(Role.ADMINISTRATOR)]


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
