"""Fills a marked, empty database with the demo world."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from desk import clock, demo
from desk.people.models import User
from desk.records.models import DemoMarker


class Command(BaseCommand):
    help = "Fills the database with demo data relative to today; refuses any database that is not marked."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if not DemoMarker.objects.exists():
            raise CommandError("not a demo database: demo data come only into a database that ./run made")
        if User.objects.exists():
            self.stderr.write("demo data are there already")
            return
        at = clock.now()
        for room in demo.ROOMS:
            if find_spec(f"desk.demo.{room}"):
                import_module(f"desk.demo.{room}").seed(at)
