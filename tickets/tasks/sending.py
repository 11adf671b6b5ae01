"""Drains the queue for JIRA, follows the letters."""

from contextlib import suppress

from celery import shared_task

from desk import outbox
from desk.outbox import OutsideTrouble
from tickets import actions, gateway
from tickets.models import Escalation, JiraOperation
from tickets.queue import line, sending


@shared_task(name="tickets.send")
def send(pk: int) -> None:
    operation = JiraOperation.objects.waiting().filter(pk=pk).first()
    if operation is None or not gateway.configured() or not sending.is_next(operation):
        return
    outbox.drain(JiraOperation, pk, ask=sending.ask, record=sending.done, failed=sending.given_up)
    if following := JiraOperation.objects.waiting().filter(issue=operation.issue_id).exclude(pk=pk).first():
        outbox.wake("tickets.send", following.pk)


@shared_task(name="tickets.try_line")
def try_line(pk: int) -> None:
    """Nobody waits for the next piece of work: JIRA is asked for a sign of life now."""
    with suppress(OutsideTrouble):  # the line has noted it
        line.ping()


@shared_task(name="tickets.token")
def token() -> None:
    actions.warn_of_token()


@shared_task(name="tickets.follow")
def follow(pk: int) -> None:
    escalation = Escalation.objects.filter(pk=pk).first()
    if escalation is not None:
        actions.note_delivery(escalation=escalation)
        actions.note_kept(escalation=escalation)
        actions.note_return(escalation=escalation)
        actions.note_closing(escalation=escalation)


@shared_task(name="tickets.sweep")
def sweep() -> None:
    outbox.wake_due(JiraOperation, "tickets.send")
    actions.open_missing()
    actions.free_stranded()
    rows = Escalation.objects
    told = (rows.delivering(), rows.delivered_late(), rows.kept(), rows.came_back(), rows.owed_again())
    for found in (*told, rows.to_close()):
        for pk in found.values_list("pk", flat=True):
            outbox.wake("tickets.follow", pk)
