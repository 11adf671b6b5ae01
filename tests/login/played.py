"""The state's login services as the simulator plays them, and a browser that goes there and back."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.test import Client as Browser

from desk import oidc
from desk.login.actions.identity import give_code
from desk.people.models import User
from tests.simulators.identity import Running, start

RIINA, MARGUS, UNKNOWN = "23602141012", "13306071026", "60001019906"
SECRET = "only-for-tests"


@pytest.fixture(scope="module")
def played() -> Iterator[Running]:
    running = start("abilaud", SECRET)
    yield running
    running.stop()


@pytest.fixture
def state(played: Running, settings: Any) -> Running:
    """Both services are set up, and nothing has happened there."""
    played.state.reset()
    oidc.forget()
    for way, issuer in (("TARA", played.tara), ("GOVSSO", played.govsso)):
        setattr(settings, f"{way}_ISSUER", issuer)
        setattr(settings, f"{way}_CLIENT_ID", "abilaud")
        setattr(settings, f"{way}_CLIENT_SECRET", SECRET)
    return played


def known(user: User, code: str = RIINA) -> User:
    """The administrator has entered the code."""
    give_code(user=user, code=code, by=None)
    return user


def depart(browser: Browser, way: str, **more: str) -> str:
    """Where the button leads: to the login service."""
    answer = browser.get(
        "/entry/begin/", {"way": way, "language": "en", **more}, headers={"accept-language": "en"}
    )
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def returned(address: str, who: str, method: str = "idcard") -> str:
    """The address to which the service sends the person back."""
    answer = requests.get(f"{address}&who={who}&method={method}", allow_redirects=False, timeout=5)
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def log_in(browser: Browser, way: str, who: str, method: str = "idcard", **more: str) -> Any:
    """What the desk answers in the end, in English."""
    back = returned(depart(browser, way, **more), who, method)
    return browser.get(back, headers={"accept-language": "en"})


def is_in(browser: Browser) -> bool:
    """Whether this browser sees the desk."""
    return browser.get("/").status_code == 200
