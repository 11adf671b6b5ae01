"""check_representation CODE [--person EE…] [--channel direct|xroad] [--json]: who may represent, now."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk import clock
from desk.outbox import OutsideTrouble
from registry import actions, gateway, rulebook, rules, sample, words
from registry.enums import TROUBLES, Channel, Source
from registry.inquiry import Finding, inquire

UNAVAILABLE_STATUS = 3


class Command(BaseCommand):
    help = (
        "Asks the Business Register who may represent an organisation; exit status 3 when it cannot be asked."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="registry code, eight digits")
        parser.add_argument("--person", help="only about this person: EE38001085718")
        parser.add_argument("--channel", choices=Channel.values, default=settings.REGISTRY_CHANNEL)
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        person = options["person"]
        if person and not (person[:2].isalpha() and person[:2].isupper() and person[2:]):
            raise CommandError("--person: country and code, such as EE38001085718")
        found = look(options["code"], person, Channel(options["channel"]))
        if options["json"]:
            self.stdout.write(json.dumps({k: v for k, v in found.items() if k != "line"}, ensure_ascii=False))
        else:
            self.stdout.write(f"{found['name'] or found['code']}: {found['line']} [{found['source']}]")
        if found["verdict"] == rules.unavailable().verdict:
            raise SystemExit(UNAVAILABLE_STATUS)


def look(code: str, person: str | None, channel: Channel) -> dict[str, Any]:
    """The answer in the shape that is promised; every key is always there."""
    asked_at = clock.now()
    source = _source()
    try:
        with _access(channel) as access:
            finding = inquire(
                access,
                code,
                issue="command",
                policy=rules.Policy(procurator_signs=settings.REGISTRY_PROCURATOR),
                persons_asked={person} if person else None,
                rulebook=rulebook.current(),
            )
    except OutsideTrouble as trouble:
        return _shape(code, Finding(None, rules.unavailable(), ()), source, asked_at.isoformat()) | {
            "reasons": [trouble.code],
            "line": str(TROUBLES.get(trouble.code, trouble.code)),
        }
    check = actions.keep(
        code=code, finding=finding, asked_at=asked_at, channel=channel, source=source, by=None
    )
    return _shape(code, finding, source, asked_at.isoformat()) | {"evidence_id": check.pk}


def _source() -> Source:
    return Source.SAMPLE if settings.REGISTRY_SAMPLE or not settings.REGISTRY_URL else Source.LIVE


@contextmanager
def _access(channel: Channel) -> Iterator[gateway.Access]:
    if settings.REGISTRY_URL:
        yield replace(gateway.configured(), channel=channel)
    else:
        with sample.pretended(channel) as access:
            yield access


def _shape(code: str, finding: Finding, source: Source, asked_at: str) -> dict[str, Any]:
    answer, judgement = finding.answer, finding.judgement
    return {
        "code": code,
        "name": answer.name if answer else "",
        "status": answer.status if answer else "",
        "form": answer.form if answer else "",
        "verdict": judgement.verdict.value,
        "groups": [sorted(group) for group in judgement.groups],
        "persons": [
            {"code": row.identity or row.code, "name": row.name, "role": row.role, "sole": row.sole}
            for row in judgement.persons
        ],
        "conditions": list(judgement.conditions),
        "reasons": [reason.value for reason in judgement.reasons],
        "source": source.value,
        "asked_at": asked_at,
        "evidence_id": None,
        "line": words.line(judgement),
    }
