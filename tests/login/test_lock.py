"""After ten minutes without anybody the desk answers its lock alone, and nothing that was typed is lost."""

import html
import json
import re
from datetime import timedelta
from typing import Any

import pytest

from desk import clock
from desk.login.actions import sessions
from desk.login.enums import EventKind, Way
from desk.login.models import LoginEvent
from desk.people.actions import set_presence
from desk.people.enums import PresenceState
from desk.people.models import Presence, Todo
from tests.conftest import Actor
from tests.login.coming_in import logged_in, row

TEN = timedelta(minutes=10)
UNLOCK = "/entry/unlock/"
RIGHT = {"password": "abilaud-demo"}
PUSHED = {"HX-Request": "true", "X-Idle": "900"}


def asleep(browser: Actor) -> Actor:
    """Nobody has done anything before it for ten minutes."""
    clock.move(TEN)
    return browser


def test_a_page_answers_the_lock_and_goes_on_where_the_person_was(as_specialist: Actor) -> None:
    here = asleep(logged_in(as_specialist.user))
    answer = here.get("/clients/?list=mine")
    assert answer.headers["Location"] == f"{UNLOCK}?next=%2Fclients%2F%3Flist%3Dmine"
    page = here.get(answer.headers["Location"])
    assert "Riina Rand" in page.content.decode() and "bar__log" not in page.content.decode()
    answer = here.post(UNLOCK, RIGHT | {"next": "/clients/?list=mine"})
    assert answer.headers["Location"] == "/clients/?list=mine"
    assert here.get("/clients/").status_code == 200


def test_a_part_of_a_page_is_never_drawn_and_a_deed_never_done(as_specialist: Actor) -> None:
    here = asleep(logged_in(as_specialist.user))
    part = here.get("/people/notices/bell/", headers=PUSHED)
    assert (part.status_code, part.content) == (204, b"")
    assert "desk:lock" in json.loads(part.headers["HX-Trigger"])
    deed = here.post("/preferences/", {"language": "en"}, headers=PUSHED)
    assert deed.status_code == 423 and "desk:lock" in json.loads(deed.headers["HX-Trigger"])
    as_specialist.user.refresh_from_db()
    assert as_specialist.user.language == "et"
    assert here.get("/live/").status_code == 302
    assert here.get("/api/clients/", headers={"Sec-Fetch-Mode": "cors"}).status_code == 423


def test_what_the_page_sends_by_itself_keeps_nobody_awake(as_specialist: Actor) -> None:
    here = logged_in(as_specialist.user)
    for minute in range(1, 10):
        clock.move(timedelta(minutes=1))
        here.get("/people/notices/bell/", headers={"HX-Request": "true", "X-Idle": str(60 * minute)})
        here.get("/people/notices/bell/", headers={"HX-Request": "true"})
        here.post("/entry/state/", headers={"X-Idle": str(60 * minute)})
    clock.move(timedelta(minutes=1))
    assert here.get("/").status_code == 302


def test_keys_and_pointer_keep_the_desk_awake(as_specialist: Actor) -> None:
    here = logged_in(as_specialist.user)
    for _minute in range(12):
        clock.move(timedelta(minutes=1))
        assert here.post("/entry/state/", headers={"X-Idle": "3"}).json()["state"] == "in"
    assert here.get("/").status_code == 200


def test_a_form_that_meets_the_lock_is_sent_again_after_it(as_specialist: Actor) -> None:
    here = asleep(logged_in(as_specialist.user))
    typed = {"text": "Helistan <b>homme</b> kell 9 & küsin", "due_on": "31.12.2099", "due_time": "10:00"}
    answer = here.post("/people/owed/ask/?back=1", typed)
    assert answer.status_code == 423
    page = answer.content.decode()
    assert "Helistan" not in page, "nothing of it is readable on the page of the lock"
    kept = re.search(r'name="kept" value="([^"]+)"', page)
    assert kept is not None
    wrong = here.post(UNLOCK, {"password": "vale", "next": "/", "kept": kept[1]})
    assert kept[1] in wrong.content.decode()
    again = here.post(UNLOCK, RIGHT | {"next": "/", "kept": kept[1]}).content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', again))
    assert {name: html.unescape(fields[name]) for name in typed} == typed
    assert 'action="/people/owed/ask/?back=1"' in again


def test_what_was_kept_of_one_person_is_opened_for_nobody_else(as_specialist: Actor, as_head: Actor) -> None:
    here = asleep(logged_in(as_specialist.user))
    page = here.post("/people/owed/ask/", {"text": "Saladus"}).content.decode()
    kept = re.search(r'name="kept" value="([^"]+)"', page)
    assert kept is not None
    there = logged_in(as_head.user)
    answer = there.post(UNLOCK, {"next": "/", "kept": kept[1]})
    assert answer.status_code == 302
    assert not Todo.objects.exists()


def test_another_persons_password_does_not_open_it_and_five_slips_end_nothing(
    as_specialist: Actor, as_head: Actor
) -> None:
    as_head.user.set_password("hoopis-teine-parool")
    as_head.user.save()
    here = asleep(logged_in(as_specialist.user))
    for _slip in range(5):
        answer = here.post(UNLOCK, {"password": "hoopis-teine-parool", "username": "juht"})
        assert answer.status_code == 422
    slowed = here.post(UNLOCK, RIGHT)
    assert slowed.status_code == 429 and int(slowed.headers["Retry-After"]) <= 11
    clock.move(timedelta(seconds=11))
    assert here.post(UNLOCK, RIGHT).status_code == 302
    assert LoginEvent.objects.filter(kind=EventKind.REFUSED, user=as_specialist.user).count() == 5


def test_unlocking_gives_the_browser_another_key(as_specialist: Actor) -> None:
    here = asleep(logged_in(as_specialist.user))
    before = here.session.session_key
    here.post(UNLOCK, RIGHT)
    assert here.session.session_key != before
    assert row(here).locked_at is None


def test_after_twelve_hours_the_same_person_goes_on_in_a_new_session(as_specialist: Actor) -> None:
    here = logged_in(as_specialist.user)
    old = row(here)
    clock.move(timedelta(hours=12))
    here.get("/")
    here.post(UNLOCK, RIGHT)
    old.refresh_from_db()
    assert old.why == "too_long" and row(here).pk != old.pk
    assert here.get("/").status_code == 200


def test_who_came_by_a_login_service_comes_back_by_it(as_specialist: Actor, settings: Any) -> None:
    here = asleep(logged_in(as_specialist.user, way=Way.TARA))
    page = here.get(UNLOCK).content.decode()
    assert "/entry/begin/?again=1" in page and 'type="password"' not in page
    assert here.post(UNLOCK, RIGHT | {"code": "123456"}).status_code == 422
    settings.DEMO = False
    demo = asleep(logged_in(as_specialist.user))
    assert demo.post(UNLOCK, RIGHT).status_code == 422, "a demo's password opens a demo alone"


def test_somebody_idle_is_taken_out_of_the_rotation_and_is_back_with_the_unlocking(
    as_specialist: Actor,
) -> None:
    here = logged_in(as_specialist.user)
    set_presence(user=as_specialist.user, state=PresenceState.AVAILABLE, by=as_specialist.user)
    asleep(here)
    sessions.sweep()
    assert Presence.objects.open().get().state == PresenceState.AWAY
    here.post(UNLOCK, RIGHT)
    assert Presence.objects.open().get().state == PresenceState.AVAILABLE


def test_a_call_in_hand_stays_and_one_that_rings_is_told_without_a_name(as_specialist: Actor) -> None:
    here = logged_in(as_specialist.user)
    set_presence(user=as_specialist.user, state=PresenceState.RINGING, by=None)
    asleep(here)
    sessions.sweep()
    assert Presence.objects.open().get().state == PresenceState.RINGING
    assert here.get("/entry/state/").json() == {"state": "locked", "rings": True}


def test_another_browser_of_the_person_keeps_the_person_in_the_rotation(as_specialist: Actor) -> None:
    logged_in(as_specialist.user)
    set_presence(user=as_specialist.user, state=PresenceState.AVAILABLE, by=as_specialist.user)
    clock.move(TEN)
    logged_in(as_specialist.user)
    sessions.sweep()
    assert Presence.objects.open().get().state == PresenceState.AVAILABLE


def test_what_nobody_comes_back_to_is_ended(as_specialist: Actor) -> None:
    here = asleep(logged_in(as_specialist.user))
    sessions.sweep()
    clock.move(timedelta(hours=12, seconds=1))
    sessions.sweep()
    assert row(here).why == "left_behind"


@pytest.mark.parametrize("path", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:1"])
def test_the_lock_leads_to_our_own_pages_only(path: str, as_specialist: Actor) -> None:
    here = asleep(logged_in(as_specialist.user))
    assert here.post(UNLOCK, RIGHT | {"next": path}).headers["Location"] == "/"
