"""A worker killed at any step, a Redis that forgets everything: nothing is lost, nothing is done twice."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connections

from desk import clock
from desk.outbox import JobState
from tests.simulators import jira
from tests.tickets.matrix.conftest import Broker
from tests.tickets.matrix.deeds import DEEDS, once_and_known, until_done, work
from tests.tickets.matrix.dying import STEPS, dies
from tickets import tasks
from tickets.models import Escalation, JiraOperation

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_is_killed(ticket: Escalation, level2: jira.State, step: str) -> None:
    for deed in DEEDS:
        operation = deed.queue(ticket)
        dies(operation, deed, step)
        operation.refresh_from_db()
        claimed = step != STEPS[0]
        assert operation.state == (JobState.SENDING if claimed else JobState.PENDING)
        tasks.send(operation.pk)
        if claimed:
            assert JiraOperation.objects.get(pk=operation.pk).attempts == 1, "its lease is not over"
        clock.move(timedelta(seconds=django_settings.OUTBOX_LEASE + 1))
        until_done(operation)
        once_and_known(deed, ticket, level2, step)
        work()
        ticket.issue.refresh_from_db()


def test_redis_forgets_everything(
    broker: Broker, worker: Callable[[], None], ticket: Escalation, level2: jira.State
) -> None:
    for deed in DEEDS:
        operation = deed.queue(ticket)
        assert ("tickets.send", [operation.pk]) in broker or deed.name == "create"
        broker.clear()
        worker()
        assert JiraOperation.objects.get(pk=operation.pk).state == JobState.PENDING
        tasks.sweep()
        worker()
        once_and_known(deed, ticket, level2, "a Redis that forgot")


def test_redis_forgets_while_the_answer_is_lost(
    broker: Broker, worker: Callable[[], None], ticket: Escalation, level2: jira.State
) -> None:
    for deed in DEEDS:
        operation = deed.queue(ticket)
        level2.faults.append({"kind": "lose_answer", "method": "POST", "path": deed.path})
        worker()
        broker.clear()
        for _time in range(6):
            clock.move(timedelta(minutes=3))
            tasks.sweep()
            worker()
            broker.clear()
        operation.refresh_from_db()
        assert operation.state == JobState.SENT
        once_and_known(deed, ticket, level2, "a lost answer and a Redis that forgot")


def test_two_workers_take_the_same_row(ticket: Escalation, level2: jira.State) -> None:
    def send(pk: int) -> None:
        tasks.send(pk)
        connections.close_all()

    for deed in DEEDS:
        operation = deed.queue(ticket)
        level2.latency = 0.05
        threads = [threading.Thread(target=send, args=[operation.pk]) for _worker in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        level2.latency = 0.0
        until_done(operation)
        once_and_known(deed, ticket, level2, "four workers")
        work()
        ticket.issue.refresh_from_db()
