"""Promised calls: free times, the last place, three attempts, and an outcome that everyone sees."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages

from desk import clock
from desk.calls import actions, times
from desk.calls.actions import callbacks
from desk.calls.enums import AttemptResult, CallbackState, Direction, State
from desk.calls.models import Call, Callback, CallbackSlot
from desk.clients.models import Client, ContactPoint, Person
from desk.enquiries import actions as enquiries
from desk.enquiries.enums import Evidence, PromiseState
from desk.enquiries.models import Enquiry, Promise
from desk.http import Refused
from desk.people.models import Absence, User
from desk.records.models import TimelineEntry
from tests.calls import world
from tests.calls.test_at_the_same_instant import at_once
from tests.conftest import Actor

TWO = "2027-01-12 14:00"  # a Tuesday


@pytest.fixture
def puit(as_specialist: Actor) -> Client:
    world.on("2027-01-12 10:05")
    return world.opened(as_specialist.user)[0]


@pytest.fixture
def enquiry(as_specialist: Actor, puit: Client) -> Enquiry:
    return enquiries.open_enquiry(
        topic=world.a_topic(), client=puit, person=Person.objects.get(), by=as_specialist.user
    )


def plan(by: User, moment: str = TWO, **about: Any) -> Callback:
    return callbacks.plan(by=by, slot_at=world.at(moment), **{"number": world.MARI, **about})


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def tried(callback: Callback, by: User, *results: str) -> Callback:
    for result in results:
        callbacks.attempt(callback=callback, result=result, by=by)
    callback.refresh_from_db()
    return callback


def test_the_grid_offers_half_hours_of_today_and_five_working_days(puit: Client) -> None:
    grid = times.grid(times.places(clock.now()))
    assert [f"{day:%a %d}" for day in grid.days] == [
        "Tue 12",
        "Wed 13",
        "Thu 14",
        "Fri 15",
        "Mon 18",
        "Tue 19",
    ]
    rows = dict(grid.rows)
    nine = rows[min(rows)]
    assert nine[0] is None, "nine o'clock of today has passed"
    assert nine[1] is not None
    assert nine[1].free == 2
    assert f"{max(rows):%H:%M}" == "15:30"
    assert rows[max(rows)][3] is None, "Friday ends at half past two"


@pytest.mark.parametrize(
    ("now", "first", "last_of_day"),
    [
        ("2027-02-22 20:00", "2027-02-23 09:00", "2027-02-23 12:30"),  # the 23rd is shortened, the 24th free
        ("2027-02-23 20:00", "2027-02-25 09:00", "2027-02-25 15:30"),
        ("2026-12-24 10:00", "2026-12-28 09:00", "2026-12-28 15:30"),
    ],
)
def test_holidays_have_no_times_and_days_before_great_ones_end_three_hours_earlier(
    as_specialist: Actor, now: str, first: str, last_of_day: str
) -> None:
    world.callback_times()
    places = times.places(world.on(now))
    assert places[0].at == world.at(first)
    assert max(p.at for p in places if p.at.date() == places[0].at.date()) == world.at(last_of_day)


def test_a_planned_callback_takes_a_place_and_an_ended_one_gives_it_back(
    as_specialist: Actor, puit: Client
) -> None:
    callback = plan(as_specialist.user, client=puit)
    assert world.free(world.at(TWO)) == 1
    callbacks.cancel(callback=callback, by=as_specialist.user)
    assert world.free(world.at(TWO)) == 2


@pytest.mark.parametrize(
    "moment", ["2027-01-12 10:00", "2027-01-12 14:10", "2027-01-16 10:00", "2027-01-15 15:00"]
)
@pytest.mark.slow
def test_a_time_that_is_not_offered_is_refused(as_specialist: Actor, puit: Client, moment: str) -> None:
    with pytest.raises(Refused):
        plan(as_specialist.user, moment)
    assert not Callback.objects.exists()


def test_a_full_time_is_refused(as_specialist: Actor, puit: Client) -> None:
    for _place in range(2):
        plan(as_specialist.user)
    with pytest.raises(Refused, match="refused"):
        plan(as_specialist.user)
    page = as_specialist.get(f"/calls/callbacks/client/{puit.pk}/plan/").content.decode()
    assert "täis" in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_two_people_at_one_instant_do_not_both_get_the_last_place(
    transactional_db: None, as_specialist: Actor, as_senior: Actor
) -> None:
    world.on("2027-01-12 10:05")
    world.callback_times()
    CallbackSlot.objects.update(capacity=1)

    def promise(by: User) -> str:
        try:
            plan(by)
        except Refused as refused:
            return refused.texts[0]
        return "planned"

    people = [as_specialist.user, as_senior.user] * 3
    told = at_once([lambda by=by: promise(by) for by in people])  # type: ignore[misc]
    assert told.count("planned") == 1
    assert Callback.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_two_people_at_one_instant_do_not_take_the_same_callback(
    transactional_db: None, as_specialist: Actor, as_senior: Actor
) -> None:
    world.on("2027-01-12 10:05")
    world.callback_times()
    pk = plan(as_specialist.user).pk

    def take(by: User) -> bool:
        try:
            callbacks.claim(callback=Callback.objects.get(pk=pk), by=by)
        except Refused:
            return False
        return True

    told = at_once([lambda: take(as_specialist.user), lambda: take(as_senior.user)])
    assert sorted(told) == [False, True]
    winner = as_specialist.user if told[0] else as_senior.user
    assert Callback.objects.get().owner == winner


def test_with_an_enquiry_the_promise_is_the_enquirys_and_the_call_keeps_it(
    as_specialist: Actor, puit: Client, enquiry: Enquiry
) -> None:
    path = f"/calls/callbacks/enquiry/{enquiry.pk}/plan/"
    assert 'value="+37255500001"' in as_specialist.get(path).content.decode()
    data = {"number": world.MARI, "whose": "me", "what": "Räägime lepingust", "slot_at": "2027-01-12T14:00"}
    as_specialist.post(path, data)
    callback, promise = Callback.objects.get(), Promise.objects.get()
    assert (callback.promise, callback.owner, callback.client) == (promise, as_specialist.user, puit)
    assert (promise.what, promise.due_at) == ("Räägime lepingust", world.at("2027-01-12 14:30"))

    world.on("2027-01-12 14:05")
    response = as_specialist.post(f"/calls/callbacks/{callback.pk}/attempt/", {"result": "reached"})
    call = Call.objects.get()
    assert response.headers["Location"] == f"/calls/{call.pk}/"
    assert (call.direction, call.number, call.client, call.state) == (
        Direction.OUT, world.MARI, puit, State.ANSWERED,
    )  # fmt: skip
    assert list(call.enquiries.all()) == [enquiry]
    promise.refresh_from_db()
    assert (promise.state, promise.evidence_kind, promise.evidence_id) == (
        PromiseState.KEPT, Evidence.CALL, call.pk,
    )  # fmt: skip
    callback.refresh_from_db()
    assert callback.state == CallbackState.REACHED


def test_the_ladder_has_three_steps_and_ends_with_a_promise_still_owed(
    as_specialist: Actor, puit: Client, enquiry: Enquiry
) -> None:
    callback = plan(as_specialist.user, enquiry=enquiry)
    world.on("2027-01-12 14:05")
    tried(callback, as_specialist.user, AttemptResult.SILENT)
    assert callback.slot_at == world.at("2027-01-12 15:30"), "the first half hour after an hour"
    world.on("2027-01-12 15:35")
    tried(callback, as_specialist.user, AttemptResult.BUSY)
    assert callback.slot_at == world.at("2027-01-14 09:00"), "Wednesday's half hour of then is over: Thursday"
    world.on("2027-01-14 09:05")
    tried(callback, as_specialist.user, AttemptResult.SILENT)
    assert callback.state == CallbackState.GIVEN_UP
    assert Promise.objects.get().state == PromiseState.OPEN
    attempts = Promise.objects.get().attempts.values_list("reached", flat=True)
    assert list(attempts) == ["nobody", "busy", "nobody"], "they count towards the last letter"
    page = as_specialist.get(callback.get_absolute_url()).content.decode()
    assert "kirjuta kiri" in page
    with pytest.raises(Refused):
        callbacks.attempt(callback=callback, result=AttemptResult.SILENT, by=as_specialist.user)
    kinds = list(TimelineEntry.objects.for_client(puit.pk).values_list("kind", flat=True))
    assert kinds.count("calls.callback_silent") == 2
    assert "calls.callback_given_up" in kinds


def test_an_answer_that_is_sent_twice_is_one_attempt(as_specialist: Actor, puit: Client) -> None:
    callback = plan(as_specialist.user)
    for _press in range(2):
        as_specialist.post(f"/calls/callbacks/{callback.pk}/attempt/", {"result": "silent", "step": "1"})
    assert callback.attempts.count() == 1


def test_whoever_was_spoken_with_meanwhile_is_said_on_the_callback(
    as_specialist: Actor, puit: Client
) -> None:
    callback = plan(as_specialist.user)
    assert "vahepeal" not in as_specialist.get(callback.get_absolute_url()).content.decode()
    call = actions.log_call(by=as_specialist.user, number=world.MARI)
    page = as_specialist.get(callback.get_absolute_url()).content.decode()
    assert "vahepeal" in page
    assert f"/calls/{call.pk}/" in page


def test_a_full_half_hour_of_the_ladder_gives_way_to_the_next(as_specialist: Actor, puit: Client) -> None:
    for _place in range(2):
        plan(as_specialist.user, "2027-01-12 11:30")
    callback = plan(as_specialist.user, "2027-01-12 10:30")
    world.on("2027-01-12 10:30")
    assert tried(callback, as_specialist.user, AttemptResult.BUSY).slot_at == world.at("2027-01-12 12:00")


def test_a_wrong_number_is_marked_at_this_person_only(as_specialist: Actor, puit: Client) -> None:
    mari = Person.objects.get()
    other = ContactPoint.objects.create(client=puit, kind="phone", value=world.MARI)
    callback = plan(as_specialist.user, person=mari)
    tried(callback, as_specialist.user, AttemptResult.WRONG)
    assert callback.state == CallbackState.GIVEN_UP
    assert mari.contacts.get().works == "no"
    other.refresh_from_db()
    assert other.works == "unknown"


def test_whoever_tries_has_it_from_then_on(as_specialist: Actor, as_senior: Actor, puit: Client) -> None:
    callback = plan(as_specialist.user)
    assert tried(callback, as_senior.user, AttemptResult.SILENT).owner == as_senior.user
    assert said(as_specialist.post(f"/calls/callbacks/{callback.pk}/change/", {"take": "1"}))
    as_senior.post(f"/calls/callbacks/{callback.pk}/change/", {"give_back": "1"})
    as_specialist.post(f"/calls/callbacks/{callback.pk}/change/", {"take": "1"})
    callback.refresh_from_db()
    assert callback.owner == as_specialist.user


def test_a_callback_moves_to_another_free_time(as_specialist: Actor, puit: Client) -> None:
    callback = plan(as_specialist.user)
    as_specialist.post(f"/calls/callbacks/{callback.pk}/change/", {"slot_at": "2027-01-13T09:30:00+02:00"})
    callback.refresh_from_db()
    assert callback.slot_at == world.at("2027-01-13 09:30")


def test_from_a_missed_call_one_callback_is_planned_not_two(as_specialist: Actor, puit: Client) -> None:
    call = world.missed()
    path = f"/calls/{call.pk}/callback/"
    data = {"number": world.MARI, "whose": "anyone", "slot_at": "2027-01-12T14:00"}
    assert as_specialist.get(path).status_code == 200
    as_specialist.post(path, data)
    assert as_specialist.post(path, data).status_code == 422
    assert Callback.objects.get().owner is None
    call.refresh_from_db()
    assert call.handled_as == "callback"


def test_the_lists_say_whom_to_call_now_and_later_and_whose_it_is(
    as_specialist: Actor, as_senior: Actor, puit: Client
) -> None:
    mine = plan(as_specialist.user, owner=as_specialist.user, client=puit)
    theirs = plan(as_senior.user, "2027-01-13 09:00", owner=as_senior.user)
    anyones = plan(as_senior.user, "2027-01-14 09:00")

    def listed(query: str) -> set[Callback]:
        page = as_specialist.get(f"/calls/callbacks/{query}").content.decode()
        return {row for row in (mine, theirs, anyones) if f'href="{row.get_absolute_url()}"' in page}

    assert listed("") == {mine, anyones}
    assert listed("?whose=mine") == {mine}
    assert listed("?whose=anyone") == {anyones}
    assert listed("?whose=all") == {mine, theirs, anyones}
    assert listed("?whose=all&day=2027-01-13") == {theirs}
    assert "hilinenud" not in as_specialist.get("/calls/callbacks/").content.decode()
    world.on("2027-01-12 14:45")
    assert "hilinenud" in as_specialist.get("/calls/callbacks/").content.decode()


def test_a_deputy_sees_the_absent_persons_callbacks_as_own(
    as_specialist: Actor, as_senior: Actor, puit: Client
) -> None:
    callback = plan(as_specialist.user, owner=as_specialist.user)
    link = f'href="{callback.get_absolute_url()}"'
    assert link not in as_senior.get("/calls/callbacks/?whose=mine").content.decode()
    today = clock.now().date()
    Absence.objects.create(
        user=as_specialist.user,
        first_day=today,
        last_day=today,
        deputy=as_senior.user,
        entered_by=as_senior.user,
    )
    assert link in as_senior.get("/calls/callbacks/?whose=mine").content.decode()
    tried(callback, as_senior.user, AttemptResult.SILENT)
    assert callback.owner == as_specialist.user, "the absent person comes back to it"
    entry = TimelineEntry.objects.get(kind="calls.callback_silent")
    assert (entry.by, entry.in_place_of) == (as_senior.user, as_specialist.user)


def test_the_outcome_is_told_on_the_pages_of_client_call_and_enquiry(
    as_specialist: Actor, puit: Client, enquiry: Enquiry
) -> None:
    call = world.missed()
    callback = plan(as_specialist.user, call=call, enquiry=enquiry)
    world.on("2027-01-12 14:05")
    tried(callback, as_specialist.user, AttemptResult.SILENT)
    for path in (f"client/{puit.pk}/", f"{call.pk}/callbacks/", f"callbacks/enquiry/{enquiry.pk}/"):
        page = as_specialist.get(f"/calls/{path}").content.decode()
        assert "12.01.2027 14:05" in page, path
        assert "ei vastanud" in page, path


def test_the_workspace_says_whom_to_call_back_soon(as_specialist: Actor, puit: Client) -> None:
    plan(as_specialist.user, "2027-01-12 10:30", client=puit)
    plan(as_specialist.user, "2027-01-13 10:30")
    world.missed()
    page = as_specialist.get("/calls/home/").content.decode()
    assert page.count("/calls/callbacks/") == 2, "one callback and the list"
    assert "Tamme Puit OÜ" in page


def test_a_call_that_the_exchange_told_of_is_the_evidence(as_specialist: Actor, puit: Client) -> None:
    callback = plan(as_specialist.user, client=puit)
    as_specialist.post("/calls/dial/", {"number": world.MARI, "callback": callback.pk, "client": puit.pk})
    as_specialist.post(f"/calls/callbacks/{callback.pk}/attempt/", {"result": "reached"})
    attempt = callback.attempts.get()
    assert attempt.call == Call.objects.get()
    assert attempt.call is not None
    assert attempt.call.client == puit
    assert attempt.at - callback.made_at < timedelta(minutes=1)
