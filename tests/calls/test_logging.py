"""Calls of which no exchange told: logged as they go on, noted from paper, dialled by pressing a number."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from desk import clock
from desk.calls.enums import Direction, State
from desk.calls.models import Call, Dial
from desk.enquiries.models import OutcomeCode
from desk.people.actions import set_presence
from desk.people.enums import PresenceState
from desk.people.models import Presence
from desk.records.models import TimelineEntry
from tests.calls import world
from tests.conftest import Actor

Exchange = Callable[..., Any]


@pytest.fixture
def at_work(as_specialist: Actor) -> Actor:
    world.on("2027-01-12 12:00")
    set_presence(user=as_specialist.user, state=PresenceState.AVAILABLE, by=as_specialist.user)
    return as_specialist


def presence() -> str:
    return Presence.objects.open().get().state


def test_every_page_of_the_desk_has_the_key(at_work: Actor, as_registrar: Actor) -> None:
    for path in ("/", "/clients/", "/enquiries/", "/calls/"):
        assert 'href="/calls/log/" data-key="l"' in at_work.get(path).content.decode(), path
    assert "/calls/log/" not in as_registrar.get("/").content.decode()


def test_a_call_that_goes_on_opens_its_workspace_with_one_press_of_enter(at_work: Actor) -> None:
    response = at_work.post("/calls/log/", {"number": "5550 0001", "direction": "in"})
    call = Call.objects.get()
    assert response.headers["Location"] == f"/calls/{call.pk}/"
    assert (call.state, call.number, call.noted_later) == (State.ANSWERED, world.MARI, False)
    assert presence() == PresenceState.ON_CALL


@pytest.mark.parametrize(
    ("said", "minutes"), [({"minutes": "7"}, 7), ({"until": "09:41"}, 11), ({"until": "09:30"}, 0)]
)
def test_a_paper_note_has_its_own_times_and_changes_no_presence(
    at_work: Actor, said: dict[str, str], minutes: int
) -> None:
    at_work.post("/calls/log/", {"number": "", "direction": "in", "at": "2027-01-12T09:30", **said})
    call = Call.objects.get()
    assert (call.state, call.noted_later) == (State.WRAP_UP, True)
    assert call.rang_at == world.at("2027-01-12 09:30")
    assert call.talk == timedelta(minutes=minutes)
    assert presence() == PresenceState.AVAILABLE
    assert "tagantjärele" in at_work.get("/calls/").content.decode()


def test_a_note_of_a_call_past_midnight_ends_on_the_next_day(at_work: Actor) -> None:
    data = {"number": "", "direction": "in", "at": "2027-01-11T23:55", "until": "00:05"}
    at_work.post("/calls/log/", data)
    assert Call.objects.get().talk == timedelta(minutes=10)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"at": "2027-01-12T09:30"}, "millal kõne lõppes"),
        ({"at": "2027-01-12T11:59", "minutes": "5"}, "Tulevikus"),
        ({"number": "abc"}, "ei ole telefoninumber"),
    ],
)
def test_times_and_numbers_that_cannot_be_are_refused_in_words(
    at_work: Actor, said: dict[str, str], text: str
) -> None:
    response = at_work.post("/calls/log/", {"number": "", "direction": "in", **said})
    assert response.status_code == 422
    assert text in response.content.decode()
    assert not Call.objects.exists()


def test_notes_are_written_one_after_another(at_work: Actor) -> None:
    for start in ("09:30", "09:50"):
        data = {"number": "", "direction": "in", "at": f"2027-01-12T{start}", "minutes": "5", "next": "1"}
        response = at_work.post("/calls/log/", data, follow=True)
        assert response.redirect_chain[-1][0] == "/calls/log/"
        assert "Salvestatud" in response.content.decode()
    assert Call.objects.count() == 2


def test_an_unfinished_note_does_not_hold_its_writer_after_the_next_call(
    at_work: Actor, exchange: Exchange
) -> None:
    world.topics()
    at_work.post("/calls/log/", {"number": "", "direction": "in", "at": "2027-01-12T09:30", "minutes": "5"})
    note = Call.objects.get()
    exchange("newCall")
    exchange("answer", user="101")
    assert presence() == PresenceState.ON_CALL
    exchange("hangup", cause="normalClearing")
    call = Call.objects.exclude(pk=note.pk).get()
    topic = world.a_topic()
    for one in (call, note):
        at_work.post(f"/calls/{one.pk}/enquiry/", {"topic": topic.pk})
    advised = {"outcome": OutcomeCode.objects.get(code="advised").pk}
    at_work.post(f"/calls/{call.pk}/finish/", advised)
    assert presence() == PresenceState.AVAILABLE
    set_presence(user=at_work.user, state=PresenceState.BREAK, by=at_work.user)
    at_work.post(f"/calls/{note.pk}/finish/", advised)
    note.refresh_from_db()
    assert note.state == State.CLOSED
    assert presence() == PresenceState.BREAK


def press(actor: Actor, **about: object) -> Dial:
    response = actor.post("/calls/dial/", {"number": world.MARI, **about}, headers={"HX-Request": "true"})
    assert response.status_code == 200
    return Dial.objects.latest("pk")


def test_a_number_is_a_link_that_says_whom_it_calls(at_work: Actor) -> None:
    world.missed()
    page = at_work.get("/calls/missed/").content.decode()
    assert 'href="tel:+37255500001"' in page
    assert 'aria-label="Helista: 5550 0001"' in page


def test_pressing_a_number_keeps_what_was_meant_and_makes_no_call_yet(at_work: Actor) -> None:
    puit, mari = world.opened(at_work.user)
    first = press(at_work, client=puit.pk, person=mari.pk)
    assert press(at_work, client=puit.pk, person=mari.pk) == first, "pressed twice, it is meant once"
    assert not Call.objects.exists()
    entry = TimelineEntry.objects.for_client(puit.pk).get(kind="calls.dialled")
    assert world.MARI not in str(entry.params)


def test_without_an_exchange_one_key_logs_the_dialled_call(at_work: Actor) -> None:
    puit, mari = world.opened(at_work.user)
    pressed = press(at_work, client=puit.pk, person=mari.pk)
    response = at_work.post(f"/calls/dial/{pressed.pk}/")
    call = Call.objects.get()
    assert response.headers["Location"] == f"/calls/{call.pk}/"
    assert (call.direction, call.client, call.person, call.state) == (
        Direction.OUT,
        puit,
        mari,
        State.ANSWERED,
    )
    at_work.post(f"/calls/dial/{pressed.pk}/")
    assert Call.objects.count() == 1


def out(exchange: Exchange, event: str = "newCall", call_id: str = "7", **fields: str) -> Any:
    facts = {"direction": "out", "from": "101", "to": world.MARI, **fields}
    return exchange(event, call_id, **facts)


def test_the_exchange_confirms_the_pressed_number_instead_of_making_a_second_call(
    at_work: Actor, exchange: Exchange
) -> None:
    puit, mari = world.opened(at_work.user)
    pressed = press(at_work, client=puit.pk, person=mari.pk)
    out(exchange, user="101")
    call = Call.objects.get()
    assert (call.client, call.person, call.user, call.state) == (puit, mari, at_work.user, State.RINGING)
    out(exchange, "answer", user="101")
    at_work.post(f"/calls/dial/{pressed.pk}/")
    call = Call.objects.get()
    assert call.state == State.ANSWERED


def test_a_call_logged_before_the_exchange_told_of_it_is_the_same_one(
    at_work: Actor, exchange: Exchange
) -> None:
    pressed = press(at_work)
    at_work.post(f"/calls/dial/{pressed.pk}/")
    out(exchange)
    out(exchange, "answer")
    out(exchange, "hangup", cause="normalClearing")
    call = Call.objects.get()
    assert (call.call_id, call.state, call.user) == ("7", State.WRAP_UP, at_work.user)


def test_an_event_after_two_minutes_or_of_another_person_is_a_call_of_its_own(
    at_work: Actor, as_senior: Actor, exchange: Exchange
) -> None:
    press(at_work)
    out(exchange, call_id="8", user="110")
    assert Dial.objects.get().call is None
    clock.move(timedelta(minutes=3))
    out(exchange, call_id="9", user="101")
    assert Dial.objects.get().call is None
    assert Call.objects.count() == 2
