"""revalidate [--since DATE] [--portion N] [--json]: every accepted container, looked at again by today."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from contracts import tasks
from contracts.actions import relooking
from contracts.enums import BY_HAND, ReturnVerdict
from contracts.models import Container, Finding, Verification
from desk import workdays
from desk.http import Refused
from desk.outbox import JobState
from desk.records import blobs

PORTION = 200  # containers read at once


class Command(BaseCommand):
    help = (
        "Looks again at every accepted container; nothing moves. Exit: 0 all alike, 1 some differ, 2 undone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--since", type=_day, metavar="DATE", help="only those received on this day or later"
        )
        parser.add_argument(
            "--portion", type=int, default=PORTION, metavar="N", help="containers read at once"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["portion"] < 1:
            raise CommandError("--portion must be at least 1.")
        found: Counter[str] = Counter(dict.fromkeys(
            ("looked", "same", "differ", "by_hand", "damaged", "waiting", "given_up"), 0
        ))  # fmt: skip
        differing: list[dict[str, Any]] = []
        for container in _accepted(options["since"], options["portion"]):
            what, row = _look(container)
            found[what] += 1
            found["looked"] += what in {"same", "differ"}
            if row:
                differing.append(row)
        told: dict[str, Any] = {**found, "differing": differing}
        if options["json"]:
            self.stdout.write(json.dumps(told))
        else:
            self.stdout.write(" · ".join(f"{name}: {number}" for name, number in found.items()))
            for row in differing:
                self.stdout.write(f"{row['documents']} ({row['container']}): {row['was']} -> {row['is']}")
        if found["damaged"] or found["waiting"] or found["given_up"]:
            raise SystemExit(2)
        if differing:
            raise SystemExit(1)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _accepted(since: date | None, portion: int) -> Iterator[Container]:
    """Containers on which documents rest, the oldest first, in portions: none is kept in memory."""
    passed = Finding.objects.deciding().filter(verdict=ReturnVerdict.PASSED)
    rows = Container.objects.filter(pk__in=passed.values("verification__container"))
    if since is not None:
        rows = rows.filter(received_at__gte=workdays.at(since, time()))
    last = 0
    while True:
        found = list(rows.filter(pk__gt=last).select_related("package", "blob").order_by("pk")[:portion])
        yield from found
        if len(found) < portion:
            return
        last = found[-1].pk


def _look(container: Container) -> tuple[str, dict[str, Any] | None]:
    """What came of it, and the row of one whose verdict is another today."""
    try:
        if container.source in BY_HAND:
            blobs.read(container.blob)
            return "by_hand", None
        verification = relooking.look_again(container=container, by=None, wake=False)
    except blobs.Damaged:
        return "damaged", None
    except Refused:
        return "waiting", None
    tasks.verify(verification.pk)
    verification = Verification.jobs.get(pk=verification.pk)
    first, now = relooking.decided(container), verification.findings.first()
    if now is None or first is None:
        given_up = verification.state in {JobState.FAILED, JobState.UNKNOWN}
        damaged = verification.reason == "blob_damaged"
        return ("damaged" if damaged else "given_up" if given_up else "waiting"), None
    if first.verdict == now.verdict:
        return "same", None
    codes = [each.code for each in now.all_problems]
    return "differ", {
        "container": container.pk,
        "documents": container.package.numbers,
        "was": first.verdict,
        "is": now.verdict,
        "problems": list(dict.fromkeys(codes)),
    }
