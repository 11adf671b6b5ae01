"""The first account of a new installation; from it all others are made in the administration."""

import sys
from datetime import timedelta
from getpass import getpass
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse

from desk import workdays
from desk.login.actions.enrolling import START_HOURS, switch_on
from desk.login.actions.identity import give_code, why_not
from desk.people import actions
from desk.people.models import User

FALLBACK_DAYS = 30


class Command(BaseCommand):
    help = (
        "Adds an account with the administrator's role; asks the personal code by which TARA and GovSSO let"
        " it in, or reads it from stdin. Without one: prints a one-time code for password and second factor."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        username = options["username"].strip()
        if not username or User.objects.filter(username=username).exists():
            raise CommandError("the account needs a name that nobody else has")
        # A password alone opens nothing outside a demo.
        password = _password(username) if settings.DEMO else None
        code = _asked("Personal code (empty: none): ").strip()
        if code and (no := why_not(user=None, code=code)):
            raise CommandError(no)
        with transaction.atomic():
            user = actions.open_administrator(username=username, password=password, by=None)
            start = "" if code or settings.DEMO else _fallback(user)
            if code:
                give_code(user=user, code=code, by=None)
        self.stdout.write(f"{username} may log in and administer at /admin/")
        if start:
            where = settings.PUBLIC_URL + reverse("entry:enrol")
            self.stdout.write(
                f"Set up password and second factor within {START_HOURS} hours at {where}: {start}"
            )


def _password(username: str) -> str:
    password = _asked("Password: ")
    try:
        validate_password(password, User(username=username))
    except ValidationError as trouble:
        raise CommandError(" ".join(trouble.messages)) from None
    return password


def _fallback(user: User) -> str:
    """The one-time code by which the account comes in without a login service."""
    until = workdays.today() + timedelta(days=FALLBACK_DAYS)
    return switch_on(user=user, until=until, reason="manage administrator", by=None)


def _asked(what: str) -> str:
    """Typed unseen, so that it stands neither on the screen nor among the processes; or a line of stdin."""
    return getpass(what) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
