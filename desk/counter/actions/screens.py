"""The address of a waiting-room screen: made, changed and closed by an administrator."""

import hashlib
import secrets

from django.db import transaction

from desk.counter.models import Office
from desk.people.models import User
from desk.records.actions import note


@transaction.atomic
def open_screen(*, office: Office, by: User) -> str:
    """A new key, which is shown this once; the old address is closed by it."""
    key = secrets.token_urlsafe(32)
    _set(office, hash_of(key))
    _tell("opened", office, by)
    return key


@transaction.atomic
def close_screen(*, office: Office, by: User) -> None:
    """No address shows the numbers of this office any more."""
    if office.screen_key_hash:
        _set(office, "")
        _tell("closed", office, by)


def hash_of(key: str) -> str:
    """How a screen's key is kept and looked up; it is long and random, so one SHA-256 is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


def _set(office: Office, value: str) -> None:
    office.screen_key_hash = value
    office.save(update_fields=["screen_key_hash"])


def _tell(what: str, office: Office, by: User) -> None:
    note(
        kind=f"counter.screen_{what}", subject=("office", office.pk or 0), client_id=None, by=by,
        office=office.name_et,
    )  # fmt: skip
