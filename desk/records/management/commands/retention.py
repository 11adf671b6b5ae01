"""retention [--dry-run] [--store CODE] [--most N] [--ids] [--json]: destroys what was kept long enough."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk.http import Refused
from desk.records import retention, runs
from desk.records.models import RetentionRun


class Command(BaseCommand):
    help = "Destroys what was kept as long as its rule says, leaving proof; --dry-run says what would go."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="destroy nothing, say what would go")
        parser.add_argument("--store", metavar="CODE", help="only this store")
        parser.add_argument("--most", type=int, default=0, metavar="N", help="at most so many things")
        parser.add_argument("--ids", action="store_true", help="with --dry-run: the key of each thing too")
        parser.add_argument("--json", action="store_true", help="JSON, a store a line")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = options["store"]
        if chosen and chosen not in retention.stores():
            raise CommandError(f"there is no store {chosen}", returncode=2)
        if options["most"] < 0:
            raise CommandError("--most is a whole number from 1", returncode=2)
        codes = [chosen] if chosen else list(retention.stores())
        if options["dry_run"]:
            self._dry(codes, ids=options["ids"], as_json=options["json"])
        else:
            self._run(codes, most=options["most"], as_json=options["json"])

    def _dry(self, codes: list[str], *, ids: bool, as_json: bool) -> None:
        for code in codes:
            rule, due = retention.rule_of(code), retention.due(code)
            count = due.count()
            told: dict[str, Any] = {
                "store": code, "what": retention.label_of(code), "rule": rule.store, "days": rule.days,
                "basis": rule.basis, "due": count, "oldest": None,
            }  # fmt: skip
            if count and (oldest := retention.oldest(code)):
                told["oldest"] = oldest.isoformat()
            if as_json:
                if ids:
                    told["ids"] = list(due.order_by("pk").values_list("pk", flat=True))
                self.stdout.write(json.dumps(told, ensure_ascii=False))
            elif count or len(codes) == 1:
                since = f", oldest from {told['oldest']}" if told["oldest"] else ""
                self.stdout.write(f"{code}: {count} due after {rule.days} days{since}; {rule.basis}")
                for pk in due.order_by("pk").values_list("pk", flat=True).iterator() if ids else ():
                    self.stdout.write(f"  {pk}")
        if not as_json:
            self.stdout.write("Nothing was destroyed.")

    def _run(self, codes: list[str], *, most: int, as_json: bool) -> None:
        def progress(code: str, done: int) -> None:
            sys.stderr.write(f"{code}: {done}\n")

        try:
            run = runs.run(codes=codes, most=most, progress=progress)
        except Refused as refused:
            raise CommandError(" ".join(refused.texts)) from None
        self._told(run, as_json)
        if run.steps.filter(failed__gt=0).exists():
            raise CommandError("some things could not be destroyed; they stay due, and the log says why")

    def _told(self, run: RetentionRun, as_json: bool) -> None:
        for step in run.steps.order_by("pk"):
            told = {
                "store": step.store, "days": step.days, "destroyed": step.destroyed, "held": step.held,
                "failed": step.failed, "more": step.more,
            }  # fmt: skip
            if as_json:
                self.stdout.write(json.dumps(told))
            elif step.destroyed or step.held or step.failed or step.more:
                more = ", more waits" if step.more else ""
                self.stdout.write(
                    f"{step.store}: {step.destroyed} destroyed, {step.held} held, {step.failed} failed{more}"
                )
