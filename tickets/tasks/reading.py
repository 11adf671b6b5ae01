"""Reads what moved in JIRA."""

from contextlib import suppress
from datetime import timedelta

from celery import shared_task

from desk.outbox import OutsideTrouble
from tickets import gateway
from tickets.actions import contact, hearing
from tickets.following import reading, twins

HINTS_KEPT = timedelta(days=30)


@shared_task(name="tickets.read")
def read(pk: int) -> None:
    reading.read_now(pk)


@shared_task(name="tickets.poll")
def poll() -> None:
    if gateway.configured() and reading.poll():
        reading.catch_up()


@shared_task(name="tickets.reconcile")
def reconcile() -> None:
    """Plan it and begin; the polls go on with it until every issue was compared."""
    if gateway.configured():
        contact.plan_comparison()
        reading.catch_up()


@shared_task(name="tickets.twins")
def look_for_twins() -> None:
    if gateway.configured():
        with suppress(OutsideTrouble):  # it is looked for again tomorrow
            twins.look()


@shared_task(name="tickets.forget_hints")
def forget_hints() -> None:
    hearing.forget_hints(older_than=HINTS_KEPT)
