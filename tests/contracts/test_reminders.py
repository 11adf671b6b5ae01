"""Reminders: each rung of the ladder once, with a link of its own, while it is the client's turn."""

from datetime import timedelta
from typing import Any

import pytest

from contracts import tasks, workflow
from contracts.actions import ask_again, recall, send
from contracts.actions.reminding import remind
from contracts.enums import PackageState
from contracts.models import Package
from desk import clock
from desk.clients.enums import Works
from desk.clients.models import Client, ContactPoint
from desk.mail.models import Message, MessageBody
from desk.records.models import TimelineEntry
from tests.contracts.conftest import Ground, let_register_answer
from tests.contracts.test_sending import link_in_letter

pytestmark = pytest.mark.slow


def days_pass(days: float) -> int:
    clock.move(timedelta(days=days))
    return remind()


def test_a_client_who_does_not_sign_is_reminded_three_times_and_no_more(ground: Ground) -> None:
    package = ground.sent()
    assert [days_pass(days) for days in (6, 1.1, 0.5, 13.5, 5.9, 0.1)] == [0, 1, 0, 1, 1, 0]
    package.refresh_from_db()
    assert package.reminders == 3 and package.state == PackageState.SENT
    assert Message.objects.count() == 4
    told = TimelineEntry.objects.for_subject("package", package.pk).filter(kind="contracts.reminded")
    assert told.count() == 3


def test_every_reminder_brings_a_link_that_works_beside_the_first(ground: Ground, client: Any) -> None:
    package = ground.sent()
    first = link_in_letter()
    days_pass(7.1)
    assert link_in_letter() != first and package.links.working().count() == 2
    for path in (first, link_in_letter()):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("language", "word"), [("et", "Meeldetuletus"), ("en", "Reminder"), ("ru", "Напоминание")]
)
def test_a_reminder_speaks_the_clients_language(ground: Ground, language: str, word: str) -> None:
    ground.sent(language=language)
    days_pass(7.1)
    assert word in MessageBody.objects.latest("pk").subject


def test_a_desk_that_slept_long_sends_one_letter_for_all_the_rungs(ground: Ground) -> None:
    ground.sent()
    assert days_pass(22) == 1 and days_pass(0) == 0
    assert Message.objects.count() == 2


def test_nobody_is_reminded_while_a_container_is_being_checked(ground: Ground) -> None:
    package = ground.sent()
    workflow.move(package, PackageState.RETURNED)
    assert days_pass(8) == 0
    workflow.move(package, PackageState.DEFICIENT)
    assert remind() == 1


def test_a_recalled_package_is_not_reminded_of(ground: Ground) -> None:
    package = ground.sent()
    recall(package=package, by=ground.user)
    assert days_pass(8) == 0


def test_practice_clients_and_dead_addresses_get_no_reminder(ground: Ground) -> None:
    ground.sent()
    ContactPoint.objects.filter(pk=ground.email.pk).update(works=Works.NO)
    assert days_pass(8) == 0
    ContactPoint.objects.filter(pk=ground.email.pk).update(works=Works.YES)
    Client.objects.filter(pk=ground.tamme.pk).update(practice=True)
    assert remind() == 0


def test_sent_again_after_its_link_ran_out_the_ladder_begins_anew(ground: Ground) -> None:
    package = ground.sent()
    days_pass(31)
    tasks.sweep()
    package.refresh_from_db()
    assert package.state == PackageState.EXPIRED and remind() == 0
    let_register_answer(ask_again(package=package, by=ground.user))
    again = send(package=package, to=ground.email, by=ground.user)
    assert (again.state, again.reminders, again.reminded_at) == (PackageState.SENT, 0, None)
    assert days_pass(7.1) == 1


def test_the_ladder_is_a_setting(ground: Ground, settings: Any) -> None:
    settings.REMINDERS = [1, -1]
    ground.sent()
    assert [days_pass(days) for days in (0.5, 0.6, 10, 18)] == [0, 1, 0, 1]
    assert Package.objects.get().reminders == 2
