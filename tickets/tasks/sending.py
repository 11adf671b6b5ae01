"""Drains the queue for JIRA, follows the letters."""

from celery import shared_task

from desk import outbox
from tickets import actions, gateway, sending
from tickets.models import Escalation, JiraOperation


@shared_task(name="tickets.send")
def send(pk: int) -> None:
    if gateway.configured():
        outbox.drain(JiraOperation, pk, ask=sending.ask, record=sending.done, failed=sending.given_up)


@shared_task(name="tickets.follow")
def follow(pk: int) -> None:
    escalation = Escalation.objects.filter(pk=pk).first()
    if escalation is not None:
        actions.note_delivery(escalation=escalation)
        actions.note_return(escalation=escalation)


@shared_task(name="tickets.sweep")
def sweep() -> None:
    outbox.wake_due(JiraOperation, "tickets.send")
    for letters in (Escalation.objects.delivering(), Escalation.objects.came_back()):
        for pk in letters.values_list("pk", flat=True):
            outbox.wake("tickets.follow", pk)
