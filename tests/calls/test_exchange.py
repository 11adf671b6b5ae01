"""What the exchange tells, in any order and any number of times."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from desk import clock
from desk.calls import actions
from desk.calls.enums import State
from desk.calls.models import Call, CallEvent, Line, Offer
from desk.people.actions import set_presence
from desk.people.enums import PresenceState
from desk.people.models import Presence, User
from tests.calls.conftest import TOKEN

Exchange = Callable[..., Any]
Available = Callable[..., User]


def presence_of(user: User) -> str:
    return Presence.objects.open().get(user=user).state


def test_a_new_call_is_offered_to_whoever_has_been_free_longest(
    exchange: Exchange, available: Available
) -> None:
    first, _second = available("101"), available("104")

    told = exchange("newCall")

    assert told["offer"] == ["101"]
    assert told["next"] == ["104"]
    assert presence_of(first) == PresenceState.RINGING
    assert Call.objects.get(pk=told["call"]).number == "+37255500001"


def test_a_repeated_event_changes_nothing(exchange: Exchange, available: Available) -> None:
    available("101")
    available("104")
    assert exchange("newCall") == exchange("newCall")
    exchange("answer", answeringNumber="101")
    exchange("answer", answeringNumber="101")
    exchange("hangup", cause="normalClearing")
    exchange("hangup", cause="normalClearing")

    assert Call.objects.get().state == State.WRAP_UP
    assert CallEvent.objects.count() == 3
    assert Offer.objects.count() == 1


def test_presence_follows_the_call(exchange: Exchange, available: Available) -> None:
    user = available("101")
    exchange("newCall")
    exchange("answer", user="101")
    assert presence_of(user) == PresenceState.ON_CALL
    exchange("hangup", cause="normalClearing")
    assert presence_of(user) == PresenceState.WRAP_UP


def test_a_refused_call_moves_on_and_the_refuser_waits_longest(
    exchange: Exchange, available: Available
) -> None:
    refuser = available("101")
    available("104")
    exchange("newCall")

    told = exchange("newCall", refused="101")

    assert told["offer"] == ["104"]
    assert told["next"] == ["101"]
    assert presence_of(refuser) == PresenceState.AVAILABLE
    assert exchange("newCall", refused="101")["offer"] == ["104"], "the same refusal told again moves nobody"


def test_who_was_rung_in_vain_keeps_the_place(exchange: Exchange, available: Available) -> None:
    available("101")
    available("104")
    exchange("newCall", "1")
    exchange("hangup", "1", cause="cancel")

    assert Call.objects.get().state == State.ABANDONED
    assert exchange("newCall", "2")["offer"] == ["101"]


def test_when_nobody_is_free_the_call_has_a_place_in_the_queue(
    exchange: Exchange, available: Available
) -> None:
    user = available("101")
    set_presence(user=user, state=PresenceState.BREAK, by=user)
    assert exchange("newCall", "1")["queue_position"] == 1
    assert exchange("newCall", "2")["queue_position"] == 2

    set_presence(user=user, state=PresenceState.AVAILABLE, by=user)

    assert exchange("newCall", "2")["queue_position"] == 1, "a later call does not overtake"
    assert exchange("newCall", "1")["offer"] == ["101"]


def test_a_call_goes_first_to_who_speaks_its_language(exchange: Exchange, available: Available) -> None:
    available("101")
    available("107", spoken=["et", "ru"])
    assert exchange("newCall", language="ru")["offer"] == ["107"]


def test_an_answer_before_the_ring_is_a_call_all_the_same(exchange: Exchange, available: Available) -> None:
    user = available("101")
    exchange("answer", answeringNumber="101", **{"from": "+37255500002"})
    told = exchange("newCall")

    call = Call.objects.get(pk=told["call"])
    assert call.state == State.ANSWERED
    assert told["offer"] == []
    assert told["answered"] == "101"
    assert presence_of(user) == PresenceState.ON_CALL


def test_a_hang_up_before_the_answer_ends_in_wrap_up(exchange: Exchange, available: Available) -> None:
    user = available("101")
    exchange("newCall")
    exchange("hangup", cause="normalClearing")
    exchange("answer", answeringNumber="101")

    call = Call.objects.get()
    assert call.state == State.WRAP_UP
    assert call.user == user
    assert call.talk == timedelta()


def test_a_hang_up_alone_rings_nobody(exchange: Exchange, available: Available) -> None:
    available("101")
    exchange("hangup", cause="noAnswer")
    assert exchange("newCall")["offer"] == []
    assert Call.objects.get().state == State.MISSED


def test_a_hidden_number_is_a_call_too(exchange: Exchange, available: Available) -> None:
    available("101")
    exchange("newCall", **{"from": "anonymous"})
    assert Call.objects.get().number == ""


def test_somebody_else_lifts_the_receiver(exchange: Exchange, available: Available) -> None:
    offered, other = available("101"), available("104")
    exchange("newCall")
    exchange("answer", answeringNumber="104")

    assert Call.objects.get().user == other
    assert presence_of(offered) == PresenceState.AVAILABLE
    assert presence_of(other) == PresenceState.ON_CALL


def test_an_outgoing_call_rings_nobody(exchange: Exchange, available: Available) -> None:
    user = available("101")
    told = exchange("newCall", direction="out", user="101", to="+37255500002")
    assert told["offer"] == []
    exchange("answer", user="101")
    assert presence_of(user) == PresenceState.ON_CALL
    assert Call.objects.get().number == "+37255500002"


def test_a_form_is_understood_like_json(line: Line, available: Available) -> None:
    available("101")
    response = Client().post(
        f"/api/telephony/{TOKEN}/events/",
        "event=newCall&callId=7&from=%2B37255500001&user%5B%5D=x&unknown=1",
        content_type="application/x-www-form-urlencoded",
    )
    assert response.json()["offer"] == ["101"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no json",
        "[]",
        "{}",
        '{"event": "dance", "callId": "1"}',
        '{"event": "newCall"}',
        '{"event": "newCall", "callId": "1", "direction": "up"}',
        '{"event": "newCall", "callId": "a\\u0000b"}',
        '{"event": "newCall", "callId": "' + "1" * 251 + '"}',
        '{"event": "newCall", "callId": "1", "filler": "' + "x" * 20_000 + '"}',
        "[" * 15_000,
    ],
)
def test_garbage_is_refused_with_a_reason_and_changes_nothing(line: Line, body: str) -> None:
    response = Client().post(f"/api/telephony/{TOKEN}/events/", body, content_type="application/json")
    assert response.status_code == 400
    assert response.json()["error"]
    assert not Call.objects.exists()


def test_a_wrong_token_opens_nothing_and_is_not_logged(
    exchange: Exchange, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        response = exchange("newCall", raw=True, token="some-other-secret")
    assert response.status_code == 404
    assert "some-other-secret" not in caplog.text
    assert not Call.objects.exists()


def test_the_token_is_kept_only_as_a_hash_and_stays_out_of_the_log(
    exchange: Exchange, line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO"):
        exchange("newCall")
        exchange("dance", raw=True)
    assert TOKEN not in line.token_hash
    assert TOKEN not in caplog.text
    assert "55500001" not in caplog.text


def test_a_set_key_demands_a_signature(exchange: Exchange, settings: Any) -> None:
    settings.TELEPHONY_HMAC_KEY = "k"
    assert exchange("newCall", raw=True).status_code == 403
    body = b'{"event": "newCall", "callId": "1"}'
    signature = hmac.new(b"k", body, hashlib.sha256).hexdigest()
    response = Client().post(
        f"/api/telephony/{TOKEN}/events/",
        body,
        content_type="application/json",
        headers={"X-Abilaud-Signature": f"sha256={signature}"},
    )
    assert response.status_code == 200


def test_a_ringing_call_of_which_nothing_more_is_heard_closes_itself(
    exchange: Exchange, available: Available
) -> None:
    user = available("101")
    exchange("newCall")
    clock.move(timedelta(minutes=11))
    actions.sweep()
    assert Call.objects.get().state == State.MISSED
    assert presence_of(user) == PresenceState.AVAILABLE


def test_an_offer_that_nobody_answers_goes_to_the_next_person(
    exchange: Exchange, available: Available
) -> None:
    available("101")
    available("104")
    exchange("newCall")
    clock.move(timedelta(seconds=30))
    actions.sweep()
    assert Offer.objects.open().get().user.extension == "104"
    assert exchange("newCall")["offer"] == ["104"]


def test_a_wrap_up_past_the_limit_of_its_line_ends(
    exchange: Exchange, available: Available, line: Line
) -> None:
    Line.objects.update(wrap_up_seconds=60)
    user = available("101")
    exchange("newCall")
    exchange("answer", user="101")
    exchange("hangup")
    clock.move(timedelta(seconds=50))
    actions.sweep()
    assert presence_of(user) == PresenceState.WRAP_UP
    clock.move(timedelta(seconds=20))
    actions.sweep()
    assert presence_of(user) == PresenceState.AVAILABLE
    assert Call.objects.get().state == State.WRAP_UP, "what is not finished stays on the list"


def test_what_the_exchange_told_cannot_be_changed(exchange: Exchange) -> None:
    exchange("newCall")
    with pytest.raises(DatabaseError), transaction.atomic():
        CallEvent.objects.update(event="answer")
