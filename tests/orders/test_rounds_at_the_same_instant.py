"""Two workers take up a repeating order at one instant: it is given once."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connections

from desk.enquiries.reference import seed_reference
from desk.orders.actions import rounds
from desk.orders.actions.rounds import Routine
from desk.orders.enums import Repeats
from desk.orders.models import Order
from desk.people.enums import Role
from desk.people.models import User
from tests.orders.world import on

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_round_is_given_once(someone: Callable[..., User]) -> None:
    on("2027-01-11 08:00")
    seed_reference()
    head, anu = someone("juht", Role.HEAD), someone("anu", Role.SPECIALIST)
    routine = Routine(title="Saali ülevaatus", text="", repeats=Repeats.WORKDAY, people=[anu])
    made, start = rounds.make_round(routine=routine, by=head), Barrier(2)
    given: list[Order | None] = []

    def worker() -> None:
        start.wait()
        given.append(rounds.give_round(pk=made.pk))
        connections.close_all()

    threads = [Thread(target=worker) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(order is None for order in given) == [False, True]
    assert Order.objects.count() == 1
