"""Coming in by the state's login services: whoever is entered comes in, and no forged token is believed."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client as Browser

from desk import oidc
from desk.login.enums import EventKind, Way
from desk.login.models import LoginEvent, Session
from desk.login.providers import of_way
from desk.outbox import PermanentError
from desk.people.enums import Role
from desk.people.models import User
from tests.login.played import MARGUS, RIINA, UNKNOWN, depart, is_in, known, log_in, returned
from tests.simulators.identity import Running

BOTH = pytest.mark.parametrize("way", ["tara", "govsso"])
# What the simulator gives, and what we call it.
FORGED = {
    "signature": "identity_signature",
    "unsigned": "identity_signature",
    "hmac": "identity_signature",
    "hmac_public": "identity_signature",
    "unnamed_key": "identity_signature",
    "issuer": "identity_issuer",
    "audience": "identity_audience",
    "audience_beside": "identity_audience",
    "expired": "identity_times",
    "future": "identity_times",
    "future_iat": "identity_times",
    "nonce": "identity_nonce",
    "no_nonce": "identity_nonce",
    "low": "identity_level",
    "substantial": "identity_level",
    "no_level": "identity_level",
    "method": "identity_method",
    "no_method": "identity_method",
    "foreign": "identity_subject",
    "not_a_code": "identity_subject",
    "at_hash": "identity_not_believed",
    "logout": "identity_not_believed",
    "no_number": "identity_not_believed",
    "none": "identity_not_believed",
    "refused": "identity_refused",
}


@pytest.fixture
def riina(someone: Any) -> User:
    return known(someone("spetsialist", Role.SPECIALIST, first_name="Riina", language="en"))


def last() -> LoginEvent:
    return LoginEvent.objects.newest()[0]


@BOTH
def test_whose_code_was_entered_comes_in(state: Running, riina: User, way: str, as_stranger: Browser) -> None:
    answer = log_in(as_stranger, way, RIINA, next="/enquiries/")
    assert (answer.status_code, answer["Location"]) == (302, "/enquiries/")
    assert is_in(as_stranger)
    session = Session.objects.get()
    assert (session.user, session.way, bool(session.sid)) == (riina, way, way == Way.GOVSSO)
    assert (last().kind, last().user, last().way) == (EventKind.IN, riina, way)


@BOTH
@pytest.mark.parametrize("method", ["mID", "smartid"])
def test_by_mobile_id_and_smart_id_too(
    state: Running, riina: User, way: str, method: str, as_stranger: Browser
) -> None:
    assert log_in(as_stranger, way, RIINA, method).status_code == 302
    assert is_in(as_stranger)


def test_the_service_is_asked_for_no_more_than_is_needed(state: Running, db: None, settings: Any) -> None:
    for way, scope in (("tara", "openid idcard mid smartid"), ("govsso", "openid")):
        asked = parse_qs(urlsplit(depart(Browser(), way, next="/clients/")).query)
        assert asked["redirect_uri"] == [f"{settings.PUBLIC_URL}/entry/back/{way}/"]
        assert asked["scope"] == [scope] and asked["acr_values"] == ["high"]
        assert asked["code_challenge_method"] == ["S256"] and "prompt" not in asked
        assert "/clients/" not in str(asked)


def test_the_browser_gets_a_fresh_key_and_remembers_nothing_of_the_login(
    state: Running, riina: User, as_stranger: Browser
) -> None:
    session = as_stranger.session
    session["planted"] = "1"
    session.save()
    before = session.session_key
    log_in(as_stranger, "tara", RIINA)
    assert as_stranger.session.session_key != before
    assert as_stranger.cookies["entering"].value == ""


@pytest.mark.parametrize(
    "going", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"]
)
def test_nobody_is_led_to_another_site(state: Running, riina: User, going: str, as_stranger: Browser) -> None:
    assert log_in(as_stranger, "tara", RIINA, next=going)["Location"] == "/"


@pytest.mark.parametrize("kind", FORGED)
def test_no_token_is_believed_that_should_not_be(
    state: Running, riina: User, kind: str, as_stranger: Browser
) -> None:
    state.has(kind)
    answer = log_in(as_stranger, "tara", RIINA)
    html = answer.content.decode()
    assert answer.status_code == 403 and 'role="alert"' in html and "You are not logged in" in html
    assert RIINA not in html and "eyJ" not in html
    assert not is_in(as_stranger) and not Session.objects.exists()
    assert (last().kind, last().reason) == (EventKind.REFUSED, FORGED[kind])
    # The next, good one is taken: nobody was locked out.
    assert log_in(as_stranger, "tara", RIINA).status_code == 302


@pytest.mark.parametrize("kind", ["signature", "issuer", "audience", "expired", "low", "method", "no_nonce"])
def test_nor_is_one_of_govsso(state: Running, riina: User, kind: str, as_stranger: Browser) -> None:
    state.has(kind)
    assert log_in(as_stranger, "govsso", RIINA).status_code == 403
    assert not is_in(as_stranger) and last().reason == FORGED[kind]


def test_a_token_of_tara_repeats_the_state_of_its_own_login(
    state: Running, riina: User, as_stranger: Browser
) -> None:
    state.has("state")
    assert log_in(as_stranger, "tara", RIINA).status_code == 403
    assert last().reason == "identity_nonce"


@BOTH
def test_a_number_is_believed_once(state: Running, riina: User, way: str, as_stranger: Browser) -> None:
    assert log_in(as_stranger, way, RIINA).status_code == 302
    state.has("replayed")
    thief = Browser()
    assert log_in(thief, way, RIINA).status_code == 403
    assert not is_in(thief) and last().reason == "identity_replayed"


@pytest.mark.parametrize("kind", ["error", "garbage"])
def test_an_answer_that_is_none_is_the_services_trouble(
    state: Running, riina: User, kind: str, as_stranger: Browser
) -> None:
    state.has(kind)
    answer = log_in(as_stranger, "tara", RIINA)
    assert answer.status_code == 503 and "does not answer at the moment" in answer.content.decode()


def test_while_a_service_is_away_the_page_says_what_to_do(
    state: Running, db: None, settings: Any, as_stranger: Browser
) -> None:
    settings.TARA_ISSUER = "http://127.0.0.1:1"
    answer = as_stranger.get("/entry/begin/?way=tara", headers={"accept-language": "en"})
    assert answer.status_code == 503 and "or by the other login" in answer.content.decode()
    assert last().reason == "identity_unreachable"


def test_nobody_registers_himself(state: Running, riina: User, as_stranger: Browser) -> None:
    answer = log_in(as_stranger, "tara", UNKNOWN)
    html = answer.content.decode()
    assert answer.status_code == 403 and "Ask the administrator" in html and UNKNOWN not in html
    assert User.objects.count() == 1 and not is_in(as_stranger)
    assert (last().kind, last().user, last().reason) == (EventKind.REFUSED, None, "unknown_person")


def test_a_closed_account_and_one_without_a_role_do_not_open(state: Running, riina: User) -> None:
    riina.roles.all().delete()
    answer = log_in(Browser(), "tara", RIINA)
    assert answer.status_code == 403 and "has no role" in answer.content.decode()
    assert (last().user, last().reason) == (riina, "no_role")
    User.objects.filter(pk=riina.pk).update(is_active=False)
    answer = log_in(Browser(), "tara", RIINA)
    assert answer.status_code == 403 and "is closed" in answer.content.decode()
    assert (last().user, last().reason) == (riina, "deactivated")
    assert not Session.objects.exists()


@BOTH
def test_whoever_gives_up_is_led_back(state: Running, riina: User, way: str, as_stranger: Browser) -> None:
    answer = log_in(as_stranger, way, "cancel", next="/enquiries/")
    html = answer.content.decode()
    assert answer.status_code == 403 and "You did not log in" in html
    assert 'href="/login/?next=%2Fenquiries%2F"' in html and last().reason == "given_up"


def test_a_return_belongs_to_the_browser_that_began(
    state: Running, riina: User, as_stranger: Browser
) -> None:
    theirs = returned(depart(Browser(), "tara"), MARGUS)
    depart(as_stranger, "tara")
    answer = as_stranger.get(theirs, headers={"accept-language": "en"})
    assert answer.status_code == 400 and "not begun in this browser" in answer.content.decode()
    assert Browser().get("/entry/back/tara/?code=x&state=y").status_code == 400
    assert last().reason == "state" and not Session.objects.exists()


def test_a_return_counts_once_and_for_its_own_service(
    state: Running, riina: User, as_stranger: Browser
) -> None:
    back = returned(depart(as_stranger, "tara"), RIINA)
    cookie = as_stranger.cookies["entering"].value
    assert as_stranger.get(back).status_code == 302
    thief = Browser()
    thief.cookies.load({"entering": cookie})
    assert thief.get(back).status_code == 403  # the service takes a code once
    depart(other := Browser(), "tara")
    assert other.get(back.replace("/tara/", "/govsso/")).status_code == 400


def test_the_means_and_the_level_are_the_operators_to_choose(
    state: Running, riina: User, settings: Any, as_stranger: Browser
) -> None:
    assert log_in(as_stranger, "tara", RIINA, "eIDAS").status_code == 403
    settings.LOGIN_METHODS, settings.LOGIN_ACR = ["idcard", "eIDAS"], "substantial"
    assert log_in(as_stranger, "tara", RIINA, "eIDAS").status_code == 302
    answer = log_in(Browser(), "tara", RIINA, "mID")
    assert answer.status_code == 403 and "ID-card, eID of another country" in answer.content.decode()


def test_over_https_no_other_host_of_the_domain_can_plant_a_login(
    state: Running, riina: User, settings: Any, as_stranger: Browser
) -> None:
    settings.SESSION_COOKIE_SECURE = True
    answer = as_stranger.get("/entry/begin/?way=tara", secure=True)
    cookie = answer.cookies["__Host-entering"]
    assert cookie["secure"] and cookie["httponly"] and cookie["path"] == "/" and not cookie["domain"]
    assert cookie["samesite"] == "Lax" and RIINA not in cookie.value


def test_without_the_settings_no_service_is_offered(db: None, as_stranger: Browser) -> None:
    assert "/entry/begin/" not in as_stranger.get("/login/").content.decode()
    for address in ("/entry/begin/?way=tara", "/entry/back/tara/", "/entry/begin/?again=1"):
        assert as_stranger.get(address)["Location"] == "/login/"


def test_keys_that_changed_are_read_anew_but_not_for_every_stranger(
    state: Running, riina: User, as_stranger: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert log_in(as_stranger, "tara", RIINA).status_code == 302
    requests.post(f"{state.url}/_rotate", timeout=5)
    assert log_in(Browser(), "tara", RIINA).status_code == 302
    read: list[str] = []
    really = oidc.provider._read

    def counted(provider: oidc.Provider) -> Any:
        read.append(provider.code)
        return really(provider)

    monkeypatch.setattr(oidc.provider, "_read", counted)
    service = of_way("tara")
    assert service is not None
    for _time in range(20):
        oidc.provider.found(service.provider, fresh=True)
    assert 0 < len(read) < 10


def test_a_discovery_document_that_leads_elsewhere_is_not_believed(
    state: Running, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = of_way("tara")
    assert service is not None
    told = {
        "issuer": service.provider.issuer,
        "authorization_endpoint": f"{service.provider.issuer}/a",
        "token_endpoint": "http://127.0.0.2/token",
        "jwks_uri": f"{service.provider.issuer}/j",
    }
    monkeypatch.setattr(oidc.provider, "_document", lambda provider: told)
    oidc.forget()
    with pytest.raises(PermanentError):
        oidc.ping(service.provider)


def test_too_many_returns_that_were_not_believed_make_an_address_wait(
    state: Running, riina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desk.login import limits

    monkeypatch.setattr(limits, "OFFICE", 3)
    colleague = Browser()
    assert log_in(colleague, "tara", RIINA).status_code == 302
    colleague.post("/logout/")
    state.has("signature", times=3)
    for _time in range(3):
        assert log_in(Browser(), "tara", RIINA).status_code == 403
    answer = log_in(Browser(), "tara", RIINA)
    assert answer.status_code == 429 and int(answer["Retry-After"]) > 0
    # Whose browser is known here is kept out by nobody.
    assert log_in(colleague, "tara", RIINA).status_code == 302
