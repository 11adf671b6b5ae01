"""Exchanges that know no events: they ask who calls, and report the call when it is over."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from desk import clock
from desk.calls import wire
from desk.calls.enums import Direction, State
from desk.calls.models import Call, CallEvent, Line
from desk.clients.enums import ContactKind, Kind
from desk.clients.models import Client, ClientRole, ContactPoint, Person
from desk.people.actions import set_presence
from desk.people.enums import PresenceState
from desk.people.models import Presence, User
from desk.records.models import AccessLogEntry
from tests.calls.conftest import TOKEN
from tests.conftest import Actor

Available = Callable[..., User]
Exchange = Callable[..., Any]
DOOR = f"/api/telephony/{TOKEN}"
NUMBER = "+37255500004"


@pytest.fixture
def bookkeeper(line: Line) -> Person:
    """Kadri Lepp acts for two companies, and one of them has the same number."""
    kadri = Person.objects.create(first_name="Kadri", last_name="Lepp")
    ContactPoint.objects.create(person=kadri, kind=ContactKind.PHONE, value=NUMBER)
    for name, code in (("Tamme Puit OÜ", "10000001"), ("Volga Veod OÜ", "10000076")):
        client = Client.objects.create(kind=Kind.ORGANISATION, name=name, registry_code=code)
        ClientRole.objects.create(person=kadri, client=client, role="raamatupidaja")
    return kadri


def matches(number: str = "%2B37255500004") -> list[dict[str, str]]:
    found: list[dict[str, str]] = Browser().get(f"{DOOR}/lookup?number={number}").json()["matches"]
    return found


def report(**facts: object) -> Any:
    at = clock.now()
    told = {
        "number": NUMBER, "extension": "101", "direction": "in",
        "start": (at - timedelta(minutes=5)).isoformat(), "end": (at - timedelta(seconds=5)).isoformat(),
        "duration": 200, **facts,
    }  # fmt: skip
    kept = {name: value for name, value in told.items() if value is not None}
    return Browser().post(f"{DOOR}/report/", kept, content_type="application/json")


def test_everyone_who_may_be_calling_is_listed_and_nobody_is_picked(bookkeeper: Person) -> None:
    found = matches()
    assert {match["client"] for match in found} == {"Tamme Puit OÜ", "Volga Veod OÜ"}
    for match in found:
        assert match["name"] == "Kadri Lepp"
        assert (match["first_name"], match["last_name"]) == ("Kadri", "Lepp")
        assert match["url"].startswith("http://")
        assert "/clients/" in match["url"]


@pytest.mark.parametrize("written", ["%2B37255500004", "55500004", "5550%200004", "0037255500004"])
def test_the_number_may_be_written_as_exchanges_write_it(bookkeeper: Person, written: str) -> None:
    assert len(matches(written)) == 2


@pytest.mark.parametrize("written", ["", "anonymous", "999", "%2B37255509999", "x" * 500])
def test_a_number_that_nobody_has_matches_nobody(bookkeeper: Person, written: str) -> None:
    assert matches(written) == []


def test_each_look_of_the_exchange_stands_in_the_access_log(bookkeeper: Person, as_auditor: Actor) -> None:
    matches()
    seen = AccessLogEntry.objects.order_by("pk")
    assert {(entry.shown_kind, entry.user_id) for entry in seen} == {("person", 0), ("client", 0)}
    assert {entry.purpose for entry in seen} == {f"telephony lookup:{Line.objects.get().pk}"}
    assert all(NUMBER not in f"{entry.view} {entry.purpose}" for entry in seen)
    page = as_auditor.get("/records/access/").content.decode()
    assert "Kadri" not in page
    assert "telephony lookup" not in page, "the auditor reads words"


def test_a_lookup_changes_nothing_and_costs_the_same_for_one_match_or_many(bookkeeper: Person) -> None:
    with CaptureQueriesContext(
        connection,
    ) as many:
        matches()
    ClientRole.objects.order_by("pk").last().delete()  # type: ignore[union-attr]
    with CaptureQueriesContext(connection) as one:
        matches()
    assert len(one) == len(many)
    assert not Call.objects.exists()


def test_a_reported_call_waits_for_its_person_to_write_it_up(line: Line, available: Available) -> None:
    user = available("101")
    answer = report()
    assert answer.status_code == 200
    call = Call.objects.get(pk=answer.json()["call"])
    assert (call.state, call.user, call.number) == (State.WRAP_UP, user, NUMBER)
    assert call.talk == timedelta(seconds=200)
    assert call.wait == timedelta(seconds=95)
    assert Presence.objects.open().get(user=user).state == PresenceState.WRAP_UP


def test_a_call_reported_twice_is_one(line: Line, available: Available) -> None:
    available("101")
    facts = {"start": 1773655200, "end": 1773655500}
    first, again = report(**facts), report(**facts)
    assert first.json()["new"]
    assert not again.json()["new"]
    other = report(**facts, callId="x1")
    assert other.json()["new"], "an id of the exchange is another call"
    assert report(**{**facts, "end": 1773655599}, callId="x1").json()["call"] == other.json()["call"]
    assert Call.objects.count() == 2
    assert CallEvent.objects.count() == 2


def test_what_was_reported_late_changes_nobodys_presence(line: Line, available: Available) -> None:
    user = available("101")
    report(start=1773655200, end=1773655500)
    assert Presence.objects.open().get(user=user).state == PresenceState.AVAILABLE
    assert Call.objects.get().user == user


def test_who_said_that_he_takes_a_break_keeps_it(line: Line, available: Available) -> None:
    user = available("101")
    set_presence(user=user, state=PresenceState.BREAK, by=user)
    report()
    assert Presence.objects.open().get(user=user).state == PresenceState.BREAK


def test_a_call_that_nobody_answered_goes_to_the_worklist(line: Line) -> None:
    report(answered=False)
    report(callType="Missed", start=1773655200, end=1773655240, duration=None)
    report(callType="Notanswered", start=1773655201, end=1773655240, duration=None)
    assert Call.objects.filter(state=State.MISSED).count() == 3
    assert Call.objects.unreached().count() == 2, "an outgoing one is nobody's to call back"


def test_words_of_3cx_are_understood(line: Line, available: Available) -> None:
    available("101")
    told = report(callType="Outbound", duration="00:03:20", start="2026-03-05T10:00:00", end=None)
    call = Call.objects.get(pk=told.json()["call"])
    assert call.direction == Direction.OUT
    assert call.rang_at == datetime(2026, 3, 5, 8, 0, tzinfo=UTC), "without a zone: Tallinn"
    assert call.talk == timedelta(seconds=200)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"start": None}, "start is missing"),
        ({"end": None, "duration": None}, "both missing"),
        ({"start": "yesterday"}, "ISO 8601"),
        ({"start": "9" * 39}, "ISO 8601"),
        ({"duration": "long"}, "duration"),
        ({"duration": -5}, "duration"),
        ({"answered": "maybe"}, "answered"),
        ({"direction": "up"}, "direction"),
        ({"callType": "chat"}, "callType"),
        ({"start": 1773655500, "end": 1773655200}, "before start"),
        ({"start": 1773655200, "end": 1773955200}, "more than a day"),
        ({"start": "2099-01-01T00:00:00Z", "end": "2099-01-01T00:01:00Z"}, "future"),
    ],
)
def test_a_report_that_makes_no_sense_is_refused_in_words(line: Line, facts: Any, said: str) -> None:
    answer = report(**facts)
    assert answer.status_code == 400
    assert said in answer.json()["error"]
    assert not Call.objects.exists()


def test_a_report_ends_the_call_whose_hang_up_was_lost(exchange: Exchange, available: Available) -> None:
    user = available("101")
    exchange("newCall", "7")
    exchange("answer", "7", user="101")
    told = report(callId="7")
    call = Call.objects.get()
    assert (told.json(), call.state) == ({"call": call.pk, "new": False}, State.WRAP_UP)
    assert Presence.objects.open().get(user=user).state == PresenceState.WRAP_UP
    exchange("hangup", "7")
    assert Call.objects.get().state == State.WRAP_UP


def test_a_report_ends_the_call_of_which_only_the_ring_was_told(
    exchange: Exchange, available: Available
) -> None:
    available("101")
    exchange("newCall", "7")
    exchange("newCall", "8")
    report(callId="7")
    report(callId="8", answered=0)
    assert [call.state for call in Call.objects.order_by("call_id")] == [State.WRAP_UP, State.MISSED]


def test_every_kind_of_report_has_its_direction() -> None:
    assert set(wire.CALL_TYPES) == {"inbound", "outbound", "missed", "notanswered"}
