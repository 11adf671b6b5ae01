"""The first account of a new installation; from it all others are made in the administration."""

import sys
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk.people import actions
from desk.people.models import User


class Command(BaseCommand):
    help = "Adds an account with the administrator's role; asks its password, or reads it from stdin."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        username = options["username"].strip()
        if not username or User.objects.filter(username=username).exists():
            raise CommandError("the account needs a name that nobody else has")
        password = getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password, User(username=username))
        except ValidationError as trouble:
            raise CommandError(" ".join(trouble.messages)) from None
        actions.open_administrator(username=username, password=password, by=None)
        self.stdout.write(f"{username} may log in and administer at /admin/")
