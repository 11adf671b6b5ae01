"""Shows that the rotation holds under load: real events over real connections, judged from the database."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk.calls.management import drill, ground


class Command(BaseCommand):
    help = (
        "Plays an exchange with many calls at once and counts double offers and lost calls. Makes a database"
        " and a server of its own and removes both; with --url it drives that desk of demo data."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--calls", type=int, default=2000)
        parser.add_argument("--agents", type=int, default=40)
        parser.add_argument("--workers", type=int, default=8, help="connections of the exchange at once")
        parser.add_argument("--url", default="", help="a running desk on the same database")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        calls, agents, workers = options["calls"], options["agents"], options["workers"]
        if min(calls, agents, workers) < 1:
            raise CommandError("--calls, --agents and --workers must be at least 1")
        place = ground.shared_ground(options["url"], agents) if options["url"] else ground.own_ground(agents)
        with place as here:
            self.stderr.write(f"{calls} calls for {agents} people over {workers} connections")
            result = drill.judge(here, calls, drill.drive(here, calls, workers))
        if options["json"]:
            self.stdout.write(json.dumps(result.as_dict()))
        else:
            self.stdout.write("\n".join(f"{name}: {value}" for name, value in result.as_dict().items()))
        if result.double_offers or result.lost_calls:
            raise CommandError("the rotation does not hold: see the numbers")
