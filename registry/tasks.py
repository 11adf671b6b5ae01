"""Drains the questions to the register."""

from celery import shared_task
from django.conf import settings

from desk import outbox
from registry import actions, gateway, rulebook
from registry.inquiry import Finding, inquire
from registry.models import Check
from registry.rules import Policy


@shared_task(name="registry.ask")
def ask(pk: int) -> None:
    outbox.drain(Check, pk, ask=_inquire, record=actions.answered, failed=actions.given_up)


@shared_task(name="registry.sweep")
def sweep() -> None:
    outbox.wake_due(Check, "registry.ask")


def _inquire(check: Check) -> Finding:
    return inquire(
        gateway.configured(),
        check.code,
        issue=check.issue or f"{check.subject_kind}-{check.subject_id}",
        policy=Policy(procurator_signs=settings.REGISTRY_PROCURATOR),
        rulebook=rulebook.current(),
    )
