"""Drains the questions to the register."""

from dataclasses import replace
from datetime import timedelta

from celery import shared_task
from django.conf import settings

from desk import clock, outbox
from desk.outbox import PassingError
from registry import actions, gateway, line, rulebook
from registry.enums import Purpose
from registry.inquiry import Finding, inquire
from registry.models import Check
from registry.rules import Policy

_A_LITTLE = timedelta(seconds=10)


@shared_task(name="registry.ask")
def ask(pk: int) -> None:
    outbox.drain(Check, pk, ask=_inquire, record=actions.answered, failed=actions.given_up)


@shared_task(name="registry.sweep")
def sweep() -> None:
    outbox.wake_due(Check, "registry.ask")


def _inquire(check: Check) -> Finding:
    access = gateway.configured()
    if check.purpose == Purpose.RECHECK:
        # Nobody waits for what is asked by night: people come first, and no worker stands in line for it.
        if line.waits_for_people(check):
            raise PassingError("busy", until=clock.now() + _A_LITTLE)
        access = replace(access, patience=2)
    with line.used(access) as access:
        return inquire(
            access,
            check.code,
            issue=check.issue or f"{check.subject_kind}-{check.subject_id}",
            policy=Policy(procurator_signs=settings.REGISTRY_PROCURATOR),
            rulebook=rulebook.current(),
            against=check.against.card_hash if check.against else "",
        )
