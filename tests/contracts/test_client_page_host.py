"""Which host serves what, who is held back and told so, and that the link's token reaches no log."""

import logging
import secrets
from typing import Any

import pytest
from django.test import Client as Browser
from django.test import RequestFactory

from contracts.client_page import address as client_address
from contracts.client_page import limits
from contracts.enums import Factor
from desk import env
from desk.records.logs import WithoutPersonalData
from tests.contracts.conftest import Ground
from tests.contracts.test_client_page_codes import guard
from tests.contracts.test_sending import link_in_letter

pytestmark = pytest.mark.slow

HOST = "leht.example"


@pytest.fixture
def own_host(settings: Any) -> Any:
    settings.CLIENT_PAGE_HOST = HOST
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, HOST]
    settings.PUBLIC_URL = "https://desk.example"
    return settings


def test_letters_lead_to_the_clients_own_host(own_host: Any, ground: Ground) -> None:
    ground.sent()
    assert client_address.whole("page", "x") == f"https://{HOST}/k/x/"
    from desk.mail.models import MessageBody

    assert f"https://{HOST}/k/" in MessageBody.objects.order_by("pk")[0].text


def test_the_clients_host_serves_the_page_health_and_nothing_else(
    own_host: Any, ground: Ground, as_stranger: Browser
) -> None:
    ground.sent()
    link = link_in_letter()
    assert as_stranger.get(link, headers={"host": HOST}).status_code == 200
    assert as_stranger.get("/healthz", headers={"host": HOST}).status_code == 200
    for path in ("/", "/login/", "/admin/", "/documents/", "/api/schema/", "/hooks/jira/x/", "/live/"):
        assert as_stranger.get(path, headers={"host": HOST}).status_code == 404


def test_the_staffs_host_does_not_serve_the_clients_page(
    own_host: Any, ground: Ground, as_stranger: Browser
) -> None:
    ground.sent()
    link = link_in_letter()
    assert as_stranger.get(link, headers={"host": "localhost"}).status_code == 404
    assert as_stranger.get("/login/", headers={"host": "localhost"}).status_code == 200


def test_without_the_setting_one_host_serves_both(ground: Ground, as_stranger: Browser) -> None:
    ground.sent()
    assert as_stranger.get(link_in_letter()).status_code == 200
    assert as_stranger.get("/login/").status_code == 200


def test_an_office_that_is_held_back_is_told_why_and_until_when(
    ground: Ground, as_stranger: Browser, settings: Any
) -> None:
    ground.sent()
    settings.CLIENT_ADDRESS_HOURLY = 2
    here, there = (f"10.{'.'.join(str(secrets.randbelow(250)) for _ in range(3))}" for _ in range(2))
    answers = [as_stranger.post(f"{link_in_letter()}upload/?language=en", REMOTE_ADDR=here) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 429]
    html = answers[-1].content.decode()
    assert "by you or by others" in html and "call us" in html
    assert as_stranger.get(link_in_letter(), REMOTE_ADDR=here).status_code == 200
    other = as_stranger.post(f"{link_in_letter()}upload/", REMOTE_ADDR=there)
    assert other.status_code == 422


@pytest.mark.parametrize(
    ("proxies", "said", "who"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "not an address", "unknown"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ],
)
def test_the_forwarded_address_is_believed_as_far_as_configured(
    settings: Any, proxies: int, said: str, who: str
) -> None:
    settings.CLIENT_PAGE_PROXIES = proxies
    request = RequestFactory().post("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=said)
    assert limits.network(request) == who


def test_while_the_counter_is_down_nobody_is_held_back(
    db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import redis

    settings.CLIENT_ADDRESS_HOURLY = 0
    monkeypatch.setattr(
        limits, "_redis", lambda: redis.Redis(host="127.0.0.1", port=1, socket_connect_timeout=0.2)
    )
    assert limits.refusal(RequestFactory().post("/")) == ""


def test_a_servers_own_log_of_requests_holds_no_token(caplog: pytest.LogCaptureFixture) -> None:
    from desk import asgi  # noqa: F401  (puts the filter on)

    caplog.set_level(logging.INFO, "uvicorn.access")
    log = logging.getLogger("uvicorn.access")
    log.addHandler(caplog.handler)
    token = "d" * 43
    log.info('%s - "%s %s HTTP/%s" %d', "127.0.0.1:1", "GET", f"/k/{token}/", "1.1", 200)
    log.removeHandler(caplog.handler)
    assert token not in caplog.text and "/k/" in caplog.text


@pytest.mark.parametrize("part", ["", "code/", "code/mail/", "login/", "document/1/", "upload/", "returned/"])
def test_whatever_is_answered_is_kept_by_nobody(ground: Ground, as_stranger: Browser, part: str) -> None:
    guard(ground.sent(), Factor.TOLD)
    for link in (link_in_letter(), f"/k/{'z' * 43}/"):
        answer = as_stranger.get(link + part)
        assert "no-store" in answer["Cache-Control"] and answer["Referrer-Policy"] == "same-origin"
        assert "noindex" in answer["X-Robots-Tag"]


@pytest.mark.parametrize(
    ("value", "word"),
    [("https://leht.example", "without https"), ("leht.example/k", "path"), ("desk.example", "another host")],
)
def test_a_host_that_cannot_be_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, value: str, word: str
) -> None:
    monkeypatch.setenv("CLIENT_PAGE_HOST", value)
    with pytest.raises(env.WrongSetting, match=word):
        env.host("CLIENT_PAGE_HOST", "https://desk.example")


def test_a_host_is_taken_in_small_letters_with_its_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIENT_PAGE_HOST", "Leht.example:8443")
    assert env.host("CLIENT_PAGE_HOST", "https://desk.example") == "leht.example:8443"


def test_djangos_own_log_goes_through_ours_alone() -> None:
    assert not logging.getLogger("django").handlers
    assert all(
        any(isinstance(each, WithoutPersonalData) for each in handler.filters)
        for handler in logging.getLogger().handlers
        if type(handler) is logging.StreamHandler
    )
