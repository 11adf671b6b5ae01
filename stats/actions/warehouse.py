"""Keys of the warehouse: made and shown once, revoked, and noted when they are used."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.http import Refused
from desk.people.enums import Role
from desk.people.models import User
from stats.models import WarehouseKey

NOTED_EVERY = timedelta(hours=1)  # how exactly the last use is known


@transaction.atomic
def make_key(*, name: str, tables: Sequence[str], expires_on: date, by: User) -> tuple[WarehouseKey, str]:
    """A new key and its secret, which is never to be seen again."""
    if not by.holds(Role.ADMINISTRATOR):
        raise Refused(_("Keys of the warehouse are made by the administrator."))
    today = workdays.today()
    if not today <= expires_on <= today + timedelta(days=365):
        raise Refused(_("A key opens for a year at most, and not before today."))
    secret = secrets.token_urlsafe(32)
    key = WarehouseKey.objects.create(
        name=name.strip(), tables=sorted(set(tables)), expires_on=expires_on, made_on=today, made_by=by,
        sha256=_hash(secret),
    )  # fmt: skip
    return key, secret


@transaction.atomic
def revoke(*, key: WarehouseKey, by: User) -> bool:
    """The key opens nothing any more; False where it did not already."""
    if not by.holds(Role.ADMINISTRATOR):
        raise Refused(_("Keys of the warehouse are made by the administrator."))
    row = WarehouseKey.objects.select_for_update().get(pk=key.pk)
    if row.revoked_at is not None:
        return False
    row.revoked_at = clock.now()
    row.save(update_fields=["revoked_at"])
    return True


def opened_by(secret: str) -> WarehouseKey | None:
    """The key in force whose secret this is."""
    digest = _hash(secret)
    key = WarehouseKey.objects.in_force().filter(sha256=digest).first()
    # Found by its hash, so that the time of finding tells nothing; compared in constant time all the same.
    return key if key is not None and hmac.compare_digest(key.sha256, digest) else None


def used(key: WarehouseKey) -> None:
    """Note that it was used, at most once an hour."""
    now = clock.now()
    if key.last_used_at is None or key.last_used_at < now - NOTED_EVERY:
        # Without a row of its history: nobody changed the key.
        WarehouseKey.objects.filter(pk=key.pk).update(last_used_at=now)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
