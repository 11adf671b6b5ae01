"""Drains the questions to the register."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.conf import settings

from desk import clock, outbox, workdays
from desk.outbox import PassingError, PermanentError
from registry import actions, classifiers, gateway, line, mandates, rulebook
from registry.enums import Purpose, RefreshKind
from registry.gateway import changes
from registry.inquiry import Finding, inquire
from registry.models import Check, MandateQuestion, Refresh
from registry.rules import Policy

_A_LITTLE = timedelta(seconds=10)


@shared_task(name="registry.ask")
def ask(pk: int) -> None:
    outbox.drain(Check, pk, ask=_inquire, record=actions.answered, failed=actions.given_up)


@shared_task(name="registry.sweep")
def sweep() -> None:
    outbox.wake_due(Check, "registry.ask")
    outbox.wake_due(MandateQuestion, "registry.ask_mandates")
    outbox.wake_due(Refresh, "registry.fetch")
    actions.warn_of_ends()


@shared_task(name="registry.refresh")
def refresh() -> None:
    """Every day, so that a Monday on which the desk stood still costs a day and not a week."""
    if settings.REGISTRY_URL:
        today = workdays.today()
        monday = today - timedelta(days=today.weekday())
        actions.plan_refresh(what=RefreshKind.CLASSIFIERS, day=monday)


@shared_task(name="registry.fetch")
def fetch(pk: int) -> None:
    outbox.drain(Refresh, pk, ask=_fetched, record=_recorded)


@shared_task(name="registry.changes")
def changed() -> None:
    """Every hour, though it plans something once a day: a day on which the desk stood still is caught up."""
    if settings.REGISTRY_CHANGE_FEED:
        actions.plan_changes()


def _fetched(refresh: Refresh) -> Collection[Any]:
    if refresh.what == RefreshKind.CHANGES and not settings.REGISTRY_CHANGE_FEED:
        raise PermanentError("not_set_up")
    # A service that we can do without: where it is refused, questions about representation go on.
    with line.used(gateway.configured(), vital=False) as access:
        if refresh.what == RefreshKind.CHANGES:
            return changes.changed(access, refresh.day)
        return classifiers.fetched(access)


def _recorded(refresh: Refresh, found: Collection[Any]) -> None:
    if refresh.what == RefreshKind.CHANGES:
        actions.changes_fetched(refresh, found)
    else:
        actions.classifiers_fetched(refresh, list(found))


@shared_task(name="registry.ask_mandates")
def ask_mandates(pk: int) -> None:
    outbox.drain(
        MandateQuestion, pk,
        ask=_held, record=actions.mandates_answered, failed=actions.mandates_given_up,
    )  # fmt: skip


def _held(question: MandateQuestion) -> mandates.Held:
    return mandates.held(
        mandates.configured(),
        question.client.registry_code,
        question.person.personal_code,
        issue=f"mandate-{question.pk}",
    )


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
