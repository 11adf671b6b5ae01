"""What people do about themselves: change presence and language; and how the first of them comes in."""

from django.db import transaction

from desk import clock, live
from desk.people.enums import PresenceState, Role
from desk.people.models import Presence, User, UserRole


@transaction.atomic
def set_presence(*, user: User, state: PresenceState, by: User | None) -> Presence:
    """End the person's open interval and begin one in `state`; nothing changes if it is the same.

    `by` is the person who did it, or None for an event of the telephone exchange. The row of the person
    is locked, so that two changes at one instant come one after the other.
    """
    User.objects.select_for_update().get(pk=user.pk)
    now = clock.now()
    current = Presence.objects.open().filter(user=user).first()
    if current is not None and current.state == state:
        return current
    if current is not None:
        current.ended_at = max(now, current.started_at)
        current.save(update_fields=["ended_at"])
    presence = Presence.objects.create(user=user, state=state, started_at=now)
    assert user.pk is not None
    live.push([user.pk], "presence", user.pk)
    return presence


@transaction.atomic
def choose_language(*, user: User, language: str, by: User) -> None:
    """The person's pages speak `language` from the next one on; the history of the row keeps `by`."""
    user.language = language
    user._history_user = by  # type: ignore[attr-defined]  # read by django-simple-history
    user.save(update_fields=["language"])


@transaction.atomic
def open_administrator(*, username: str, password: str, by: User | None) -> User:
    """An account with the administrator's role, from which others are made; `by` is None on the machine."""
    user = User(username=username)
    user.set_password(password)
    user._history_user = by  # type: ignore[attr-defined]  # read by django-simple-history
    user.save()
    UserRole.objects.create(user=user, role=Role.ADMINISTRATOR)
    return user
