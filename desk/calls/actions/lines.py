"""Telephone lines and their tokens."""

import hashlib
import secrets

from desk.calls.models import Line
from desk.people.models import User


def open_line(
    *, name: str, number: str = "", language: str = "", token: str = "", by: User | None
) -> tuple[Line, str]:
    """A new line and its token, which is shown this once: the database holds only its SHA-256."""
    token = token or secrets.token_urlsafe(32)
    line = Line(name=name, number=number, language=language, token_hash=hash_of(token))
    line._history_user = by  # type: ignore[attr-defined]  # read by django-simple-history
    line.save()
    return line, token


def hash_of(token: str) -> str:
    """How a line's token is kept and looked up; it is long and random, so one SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
