"""Accounts: the language that a person chose, and how the first administrator comes in."""

from django.db import transaction

from desk import slots
from desk.people.enums import Role
from desk.people.models import User, UserRole


@transaction.atomic
def choose_language(*, user: User, language: str, by: User) -> None:
    """The person's pages speak `language` from the next one on; the history of the row keeps `by`."""
    user.language = language
    user._history_user = by  # type: ignore[attr-defined]  # read by django-simple-history
    user.save(update_fields=["language"])


@transaction.atomic
def open_administrator(*, username: str, password: str | None, by: User | None) -> User:
    """An account with the administrator's role, from which others are made; `by` is None on the machine.

    Without a password it has none, and its person comes in another way.
    """
    user = User(username=username)
    user.set_password(password)
    user._history_user = by  # type: ignore[attr-defined]  # read by django-simple-history
    user.save()
    UserRole.objects.create(user=user, role=Role.ADMINISTRATOR)
    return user


@transaction.atomic
def access_changed(*, user: User, by: User | None) -> None:
    """Roles of this person were changed, or the account was closed: rooms above end what stood on it."""
    for told in slots.each("ACCESS_CHANGED"):
        told(user=user, why="roles" if user.is_active else "closed", by=by)
