"""GovSSO's session behind ours: prolonged, ended from there and from here, and what unlocks a session."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.test import Client as Browser

from desk import clock, oidc
from desk.login.actions import govsso, sessions
from desk.login.enums import EventKind
from desk.login.models import LoginEvent, Session
from desk.people.enums import Role
from desk.people.models import User
from tests.login.played import MARGUS, RIINA, depart, is_in, known, log_in
from tests.simulators.identity import Running

FORGED = [
    "signature", "unsigned", "hmac", "hmac_public", "unnamed_key", "issuer", "audience", "old", "future",
    "nonce", "no_event", "no_sid", "no_number",
]  # fmt: skip
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def riina(someone: Any) -> User:
    return known(someone("spetsialist", Role.SPECIALIST, first_name="Riina", language="en"))


@pytest.fixture
def inside(state: Running, riina: User) -> Browser:
    """Riina has come by GovSSO."""
    browser = Browser()
    assert log_in(browser, "govsso", RIINA).status_code == 302
    return browser


def told(token: str) -> int:
    """What our door for GovSSO answers."""
    return Browser().post("/login/govsso/logout/", {"logout_token": token}).status_code


def due() -> Session:
    """The session, whose prolonging is due."""
    Session.objects.update(renew_at=datetime.now(UTC) - timedelta(seconds=1))
    return Session.objects.get()


# --- ended there ---------------------------------------------------------------------------------


def test_a_logout_elsewhere_ends_ours(inside: Browser, state: Running, riina: User) -> None:
    other = Browser()
    log_in(other, "tara", RIINA)
    sid = Session.objects.get(way="govsso").sid
    assert told(state.logout_token(sid)) == 200
    assert not is_in(inside) and is_in(other)
    ended = Session.objects.get(way="govsso")
    assert ended.why == "elsewhere" and ended.tokens == ""
    assert LoginEvent.objects.get(kind=EventKind.ENDED).user == riina
    page = inside.get("/login/", headers=ENGLISH).content.decode()
    assert "Your session was ended" in page


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_logout_ends_nothing(inside: Browser, state: Running, kind: str) -> None:
    sid = Session.objects.get().sid
    assert told(state.logout_token(sid, kind)) == 400
    assert is_in(inside)
    event = LoginEvent.objects.newest()[0]
    assert (event.kind, event.reason, event.user) == (EventKind.REFUSED, "logout_forged", None)


def test_an_id_token_is_no_logout_and_a_logout_counts_once(inside: Browser, state: Running) -> None:
    session = Session.objects.get()
    kept = govsso.opened(session)
    assert kept is not None and told(kept.id_token) == 400 and is_in(inside)
    token = state.logout_token("of-nobody")
    assert told(token) == 200  # well said, about nobody of ours
    assert told(token) == 400 and told("") == 400 and told("x" * 20_000) == 400
    assert is_in(inside)


def test_without_govsso_there_is_no_such_door(db: None) -> None:
    assert told("any") == 404
    assert Browser().get("/login/govsso/logout/").status_code == 405


def test_forged_logouts_do_not_fill_the_table(state: Running, db: None, monkeypatch: Any) -> None:
    from desk.login.actions import coming

    monkeypatch.setattr(coming, "WRITTEN", 3)
    for _time in range(6):
        assert told("nothing.of.ours") == 400
    assert LoginEvent.objects.count() == 3


# --- prolonged -----------------------------------------------------------------------------------


def test_an_open_page_has_the_session_prolonged(
    inside: Browser, state: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[tuple[str, int]] = []
    monkeypatch.setattr("desk.outbox.wake", lambda task, pk: woken.append((task, pk)))
    before = govsso.opened(session := due())
    assert is_in(inside) and is_in(inside)
    assert woken == [("login.renew", session.pk)]  # by two pages, once
    govsso.renew(session.pk)
    session.refresh_from_db()
    after = govsso.opened(session)
    assert (
        before and after and after.refresh_token != before.refresh_token and after.id_token != before.id_token
    )
    assert session.renew_at is not None and session.renew_at > datetime.now(UTC) + timedelta(minutes=10)
    assert session.tokens.startswith("gAAAA") and after.refresh_token not in session.tokens
    govsso.renew(session.pk)  # and once more: the next token is as good
    assert is_in(inside)


@pytest.mark.parametrize("kind", ["refused", "signature", "another_person", "low", "none"])
def test_what_is_not_prolonged_is_locked_and_nothing_typed_is_lost(
    inside: Browser, state: Running, kind: str
) -> None:
    session = due()
    state.has(kind)
    govsso.renew(session.pk)
    session.refresh_from_db()
    assert session.locked_at is not None and session.ended_at is None and session.tokens == ""
    assert LoginEvent.objects.newest()[0].reason == "not_renewed"
    assert not is_in(inside)
    # Its person comes back by a fresh login, and it goes on with GovSSO's new session.
    state.state.houses["/govsso"].sessions.clear()
    assert log_in(inside, "govsso", RIINA, again="1").status_code == 302
    open_again = Session.objects.get()
    assert open_again.locked_at is None and open_again.tokens and is_in(inside)


def test_while_govsso_is_away_it_is_asked_again_until_its_session_must_be_over(
    inside: Browser, state: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = due()
    state.has("error", times=2)
    govsso.renew(session.pk)
    session.refresh_from_db()
    assert session.locked_at is None and session.tokens
    monkeypatch.setattr(govsso, "GRACE", timedelta(hours=-1))
    govsso.renew(session.pk)
    locked = Session.objects.get()
    assert locked.locked_at is not None and not locked.tokens


# --- unlocked ------------------------------------------------------------------------------------


def lock() -> Session:
    session = Session.objects.get()
    sessions.lock(session=session)
    return session


def test_tara_unlocks_the_session_of_its_own_person(
    state: Running, riina: User, as_stranger: Browser
) -> None:
    log_in(as_stranger, "tara", RIINA)
    lock()
    assert not is_in(as_stranger)
    assert log_in(as_stranger, "tara", RIINA, again="1", next="/enquiries/")["Location"] == "/enquiries/"
    assert is_in(as_stranger) and Session.objects.count() == 1


def test_another_person_unlocks_nothing(
    state: Running, riina: User, someone: Any, as_stranger: Browser
) -> None:
    known(someone("spetsialist2", Role.SPECIALIST), MARGUS)
    log_in(as_stranger, "tara", RIINA)
    lock()
    answer = log_in(as_stranger, "tara", MARGUS, again="1")
    html = answer.content.decode()
    assert answer.status_code == 403 and "belongs to another person" in html and "stays locked" in html
    assert not is_in(as_stranger)
    event = LoginEvent.objects.newest()[0]
    assert (event.user, event.reason) == (riina, "another_person")


def test_govsso_unlocks_nothing_by_a_button_that_anybody_could_press(inside: Browser, state: Running) -> None:
    lock()
    house = state.state.houses["/govsso"]
    for session in house.sessions.values():
        session.shown_at -= 600  # she showed herself a while ago
    address = depart(inside, "govsso", again="1")
    (sid,) = house.sessions
    answer = requests.get(
        f"{address}&who=continue", cookies={"simulated_govsso": sid}, allow_redirects=False, timeout=5
    )
    back = urlsplit(answer.headers["Location"])
    refused = inside.get(f"{back.path}?{back.query}", headers=ENGLISH)
    assert refused.status_code == 403 and "without asking who you are" in refused.content.decode()
    assert not is_in(inside) and LoginEvent.objects.newest()[0].reason == "not_shown_again"


def test_unlocking_asks_the_service_that_always_asks(inside: Browser, state: Running) -> None:
    lock()
    answer = inside.get("/entry/begin/?again=1")
    assert answer["Location"].startswith(state.tara)


# --- leaving -------------------------------------------------------------------------------------


def test_whoever_came_by_govsso_leaves_it_too(inside: Browser, state: Running, settings: Any) -> None:
    answer = inside.post("/logout/", headers=ENGLISH)
    html = answer.content.decode()
    assert answer.status_code == 200 and "You are logged out" in html
    assert f"form-action 'self' {state.url}" in answer["Content-Security-Policy"]
    assert not is_in(inside) and Session.objects.get().why == "person"
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', html))
    action = re.search(r'action="([^"]+)" data-go-on', html)
    assert action is not None
    done = requests.post(action[1], data=fields, allow_redirects=False, timeout=5)
    assert (done.status_code, done.headers["Location"]) == (303, f"{settings.PUBLIC_URL}/login/")
    assert not state.state.houses["/govsso"].sessions


def test_whoever_came_by_tara_just_leaves(state: Running, riina: User, as_stranger: Browser) -> None:
    log_in(as_stranger, "tara", RIINA)
    assert as_stranger.post("/logout/")["Location"] == "/login/"
    assert not is_in(as_stranger)
    assert as_stranger.post("/logout/")["Location"] == "/login/"  # twice does nothing
    assert LoginEvent.objects.filter(kind=EventKind.OUT).count() == 1


def test_leaving_does_not_wait_for_govsso(inside: Browser, settings: Any) -> None:
    settings.GOVSSO_ISSUER = "http://127.0.0.1:1"
    oidc.forget()
    assert inside.post("/logout/")["Location"] == "/login/"
    assert not is_in(inside)


def test_a_session_of_ours_outlives_no_clock_of_theirs(inside: Browser) -> None:
    """A demo's clock that is moved makes no token older: those are told by the machine's time."""
    clock.move(timedelta(minutes=5))
    govsso.renew(Session.objects.get().pk)
    assert Session.objects.get().tokens and is_in(inside)
