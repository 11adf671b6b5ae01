"""check_representation CODE [--person EE…] [--channel direct|xroad] [--json]: who may represent, now."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from desk import clock
from desk.clients.codes import HOME
from desk.clients.models import Client
from desk.outbox import OutsideTrouble
from registry import actions, gateway, line, rulebook, rules, sample, words
from registry.actions.asking import proof_instead
from registry.enums import TROUBLES, Channel, Purpose, Source, Verdict
from registry.inquiry import inquire

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
    by_document = _by_document(code, person)
    if by_document is not None:
        return by_document
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
        return _shape(code, None, rules.unavailable(), source, asked_at) | {
            "reasons": [trouble.code],
            "line": str(TROUBLES.get(trouble.code, trouble.code)),
        }
    check = actions.keep(
        code=code,
        finding=finding,
        asked_at=asked_at,
        channel=channel,
        source=source,
        by=None,
        narrowed=person is not None,
    )
    # Of the check, not of the finding: a person may have read the text of this card.
    return _shape(code, finding.answer, check.judgement, source, asked_at) | {"evidence_id": check.pk}


def _by_document(code: str, person: str | None) -> dict[str, Any] | None:
    """What standing proof says of a client whom the register does not know; None: the register is asked."""
    client = Client.objects.with_code(code).filter(country=HOME).first()
    if client is None or proof_instead(client) is None:
        return None
    check = actions.ask(client=client, purpose=Purpose.LOOK, subject=("client", client.pk), by=None)
    judgement = check.judgement
    if person is not None:
        his = tuple(group for group in judgement.groups if person in group)
        verdict = judgement.verdict if his else Verdict.NOT_REPRESENTATIVE
        judgement = replace(judgement, verdict=verdict, groups=his)
    found = _shape(code, None, judgement, Source.MANUAL, check.asked_at)
    return found | {"name": client.name, "evidence_id": check.pk}


def _source() -> Source:
    return Source.SAMPLE if settings.REGISTRY_SAMPLE or not settings.REGISTRY_URL else Source.LIVE


@contextmanager
def _access(channel: Channel) -> Iterator[gateway.Access]:
    if not settings.REGISTRY_URL:
        with sample.pretended(channel) as access:
            yield access
        return
    access = line.by_hand(replace(gateway.configured(), channel=channel))
    # Another register than the desk's may be asked, over a channel that the desk does not use.
    yield replace(access, xroad_client=access.xroad_client or sample.XROAD_CLIENT)


def _shape(
    code: str, answer: rules.Answer | None, judgement: rules.Judgement, source: Source, asked_at: datetime
) -> dict[str, Any]:
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
        "asked_at": asked_at.isoformat(),
        "evidence_id": None,
        "line": words.line(judgement),
    }
