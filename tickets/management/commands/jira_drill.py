"""Shows that nothing is missed or doubled after a day without JIRA."""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk import clock
from desk.records.models import DemoMarker
from desk.scratch import own_database
from tickets.management import drill

SIMULATOR = "tests.simulators.jira"


class Command(BaseCommand):
    help = (
        "Plays a day without JIRA against its simulator and counts what was missed and what was done twice."
        " Makes a database and a simulator of its own and removes both. Exit status 1: it does not hold."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tickets", type=int, default=10_000)
        parser.add_argument("--dialect", choices=["datacenter", "cloud"], default="datacenter")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        tickets, cloud = options["tickets"], options["dialect"] == "cloud"
        if tickets < 20:
            raise CommandError("--tickets must be at least 20: something is to happen to some of them")
        if settings.JIRA_URL and not settings.JIRA_SAMPLE:
            raise CommandError("this desk works with a live JIRA: play the drill where no data are real")
        with own_database("jira_drill"), _simulator(cloud) as url:
            DemoMarker.objects.create(made_at=clock.now())  # so that its clock may be moved
            simulator = drill.Simulator(url)
            with drill.pointing_at(simulator, cloud=cloud):
                result = drill.play(simulator, tickets)
        if options["json"]:
            self.stdout.write(json.dumps(result.as_dict()))
        else:
            self.stdout.write("\n".join(f"{name}: {value}" for name, value in result.as_dict().items()))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        self.stderr.write(f"{options['dialect']}, peak memory of this process {peak} MB")
        if not result.held:
            raise CommandError("it does not hold: see the numbers")


@contextmanager
def _simulator(cloud: bool) -> Iterator[str]:
    """Its address; a process of its own."""
    if find_spec("tests") is None or find_spec(SIMULATOR) is None:
        raise CommandError("the simulator is not installed here: it stands in tests/simulators of the source")
    command = [sys.executable, "-m", SIMULATOR, "--port", "0", "--token", drill.TOKEN]
    command += ["--cloud", "--email", drill.EMAIL] if cloud else []
    process = subprocess.Popen(  # noqa: S603  (our own words)
        command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        if not said.startswith("listening on "):
            raise CommandError("the simulator did not start; its words stand above")
        yield said.split()[-1]
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
