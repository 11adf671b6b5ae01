"""Two calls at the same instant never get the same person: shown on a real PostgreSQL, with real threads."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from desk.calls.models import Call, Offer
from desk.http import Refused
from desk.people.models import User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def at_once(deeds: list[Callable[[], Any]]) -> list[Any]:
    """Run all deeds in threads that begin together; their answers, or refusals, in order."""
    answers: list[Any] = [None] * len(deeds)
    start = threading.Barrier(len(deeds))

    def run(number: int, deed: Callable[[], Any]) -> None:
        start.wait()
        try:
            answers[number] = deed()
        except Refused as refused:
            answers[number] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def test_two_calls_at_the_same_instant_ring_two_people(
    transactional_db: None, exchange: Callable[..., Any], available: Callable[..., User]
) -> None:
    for extension in ("101", "104", "107"):
        available(extension)

    told = at_once([lambda: exchange("newCall", "1"), lambda: exchange("newCall", "2")])

    rung = [answer["offer"][0] for answer in told]
    assert len(set(rung)) == 2
    assert Offer.objects.open().count() == 2


def test_of_many_calls_each_person_gets_one_and_the_rest_wait_in_order(
    transactional_db: None, exchange: Callable[..., Any], available: Callable[..., User]
) -> None:
    for extension in ("101", "104", "107"):
        available(extension)

    def ring(number: int) -> Callable[[], Any]:
        return lambda: exchange("newCall", str(number))

    at_once([ring(number) for number in range(8)])
    # A call that met a person while another was claiming is served when the exchange asks again.
    told = [exchange("newCall", str(number)) for number in range(8)]

    rung = [answer["offer"][0] for answer in told if answer["offer"]]
    assert sorted(rung) == ["101", "104", "107"]
    assert sorted(answer["queue_position"] for answer in told if not answer["offer"]) == [1, 2, 3, 4, 5]


def test_the_same_event_twice_at_once_is_one_call(
    transactional_db: None, exchange: Callable[..., Any], available: Callable[..., User]
) -> None:
    available("101")
    available("104")
    told = at_once([lambda: exchange("newCall", "1")] * 4)
    assert {tuple(answer["offer"]) for answer in told} == {("101",)}
    assert Call.objects.count() == 1
    assert Offer.objects.count() == 1


def test_answer_and_hang_up_at_once_leave_a_lawful_call(
    transactional_db: None, exchange: Callable[..., Any], available: Callable[..., User]
) -> None:
    available("101")
    exchange("newCall")
    at_once([lambda: exchange("answer", user="101"), lambda: exchange("hangup", cause="normalClearing")])
    assert Call.objects.get().state == "wrap_up"
    assert not Offer.objects.open().exists()
