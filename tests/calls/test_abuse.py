"""A threatening or abusive caller: warned, ended, remembered for a time, and the head knows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from desk import clock, workdays
from desk.calls import actions
from desk.calls.enums import State
from desk.calls.models import Abuse, Call
from desk.calls.reference import WARNS, seed_reference
from desk.clients.models import Caution, Person
from desk.clients.models import Client as Served
from desk.http import Refused
from desk.people.enums import PresenceState
from desk.people.models import Notice, Presence
from desk.people.reference import seed_reference as seed_people
from desk.records.models import TimelineEntry
from tests.conftest import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def talking(at_work: Actor, exchange: Callable[..., Any]) -> Call:
    seed_reference()
    seed_people()
    exchange("newCall")
    return actions.answer(call=Call.objects.get(), by=at_work.user)


def test_the_call_is_ended_only_after_the_warning_was_read_out(
    at_work: Actor, as_head: Actor, exchange: Callable[..., Any], talking: Call
) -> None:
    address = f"/calls/{talking.pk}/abuse/"
    at_work.post(address)
    assert WARNS["et"] in at_work.get(f"/calls/{talking.pk}/faults/").content.decode()
    with pytest.raises(Refused):
        actions.end_abuse(call=talking, by=at_work.user)
    at_work.post(address, {"warned": "1"})
    at_work.post(address, {"end": "1"})
    talking.refresh_from_db()
    assert talking.state == State.ANSWERED  # the exchange ends it
    exchange("hangup", cause="normalClearing")
    talking.refresh_from_db()
    assert (talking.state, talking.outcome and talking.outcome.code) == (State.CLOSED, "abuse")
    assert talking.links.count() == 0
    assert [notice.kind for notice in Notice.objects.to(as_head.user.pk or 0)] == ["calls.abuse"]

    at_work.post(address, {"rest": "1"})
    here = Presence.objects.open().get(user=at_work.user)
    assert (here.state, here.reason and here.reason.code) == (PresenceState.BREAK, "rest")


def test_a_number_of_nobody_is_warned_of_for_ninety_days(
    at_work: Actor, exchange: Callable[..., Any], talking: Call
) -> None:
    ended = _ended(talking, at_work)
    caution = Caution.objects.get()
    until = workdays.day_of(clock.now() + timedelta(days=90))
    assert (ended.caution, caution.number, caution.kind) == (caution, "+37255500001", "threat")
    assert caution.until_day is not None
    assert 0 <= (caution.until_day - until).days <= 4  # the next working day
    exchange("hangup", cause="normalClearing")

    exchange("newCall", "2")
    assert str(caution) in at_work.get("/calls/card/").content.decode()
    again = actions.answer(call=Call.objects.get(call_id="2"), by=at_work.user)
    assert str(caution) in at_work.get(f"/calls/{again.pk}/").content.decode()


def test_the_person_is_warned_of_and_not_the_client_for_whom_she_called(
    at_work: Actor, talking: Call, mari: Person, puit: Served
) -> None:
    actions.choose(call=talking, person=mari, client=puit, by=at_work.user)
    _ended(talking, at_work)
    caution = Caution.objects.get()
    assert (caution.person, caution.client, caution.number) == (mari, None, "")


def test_it_happens_again_and_the_warning_stands_longer(
    at_work: Actor, exchange: Callable[..., Any], talking: Call
) -> None:
    _ended(talking, at_work)
    first = Caution.objects.get().until_day
    exchange("hangup", cause="normalClearing")
    clock.move(timedelta(days=30))
    exchange("newCall", "2")
    call = Call.objects.get(call_id="2")
    actions.log_call(by=at_work.user)
    call = actions.answer(call=call, by=at_work.user) if call.state == State.RINGING else call
    _ended(call, at_work)
    until = Caution.objects.get().until_day
    assert first is not None
    assert until is not None
    assert until > first


def test_nothing_of_what_was_said_is_kept(at_work: Actor, talking: Call) -> None:
    _ended(talking, at_work)
    kinds = set(TimelineEntry.objects.filter(kind__startswith="calls.abuse").values_list("kind", flat=True))
    assert kinds == {"calls.abuse_opened", "calls.abuse_warned", "calls.abuse_ended"}
    assert Caution.objects.get().text == ""


def test_a_slip_of_the_key_leaves_nothing_on_the_caller(at_work: Actor, talking: Call) -> None:
    actions.open_abuse(call=talking, by=at_work.user)
    actions.put_away_abuse(call=talking, by=at_work.user)
    assert not Abuse.objects.exists()
    assert not Caution.objects.exists()


def test_only_the_person_on_the_phone_goes_on_with_it(
    at_work: Actor, as_senior: Actor, talking: Call
) -> None:
    with pytest.raises(Refused):
        actions.open_abuse(call=talking, by=as_senior.user)
    actions.open_abuse(call=talking, by=at_work.user)
    with pytest.raises(Refused):
        actions.warn(call=talking, by=as_senior.user)


def test_who_hangs_up_before_the_warning_is_remembered_all_the_same(
    at_work: Actor, exchange: Callable[..., Any], talking: Call
) -> None:
    exchange("hangup", cause="normalClearing")
    actions.open_abuse(call=talking, by=at_work.user)
    at_work.post(f"/calls/{talking.pk}/abuse/", {"end": "1"})
    talking.refresh_from_db()
    assert (talking.state, Caution.objects.count()) == (State.CLOSED, 1)
    assert TimelineEntry.objects.filter(kind="calls.abuse_noted").exists()


def test_a_hidden_number_leaves_nothing_to_warn_of(at_work: Actor) -> None:
    seed_reference()
    call = actions.log_call(by=at_work.user)
    ended = _ended(call, at_work)
    call.refresh_from_db()
    assert (ended.caution, call.state) == (None, State.CLOSED)


def _ended(call: Call, by: Actor) -> Abuse:
    actions.open_abuse(call=call, by=by.user)
    actions.warn(call=call, by=by.user)
    return actions.end_abuse(call=call, by=by.user)
