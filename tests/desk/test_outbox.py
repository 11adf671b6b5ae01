"""A row with a state is the queue: nothing lost, nothing doubled, whatever the worker does.

The queue is shown with the messages of desk.mail, the plainest of its users.
"""

from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.db import connection

from desk import clock, outbox
from desk.mail.models import Message
from desk.outbox import JobState, PassingError, PermanentError
from tests.desk.rows import a_message

pytestmark = pytest.mark.django_db


def nothing(job: Message, answer: object) -> None:
    """Nothing to record."""


def test_a_waiting_row_is_done_once_and_its_answer_recorded_with_it() -> None:
    message = a_message()
    seen: list[tuple[int, str]] = []

    def record(job: Message, answer: str) -> None:
        seen.append((job.pk, answer))

    assert outbox.drain(Message, message.pk, ask=lambda job: "answer", record=record)
    assert not outbox.drain(Message, message.pk, ask=lambda job: "again", record=record)
    message.refresh_from_db()
    assert seen == [(message.pk, "answer")]
    assert message.state == JobState.SENT


def test_outside_is_never_called_inside_a_transaction_of_the_row() -> None:
    message = a_message()
    depth = len(connection.savepoint_ids)
    depths: list[int] = []
    outbox.drain(
        Message, message.pk, ask=lambda job: depths.append(len(connection.savepoint_ids)), record=nothing
    )
    assert depths == [depth]


def test_a_passing_error_waits_longer_each_time_and_is_tried_again() -> None:
    message = a_message()

    def busy(job: Message) -> None:
        raise PassingError("busy")

    waits = []
    for _attempt in range(3):
        outbox.drain(Message, message.pk, ask=busy, record=nothing)
        message.refresh_from_db()
        assert (message.state, message.reason) == (JobState.PENDING, "busy")
        assert message.next_at is not None
        waits.append(message.next_at - clock.now())
        assert not Message.jobs.due().filter(pk=message.pk).exists()
        clock.move(timedelta(minutes=20))
        assert Message.jobs.due().filter(pk=message.pk).exists()
    assert waits[0] < waits[2]


def test_a_permanent_error_is_given_up_with_its_reason_and_waits_for_a_person() -> None:
    message = a_message()
    told: list[int] = []

    def wrong(job: Message) -> None:
        raise PermanentError("credentials")

    outbox.drain(Message, message.pk, ask=wrong, record=nothing, failed=lambda job: told.append(job.pk))
    message.refresh_from_db()
    assert (message.state, message.reason, told) == (JobState.FAILED, "credentials", [message.pk])
    assert outbox.retry(message)
    assert Message.jobs.due().filter(pk=message.pk).exists()


def test_after_the_last_attempt_a_passing_error_is_given_up(settings: Any) -> None:
    settings.OUTBOX_ATTEMPTS = 2
    message = a_message()

    def busy(job: Message) -> None:
        raise PassingError("busy")

    for _attempt in range(2):
        outbox.drain(Message, message.pk, ask=busy, record=nothing)
        clock.move(timedelta(hours=1))
    message.refresh_from_db()
    assert message.state == JobState.FAILED


def test_a_row_left_by_a_dead_worker_is_taken_up_again_after_its_lease(settings: Any) -> None:
    message = a_message()
    Message.jobs.filter(pk=message.pk).update(state=JobState.SENDING, claimed_at=clock.now(), attempts=1)
    assert not outbox.drain(Message, message.pk, ask=lambda job: None, record=nothing)
    clock.move(timedelta(seconds=settings.OUTBOX_LEASE + 1))
    assert outbox.drain(Message, message.pk, ask=lambda job: None, record=nothing)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (JobState.SENT, 2)


def test_a_slow_worker_whose_row_was_taken_over_records_nothing(settings: Any) -> None:
    message = a_message()
    recorded: list[str] = []

    def slow(job: Message) -> str:
        clock.move(timedelta(seconds=settings.OUTBOX_LEASE + 1))
        outbox.drain(
            Message, message.pk, ask=lambda job: "second", record=lambda job, answer: recorded.append(answer)
        )
        return "first"

    outbox.drain(Message, message.pk, ask=slow, record=lambda job, answer: recorded.append(answer))
    assert recorded == ["second"]


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_loses_nothing_since_the_sweep_finds_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def dead(*args: object, **kwargs: object) -> None:
        raise OSError("no broker")

    monkeypatch.setattr(current_app, "send_task", dead)
    message = a_message()
    outbox.wake("mail.send", message.pk)
    woken: list[int] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args: woken.extend(args))
    assert outbox.wake_due(Message, "mail.send") == 1
    assert woken == [message.pk]
