"""staffing --calls N --interval S --aht S --target P --threshold S: how many people such a load needs."""

import json
import math
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from stats.staffing import erlang

# The words of the command for what the arithmetic calls otherwise.
OPTIONS = {
    "calls": "--calls", "interval_s": "--interval", "handle_s": "--aht", "patience_s": "--patience",
    "target": "--target", "threshold_s": "--threshold", "shrinkage": "--shrinkage",
}  # fmt: skip


class Command(BaseCommand):
    help = "Counts the people that a load of calls needs: Erlang C, or Erlang A with --patience."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--calls", type=float, required=True, help="calls that come in the interval")
        parser.add_argument("--interval", type=float, required=True, help="its length in seconds")
        parser.add_argument("--aht", type=float, required=True, help="mean handling time in seconds")
        parser.add_argument("--target", type=float, required=True, help="share to be answered, such as 0.8")
        parser.add_argument("--threshold", type=float, required=True, help="within so many seconds")
        parser.add_argument("--shrinkage", type=float, default=0.0, help="share of paid time lost, 0 to <1")
        parser.add_argument("--patience", type=float, help="mean seconds until a caller gives up (Erlang A)")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            queue = erlang.Queue(options["calls"], options["interval"], options["aht"], options["patience"])
            found = erlang.needed(queue, options["target"], options["threshold"])
            planned = erlang.scheduled(found.agents, options["shrinkage"])
        except erlang.Nonsense as wrong:
            raise CommandError(f"{OPTIONS[wrong.field]} {wrong}", returncode=2) from wrong
        answer: dict[str, float | int | None] = {
            "agents": found.agents,
            "scheduled": planned,
            "service_level": round(found.service_level, 4),
            "p_wait": round(found.p_wait, 4),
            "occupancy": round(found.occupancy, 4),
            "asa_s": round(found.asa_s, 2) if math.isfinite(found.asa_s) else None,
        }
        if options["patience"]:
            answer["abandoned"] = round(found.abandoned, 4)
        if options["json"]:
            self.stdout.write(json.dumps(answer))
            return
        for name, value in answer.items():
            self.stdout.write(f"{name:<14}{value}")
