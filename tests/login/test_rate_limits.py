"""Guessing is slow, and whoever guesses locks nobody else out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from desk import clock, sealed
from desk.login import browsers
from desk.login.enums import Way
from desk.login.models import Attempt, Session
from desk.people.models import User
from tests.conftest import Actor
from tests.login.coming_in import row

PASSWORD = "/entry/password/"
HERE, ELSEWHERE, OFFICE = "192.0.2.7", "198.51.100.9", "192.0.2.250"


def guess(name: str, address: str, browser: Client | None = None) -> Any:
    given = {"username": name, "password": "vale-parool-siin", "code": "000000"}
    return (browser or Client()).post(PASSWORD, given, REMOTE_ADDR=address)


def guess_until_slowed(name: str, address: str, times: int = 40) -> int:
    for number in range(times):
        if guess(name, address).status_code == 429:
            return number
    return times


def came_in_from(user: User, address: str, device: str = "") -> None:
    Session.objects.create(
        user=user, way=Way.TARA, address=sealed.digest("address", address),
        device=sealed.digest(browsers.DEVICE, device) if device else "",
    )  # fmt: skip


def test_the_waits_grow_and_say_when_to_try_again(as_specialist: Actor) -> None:
    assert guess_until_slowed("spetsialist", HERE) == 5
    slowed = guess("spetsialist", HERE)
    first = int(slowed.headers["Retry-After"])
    assert 1 <= first <= 6
    clock.move(timedelta(seconds=first))
    assert guess("spetsialist", HERE).status_code == 422
    assert first < int(guess("spetsialist", HERE).headers["Retry-After"]) <= 11
    for _try in range(12):
        clock.move(timedelta(minutes=15))
        guess("spetsialist", HERE)
    assert int(guess("spetsialist", HERE).headers["Retry-After"]) <= 901


def test_a_stranger_who_guesses_slows_no_colleague_at_the_usual_desk(as_specialist: Actor) -> None:
    came_in_from(as_specialist.user, HERE)
    for number in range(30):
        guess("spetsialist", f"203.0.113.{number}")
    assert guess("spetsialist", ELSEWHERE).status_code == 429, "strangers as a whole are slowed"
    assert guess("spetsialist", HERE).status_code == 422, "the usual desk is not"


def test_a_colleague_who_guesses_in_the_same_office_slows_no_known_browser(as_specialist: Actor) -> None:
    device = "k" * 43
    came_in_from(as_specialist.user, OFFICE, device)
    guess_until_slowed("spetsialist", OFFICE)
    assert guess("spetsialist", OFFICE).status_code == 429
    own = Client()
    own.cookies[browsers.cookie()] = device
    assert guess("spetsialist", OFFICE, own).status_code == 422
    forged = Client()
    forged.cookies[browsers.cookie()] = "x" * 43
    assert guess("spetsialist", OFFICE, forged).status_code == 429


def test_an_address_that_tries_many_names_is_slowed_but_not_for_those_who_sit_there(
    as_specialist: Actor,
) -> None:
    came_in_from(as_specialist.user, OFFICE)
    for number in range(40):
        guess(f"nimi{number}", OFFICE)
    assert guess("veel-keegi", OFFICE).status_code == 429
    assert guess("spetsialist", OFFICE).status_code == 422


def test_a_name_that_nobody_bears_is_answered_like_any_other(
    as_specialist: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed: list[str] = []
    usual = MD5PasswordHasher.encode

    def encode(self: Any, password: str, salt: str) -> str:
        hashed.append(password)
        return usual(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", encode)
    answers = [guess(name, HERE) for name in ("spetsialist", "pole-kedagi")]
    texts = [answer.content.decode().replace("pole-kedagi", "spetsialist") for answer in answers]
    without_token = [text.split("csrfmiddlewaretoken")[1][200:] for text in texts]
    assert without_token[0] == without_token[1]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert len(hashed) == 2, "the same work for both"
    assert guess_until_slowed("pole-kedagi", HERE) == 4


def test_tries_hold_digests_alone_and_are_forgotten(as_specialist: Actor) -> None:
    from desk.login.actions import attempts

    guess("spetsialist", HERE)
    one = Attempt.objects.get()
    assert "spetsialist" not in one.who and HERE not in one.address and len(one.who) == 64
    clock.move(timedelta(days=3))
    assert attempts.forget() == 1


def test_behind_our_proxy_the_address_is_the_one_that_it_wrote(as_specialist: Actor, settings: Any) -> None:
    settings.CLIENT_PAGE_PROXIES = 1
    given = {"username": "spetsialist", "password": "vale", "code": "1"}
    for number in range(6):
        headers = {"X-Forwarded-For": f"10.0.0.{number}, {HERE}"}
        answer = Client().post(PASSWORD, given, REMOTE_ADDR="127.0.0.1", headers=headers)
    assert answer.status_code == 429, "what the caller wrote in front is not believed"
    assert Client().post(
        PASSWORD, given, REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": ELSEWHERE}
    ).status_code == 422  # fmt: skip


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_tries_at_one_instant_do_not_slip_past_the_count(someone: Callable[..., User]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    def one(_number: int) -> int:
        try:
            return int(guess("pole-kedagi", HERE).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(one, range(16)))
    assert statuses.count(422) == 5


def test_a_demo_is_entered_by_name_and_password_and_real_data_never(
    as_specialist: Actor, settings: Any
) -> None:
    given = {"username": "spetsialist", "password": "abilaud-demo", "next": "/clients/"}
    browser = Client()
    assert browser.post("/login/", given).headers["Location"] == "/clients/"
    assert row(browser).way == Way.DEMO
    assert browser.cookies[browsers.cookie()]["httponly"]
    settings.DEMO = False
    real = Client()
    assert real.post("/login/", given).status_code == 200
    assert 'type="password"' not in real.get("/login/").content.decode()
    assert Session.objects.count() == 1
