"""jira_ping [--json]: who answers, as whom we are known, and what the units' issue types still want.

Exit status 0: all is well; 1: a person must mend something; 2: JIRA cannot be asked now.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk import clock, workdays
from desk.outbox import OutsideTrouble, PassingError, PermanentError
from tickets import gateway
from tickets.enums import REASONS
from tickets.following.followed import MAX_SKEW
from tickets.models import Unit
from tickets.queue import token

Json = dict[str, Any]


class Command(BaseCommand):
    help = "Asks JIRA who it is and whether the units' tickets could be made."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        found, status = look()
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            for name, value in found.items():
                self.stdout.write(f"{name}: {value}")
        if status:
            raise CommandError("; ".join(found["problems"]), returncode=status)


def look() -> tuple[Json, int]:
    """What is known after asking, and the exit status; `problems` are short sentences."""
    found: Json = {
        "ok": False, "server": settings.JIRA_URL, "version": "", "dialect": settings.JIRA_DIALECT,
        "account": "", "timezone": "", "skew_s": None, "sample": False, "units": [],
        "problems": list(_of_the_token()),
    }  # fmt: skip
    status = 0
    try:
        answer = gateway.look(clock.now())
        found |= {
            "version": answer.version, "dialect": answer.dialect, "account": answer.account,
            "timezone": answer.timezone, "skew_s": answer.skew_s, "sample": answer.sample,
        }  # fmt: skip
        found["problems"] += _of_the_answer(answer)
        if not answer.anonymous:
            for unit in Unit.objects.selectable():
                missing, problem = _wanted_by(unit)
                found["units"].append(
                    {"key": unit.code, "project": unit.jira_project, "missing_fields": missing}
                )
                found["problems"] += [f"unit {unit.code}: {problem}"] if problem else []
    except OutsideTrouble as trouble:
        found["problems"].append(_in_words(trouble))
        status = 2 if isinstance(trouble, PassingError) and trouble.code != "not_configured" else 1
    found["ok"] = not found["problems"]
    return found, status or int(not found["ok"])


def _of_the_token() -> Iterator[str]:
    today = workdays.today()
    left = token.days_left(today)
    if left is None or token.warning(today) is None:
        return
    last = settings.JIRA_TOKEN_EXPIRES
    yield (
        f"the token of JIRA ended on {last}" if left < 0 else f"the token of JIRA ends on {last}, {left} days"
    )


def _of_the_answer(answer: gateway.Ping) -> Iterator[str]:
    if answer.anonymous:
        yield "JIRA answers, but takes us for nobody: see JIRA_TOKEN, and JIRA_EMAIL in Cloud"
    if abs(answer.skew_s) > MAX_SKEW:
        yield f"the clocks differ by {answer.skew_s} s"


def _wanted_by(unit: Unit) -> tuple[list[str], str]:
    """The fields that are missing, and in words what is wrong with the unit."""
    try:
        missing = gateway.missing_fields(unit.jira_project, unit.jira_issue_type)
    except PermanentError as trouble:
        if trouble.code not in {"not_found", "forbidden", "refused"}:
            raise
        return ["project"], f"no project {unit.jira_project} in which our account may make issues"
    return missing, f"JIRA also wants {', '.join(missing)}" if missing else ""


def _in_words(trouble: OutsideTrouble) -> str:
    return f"{trouble.code}: {REASONS.get(trouble.code.partition(':')[0], trouble.code)}"
