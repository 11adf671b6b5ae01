"""`./run` says that it made this database itself, so demo data and logins may come into it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from desk import clock
from desk.people.models import User
from desk.records.models import DemoMarker


class Command(BaseCommand):
    help = "Marks an empty database as one that may hold demo data."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("DEMO is off: this database is not one for demo data")
        if DemoMarker.objects.exists():
            return
        if User.objects.exists():
            raise CommandError("the database already holds people: it is not marked")
        DemoMarker.objects.create(made_at=clock.now())
