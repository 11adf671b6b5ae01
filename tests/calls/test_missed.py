"""Calls that nobody answered, as a worklist: what stands on it, what drops out, what is done with many."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk import clock
from desk.calls import actions, missed
from desk.calls.enums import Direction, Handled, State
from desk.calls.models import Call, Callback
from desk.clients.models import Client, Person
from desk.records.models import AccessLogEntry, TimelineEntry
from tests.calls import world
from tests.conftest import Actor

PAGE = "/calls/missed/"


@pytest.fixture
def puit_and_mari(as_specialist: Actor) -> tuple[Client, Person]:
    world.on("2027-01-12 12:00")
    return world.opened(as_specialist.user)


def waiting() -> list[int]:
    return [row.call.pk for row in missed.rows(clock.now())]


def test_the_row_says_who_it_may_be_how_long_ago_and_how_often_they_tried_today(
    as_specialist: Actor, puit_and_mari: tuple[Client, Person]
) -> None:
    for minutes in (24 * 60, 90, 45, 10):
        last = world.missed(minutes_ago=minutes)
    page = as_specialist.get(PAGE).content.decode().replace("\xa0", " ")
    assert waiting() == [last.pk], "the later call covers the earlier ones"
    assert "Mari Tamm" in page
    assert "Tamme Puit OÜ" in page
    assert "10 minutit" in page
    assert missed.rows(clock.now())[0].tries == 3, "yesterday's is not of today"
    _puit, mari = puit_and_mari
    assert AccessLogEntry.objects.filter(shown_kind="person", shown_id=mari.pk).exists()


def test_a_hidden_number_is_a_row_of_its_day_and_cannot_be_called_back(as_specialist: Actor) -> None:
    world.on("2027-01-12 12:00")
    world.missed("", 24 * 60)
    calls = [world.missed("", minutes) for minutes in (20, 10)]
    assert waiting() == [call.pk for call in calls]
    page = as_specialist.get(PAGE).content.decode()
    assert f"/calls/{calls[0].pk}/call-back/" not in page


@pytest.mark.parametrize("direction", [Direction.IN, Direction.OUT])
def test_whoever_was_spoken_with_since_drops_out_by_itself(as_specialist: Actor, direction: str) -> None:
    world.missed()
    assert waiting()
    actions.log_call(by=as_specialist.user, number=world.MARI, direction=direction)
    assert not waiting()


def test_a_conversation_before_the_missed_call_does_not_take_it_off(as_specialist: Actor) -> None:
    answered = clock.now() - timedelta(minutes=59.8)
    world.missed(minutes_ago=60, state=State.WRAP_UP, answered_at=answered)
    call = world.missed(minutes_ago=5)
    assert waiting() == [call.pk]


def test_who_calls_after_the_row_was_closed_stands_on_it_again(as_specialist: Actor) -> None:
    first = world.missed(minutes_ago=50)
    as_specialist.post("/calls/missed/handle/", {"only": first.pk, "reason": Handled.WRONG})
    assert not waiting()
    again = world.missed(minutes_ago=1)
    assert waiting() == [again.pk]


def test_many_are_closed_with_one_act_and_their_earlier_tries_with_them(as_specialist: Actor) -> None:
    early = world.missed(minutes_ago=50)
    late = world.missed(minutes_ago=20)
    other = world.missed("+37255500002", minutes_ago=10)
    stays = world.missed("+37255500003", minutes_ago=5)
    data = {"call": [late.pk, other.pk], "reason": Handled.OTHERWISE, "close": "1"}
    said = as_specialist.post("/calls/missed/handle/", data, follow=True).content.decode()
    assert "2 kõnet on käsitletud" in said
    assert waiting() == [stays.pk]
    early.refresh_from_db()
    assert (early.handled_as, early.handled_by) == (Handled.OTHERWISE, as_specialist.user)
    assert TimelineEntry.objects.filter(kind="calls.handled.reached").count() == 2


def test_nothing_ticked_or_no_reason_changes_nothing_and_says_so(as_specialist: Actor) -> None:
    call = world.missed()
    assert (
        "Märgi vähemalt üks kõne"
        in as_specialist.post("/calls/missed/handle/", {"reason": "wrong"}, follow=True).content.decode()
    )
    for reason in ("", "callback", "midagi"):
        as_specialist.post("/calls/missed/handle/", {"call": [call.pk], "reason": reason})
    assert waiting() == [call.pk]


def test_what_a_colleague_closed_meanwhile_stays_as_said(as_specialist: Actor, as_senior: Actor) -> None:
    call = world.missed()
    as_senior.post("/calls/missed/handle/", {"only": call.pk, "reason": Handled.WRONG})
    as_specialist.post("/calls/missed/handle/", {"only": call.pk, "reason": Handled.OTHER})
    call.refresh_from_db()
    assert (call.handled_as, call.handled_by) == (Handled.WRONG, as_senior.user)


def test_select_all_ticks_every_row_without_script(as_specialist: Actor) -> None:
    for last in range(1, 4):
        world.missed(f"+3725550000{last}")
    assert as_specialist.get(f"{PAGE}?all=1").content.decode().count(" checked") == 3
    assert as_specialist.get(PAGE).content.decode().count(" checked") == 0


def test_callbacks_for_many_take_the_next_free_times_in_order(
    as_specialist: Actor, puit_and_mari: tuple[Client, Person]
) -> None:
    calls = [world.missed(f"+3725550000{last}", 30 - last) for last in range(1, 4)]
    as_specialist.post("/calls/missed/handle/", {"call": [call.pk for call in calls], "plan": "1"})
    slots = [callback.slot_at for callback in Callback.objects.order_by("pk")]
    assert slots == [world.at("2027-01-12 12:30"), world.at("2027-01-12 12:30"), world.at("2027-01-12 13:00")]
    assert not waiting()
    assert {call.handled_as for call in Call.objects.all()} == {Handled.CALLBACK}


def test_call_back_now_makes_the_callback_mine_without_a_place(
    as_specialist: Actor, puit_and_mari: tuple[Client, Person]
) -> None:
    call = world.missed()
    response = as_specialist.post(f"/calls/{call.pk}/call-back/")
    callback = Callback.objects.get()
    assert response.headers["Location"] == f"/calls/callbacks/{callback.pk}/"
    assert (callback.owner, callback.number, callback.origin) == (as_specialist.user, world.MARI, call)
    assert not waiting()


def test_a_practice_call_is_never_on_the_list(as_specialist: Actor) -> None:
    world.missed(training=True)
    assert not waiting()


def test_the_page_asks_as_often_for_many_rows_as_for_one(
    as_specialist: Actor, puit_and_mari: tuple[Client, Person]
) -> None:
    counts = []
    for number in range(1, 22):
        world.missed(f"+372555000{number:02d}")
        if number in (1, 21):
            as_specialist.get(PAGE)
            with CaptureQueriesContext(connection) as queries:
                as_specialist.get(PAGE)
            counts.append(sum("records_clock" not in query["sql"] for query in queries))
    assert counts[0] == counts[1] <= 12
