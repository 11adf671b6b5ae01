"""jira_ping [--json]: who answers, as whom we are known, and what the units' issue types still want."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk import clock
from desk.outbox import OutsideTrouble
from tickets import gateway
from tickets.enums import REASONS
from tickets.models import Unit

MAX_SKEW = 60.0  # seconds


class Command(BaseCommand):
    help = "Asks JIRA who it is and whether the units' tickets could be made; exit status 1 when not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        found = look()
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            for name, value in found.items():
                self.stdout.write(f"{name}: {value}")
        if not found["ok"]:
            raise CommandError("; ".join(found["problems"]))


def look() -> dict[str, Any]:
    """What is known after asking; `problems` are short sentences, empty when all is well."""
    found: dict[str, Any] = {
        "ok": False, "server": settings.JIRA_URL, "version": "", "dialect": "datacenter", "account": "",
        "timezone": "", "skew_s": None, "sample": False, "units": [], "problems": [],
    }  # fmt: skip
    try:
        answer = gateway.ping(clock.now())
        found |= {
            "version": answer.version, "account": answer.account, "timezone": answer.timezone,
            "skew_s": answer.skew_s, "sample": answer.sample,
        }  # fmt: skip
        if not answer.account:
            found["problems"].append("JIRA answers, but knows no account of ours")
        if abs(answer.skew_s) > MAX_SKEW:
            found["problems"].append(f"the clocks differ by {answer.skew_s} s")
        for unit in Unit.objects.selectable():
            missing = gateway.missing_fields(unit.jira_project, unit.jira_issue_type)
            found["units"].append({"key": unit.code, "project": unit.jira_project, "missing_fields": missing})
            if missing:
                found["problems"].append(f"unit {unit.code}: JIRA also wants {', '.join(missing)}")
    except OutsideTrouble as trouble:
        found["problems"].append(
            f"{trouble.code}: {REASONS.get(trouble.code.partition(':')[0], trouble.code)}"
        )
    found["ok"] = not found["problems"]
    return found
