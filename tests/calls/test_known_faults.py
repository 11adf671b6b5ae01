"""A call about a known fault: one key ties it, and the hang-up finishes it."""

from collections.abc import Callable
from typing import Any

import pytest

from desk.calls import actions
from desk.calls.enums import State
from desk.calls.models import Call
from desk.clients.models import Client as Served
from desk.clients.models import Person
from desk.enquiries.actions import reopen
from desk.enquiries.models import Enquiry, Fault, FaultTie, OutcomeCode, Promise, Topic
from desk.http import Refused
from desk.people.enums import PresenceState
from desk.people.models import Presence
from tests.conftest import Actor
from tests.enquiries.faulty import TEXTS, fault

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def known(at_work: Actor, as_senior: Actor) -> Fault:
    return fault(as_senior.user)


def _talking(exchange: Callable[..., Any], by: Actor, call_id: str = "1", **fields: object) -> Call:
    exchange("newCall", call_id, **fields)
    call = Call.objects.get(call_id=call_id)
    return actions.answer(call=call, by=by.user)


def test_the_key_prepares_and_the_hang_up_finishes(
    at_work: Actor, exchange: Callable[..., Any], known: Fault, mari: Person, puit: Served
) -> None:
    call = _talking(exchange, at_work)
    actions.choose(call=call, person=mari, client=puit, by=at_work.user)
    at_work.post(f"/calls/{call.pk}/faults/{known.pk}/tie/")
    call.refresh_from_db()
    assert (call.state, call.ends_with and call.ends_with.code) == (State.ANSWERED, "known-fault")
    exchange("hangup", cause="normalClearing")
    call.refresh_from_db()
    assert (call.state, call.outcome and call.outcome.code) == (State.CLOSED, "known-fault")
    tie = FaultTie.objects.get()
    assert (tie.enquiry.client, tie.enquiry.state, tie.turned_at) == (puit, "waiting", call.rang_at)
    assert Presence.objects.open().get(user=at_work.user).state == PresenceState.AVAILABLE


def test_a_caller_whom_nobody_knows_is_promised_a_call(
    at_work: Actor, exchange: Callable[..., Any], known: Fault
) -> None:
    call = _talking(exchange, at_work, **{"from": "+37255599999"})
    tie = actions.tie_fault(call=call, fault=known, by=at_work.user)
    exchange("hangup", cause="normalClearing")
    call.refresh_from_db()
    assert call.state == State.CLOSED
    assert tie.promise is not None
    assert (tie.promise.channel, tie.enquiry.client) == ("call", None)


def test_without_an_exchange_the_key_that_ends_the_conversation_finishes_the_call(
    at_work: Actor, known: Fault
) -> None:
    call = actions.log_call(by=at_work.user)
    actions.tie_fault(call=call, fault=known, by=at_work.user)
    assert call.state == State.ANSWERED
    actions.hang_up(call=call, by=at_work.user)
    call.refresh_from_db()
    assert call.state == State.CLOSED


def test_after_the_hang_up_the_key_finishes_at_once(
    at_work: Actor, exchange: Callable[..., Any], known: Fault
) -> None:
    call = _talking(exchange, at_work)
    exchange("hangup", cause="normalClearing")
    actions.tie_fault(call=call, fault=known, by=at_work.user)
    call.refresh_from_db()
    assert call.state == State.CLOSED


@pytest.mark.parametrize("number", ["+37255500001", "+37255599999"])
def test_who_calls_again_about_the_same_is_promised_nothing_twice(
    at_work: Actor, exchange: Callable[..., Any], known: Fault, mari: Person, puit: Served, number: str
) -> None:
    for call_id in ("1", "2"):
        call = _talking(exchange, at_work, call_id, **{"from": number})
        if number.endswith("1"):
            actions.choose(call=call, person=mari, client=puit, by=at_work.user)
        actions.tie_fault(call=call, fault=known, by=at_work.user)
        actions.tie_fault(call=call, fault=known, by=at_work.user)
        exchange("hangup", call_id, cause="normalClearing")
    assert (Enquiry.objects.count(), Promise.objects.count()) == (1, 1)
    assert Call.objects.filter(state=State.CLOSED, enquiries__fault_tie__fault=known).count() == 2


def test_another_hidden_number_is_another_caller(
    at_work: Actor, exchange: Callable[..., Any], known: Fault
) -> None:
    for call_id in ("1", "2"):
        call = _talking(exchange, at_work, call_id, **{"from": "anonymous"})
        actions.tie_fault(call=call, fault=known, by=at_work.user)
        exchange("hangup", call_id, cause="normalClearing")
    assert FaultTie.objects.count() == 2


def test_what_was_opened_in_the_call_about_the_topic_is_tied_itself(
    at_work: Actor, exchange: Callable[..., Any], known: Fault
) -> None:
    call = _talking(exchange, at_work)
    opened = actions.take_enquiry(call=call, topic=Topic.objects.get(code="slow"), by=at_work.user)
    tie = actions.tie_fault(call=call, fault=known, by=at_work.user)
    assert tie.enquiry == opened


def test_a_second_question_leaves_the_end_to_the_person(
    at_work: Actor, exchange: Callable[..., Any], known: Fault
) -> None:
    call = _talking(exchange, at_work)
    actions.tie_fault(call=call, fault=known, by=at_work.user)
    actions.take_enquiry(call=call, topic=Topic.objects.get(code="user-contract"), by=at_work.user)
    exchange("hangup", cause="normalClearing")
    call.refresh_from_db()
    assert (call.state, call.ends_with) == (State.WRAP_UP, None)


def test_a_slip_of_the_key_is_taken_back_before_and_after_the_hang_up(
    at_work: Actor, exchange: Callable[..., Any], known: Fault
) -> None:
    call = _talking(exchange, at_work)
    tie = actions.tie_fault(call=call, fault=known, by=at_work.user)
    at_work.post(f"/calls/{call.pk}/faults/{tie.enquiry_id}/untie/")
    call.refresh_from_db()
    assert (call.ends_with, FaultTie.objects.count(), Promise.objects.count()) == (None, 0, 0)

    tie = actions.tie_fault(call=call, fault=known, by=at_work.user)
    exchange("hangup", cause="normalClearing")
    call.refresh_from_db()
    with pytest.raises(Refused):
        actions.untie_fault(call=call, enquiry=tie.enquiry, by=at_work.user)
    actions.reopen(call=call, by=at_work.user)
    actions.untie_fault(call=call, enquiry=tie.enquiry, by=at_work.user)
    call.refresh_from_db()
    assert (call.state, FaultTie.objects.count()) == (State.WRAP_UP, 0)


def test_a_slip_in_a_second_call_leaves_the_promise_of_the_first(
    at_work: Actor, exchange: Callable[..., Any], known: Fault
) -> None:
    first = _talking(exchange, at_work)
    tie = actions.tie_fault(call=first, fault=known, by=at_work.user)
    exchange("hangup", cause="normalClearing")
    second = _talking(exchange, at_work, "2")
    actions.tie_fault(call=second, fault=known, by=at_work.user)
    actions.untie_fault(call=second, enquiry=tie.enquiry, by=at_work.user)
    second.refresh_from_db()
    assert (second.ends_with, second.links.count(), Promise.objects.count()) == (None, 0, 1)


def test_who_takes_the_call_over_says_how_it_ends(
    at_work: Actor, exchange: Callable[..., Any], known: Fault, available: Callable[..., Any]
) -> None:
    call = _talking(exchange, at_work)
    actions.tie_fault(call=call, fault=known, by=at_work.user)
    taker = available("104")
    hand = actions.raise_hand(call=call, kind="transfer", asked_of=taker, by=at_work.user)
    actions.come(request=hand, by=taker)
    exchange("hangup", cause="normalClearing")
    call.refresh_from_db()
    assert (call.state, call.user) == (State.WRAP_UP, taker)


def test_an_outcome_chosen_by_hand_counts_more_than_the_prepared_one(at_work: Actor, known: Fault) -> None:
    call = actions.log_call(by=at_work.user)
    tie = actions.tie_fault(call=call, fault=known, by=at_work.user)
    reached = OutcomeCode.objects.get(code="promised")
    OutcomeCode.objects.filter(pk=reached.pk).update(no_client=True)
    reached.refresh_from_db()
    actions.close(call=call, outcome=reached, by=at_work.user)
    call.refresh_from_db()
    assert (call.outcome, call.ends_with) == (reached, None)
    with pytest.raises(Refused):
        reopen(enquiry=tie.enquiry, by=at_work.user)  # it waits, it is not closed


def test_the_strip_speaks_the_callers_language(
    at_work: Actor, exchange: Callable[..., Any], known: Fault, mari: Person, puit: Served
) -> None:
    call = _talking(exchange, at_work)
    assert TEXTS["et"] in at_work.get(f"/calls/{call.pk}/faults/").content.decode()
    Person.objects.filter(pk=mari.pk).update(language="ru")
    call.refresh_from_db()
    mari.refresh_from_db()
    actions.choose(call=call, person=mari, client=puit, by=at_work.user)
    assert TEXTS["ru"] in at_work.get(f"/calls/{call.pk}/faults/").content.decode()


def test_it_stands_on_the_card_while_it_rings(
    at_work: Actor, exchange: Callable[..., Any], known: Fault
) -> None:
    exchange("newCall")
    assert TEXTS["et"] in at_work.get("/calls/card/").content.decode()
