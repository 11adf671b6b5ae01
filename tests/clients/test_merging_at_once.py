"""Merges at the same instant, and amid other people's work: shown on a real PostgreSQL, with real threads."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from desk import clock
from desk.calls.actions import choose
from desk.calls.models import Call
from desk.clients import actions
from desk.clients.enums import Kind
from desk.clients.models import Client, ContactPoint, Merge
from desk.enquiries.models import Enquiry
from desk.http import Refused
from tests.clients.world import tamme_puit
from tests.conftest import Actor
from tests.enquiries.world import asked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Run all deeds in threads that begin together; their answers, or what they raised, in order."""
    answers: list[Any] = [None] * len(deeds)
    start = threading.Barrier(len(deeds))

    def run(number: int, deed: Callable[[], Any]) -> None:
        start.wait()
        try:
            answers[number] = deed()
        except Exception as trouble:  # noqa: BLE001 — judged by the test
            answers[number] = trouble
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


@pytest.fixture
def pair(as_specialist: Actor) -> tuple[Client, Client]:
    kept = tamme_puit(as_specialist.user)
    lost = actions.create_client(kind=Kind.ORGANISATION, name="OÜ TAMME PUIT", by=as_specialist.user)
    for number in range(12):
        actions.add_contact(kind="email", value=f"a{number}@tammepuit.example", client=lost, by=None)
    return lost, kept


def done(answers: list[Any]) -> tuple[int, int]:
    """How many merged, how many were refused in words; anything else fails."""
    merged = sum(isinstance(answer, Merge) for answer in answers)
    refused = sum(isinstance(answer, Refused) for answer in answers)
    assert merged + refused == len(answers), answers
    return merged, refused


def test_the_same_merge_twice_at_once_is_one_merge(
    transactional_db: None, as_specialist: Actor, pair: tuple[Client, Client]
) -> None:
    lost, kept = pair

    def merge() -> Merge:
        return actions.merge_clients(lost=lost, kept=kept, by=as_specialist.user)

    assert done(at_once(merge, merge, merge)) == (1, 2)
    assert Merge.objects.count() == 1
    assert ContactPoint.objects.filter(client=kept).count() == 13


def test_two_directions_at_once_end_in_one(
    transactional_db: None, as_specialist: Actor, pair: tuple[Client, Client]
) -> None:
    one, other = pair
    answers = at_once(
        lambda: actions.merge_clients(lost=one, kept=other, by=as_specialist.user),
        lambda: actions.merge_clients(lost=other, kept=one, by=as_specialist.user),
    )
    assert done(answers) == (1, 1)
    assert Client.objects.distinct_ones().count() == 1


def test_a_call_that_chooses_the_lost_client_meanwhile_ends_with_the_kept_one(
    transactional_db: None, as_specialist: Actor, pair: tuple[Client, Client]
) -> None:
    lost, kept = pair
    by = as_specialist.user
    for _round in range(5):
        call = Call.objects.create(state="answered", user=by, rang_at=clock.now(), answered_at=clock.now())

        def answer(call: Call = call) -> None:
            choose(call=call, person=None, client=Client.objects.get(pk=lost.pk), by=by)

        told = at_once(answer, lambda: actions.merge_clients(lost=lost, kept=kept, by=by))

        assert not isinstance(told[0], Exception), told
        merge = Merge.objects.standing().get()
        for pk in actions.unfollowed():
            actions.follow(merge_id=pk)
        call.refresh_from_db()
        assert call.client == kept
        actions.undo_merge(merge=merge, by=by)
        lost.refresh_from_db()


def test_a_row_that_somebody_holds_does_not_stop_the_merge_and_follows_it(
    transactional_db: None, as_specialist: Actor, pair: tuple[Client, Client]
) -> None:
    lost, kept = pair
    by = as_specialist.user
    enquiry = asked(by, lost)
    held, merged = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            row = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
            held.set()
            assert merged.wait(10)  # the merge must be through while this row is held
            row.question = "Muudetud ühendamise ajal"
            row.save(update_fields=["question"])
            # What a merge locks must not stand in the way of a new key to either of the two.
            ContactPoint.objects.create(client_id=lost.pk, kind="email", value="uus@tammepuit.example")

    def merge() -> Merge:
        assert held.wait(10)
        try:
            return actions.merge_clients(lost=lost, kept=kept, by=by)
        finally:
            merged.set()

    told = at_once(hold, merge)

    assert told[0] is None, told
    actions.follow(merge_id=told[1].pk)
    enquiry.refresh_from_db()
    assert (enquiry.client, enquiry.question) == (kept, "Muudetud ühendamise ajal")
    assert ContactPoint.objects.get(value="uus@tammepuit.example").client == kept
