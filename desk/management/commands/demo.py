"""Fills a marked, empty database with the demo world."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from desk import clock, demo
from desk.people.models import User
from desk.records.models import DemoMarker


class Command(BaseCommand):
    help = "Fills the database with demo data relative to today; refuses any database that is not marked."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--history", action="store_true", help="and two years of past work behind it")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if not DemoMarker.objects.exists():
            raise CommandError("not a demo database: demo data come only into a database that ./run made")
        if User.objects.exists():
            self.stderr.write("demo data are there already")
            return
        at = clock.now()
        history = import_module("desk.demo.history") if options["history"] else None
        if history is not None:
            history.keep_place(at)
        later = demo.OF_THE_PAST if history is not None else ()
        for room in demo.ROOMS:
            if room not in later and find_spec(f"desk.demo.{room}"):
                import_module(f"desk.demo.{room}").seed(at)
        if history is not None:
            history.seed(at)
        for room in later:
            import_module(f"desk.demo.{room}").seed(at)
