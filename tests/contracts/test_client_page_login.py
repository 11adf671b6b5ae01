"""Logging in on the client's page: who is named comes in, and no token is believed that should not be."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.db import connection
from django.test import Client as Browser
from django.utils import translation

from contracts import health
from contracts.actions.recalling import recall_one
from contracts.client_page import identity
from contracts.client_page.named import is_named
from contracts.enums import Factor
from contracts.models import Authorisation, Kind, Package
from desk import clock, oidc, workdays
from desk.outbox import OutsideTrouble, PassingError
from desk.records.models import TimelineEntry
from tests.contracts.conftest import Ground
from tests.contracts.test_client_page_codes import guard
from tests.contracts.test_sending import link_in_letter
from tests.simulators.identity import Running, start

pytestmark = pytest.mark.slow

MARI, KADRI, OLEG = "24503120016", "24402020080", "14303030098"
BACK = "/k/login/back/"


@pytest.fixture(scope="module")
def provider() -> Iterator[Running]:
    running = start("abilaud", "only-for-tests")
    yield running
    running.stop()


@pytest.fixture
def on(provider: Running, settings: Any) -> Running:
    provider.state.reset()
    oidc.forget()
    settings.CLIENT_OIDC_ISSUER = provider.url
    settings.CLIENT_OIDC_CLIENT_ID = "abilaud"
    settings.CLIENT_OIDC_CLIENT_SECRET = "only-for-tests"
    return provider


@pytest.fixture
def link(ground: Ground) -> str:
    """Mari signs, Kadri is authorised."""
    guard(ground.sent(ground.wanted("main_user_poa")), Factor.TOLD)
    return link_in_letter()


def depart(browser: Browser, link: str) -> str:
    """Where the button leads: to the provider."""
    answer = browser.get(f"{link}login/?language=en")
    assert answer.status_code == 302
    return str(answer["Location"])


def come_back(browser: Browser, address: str, who: str) -> Any:
    """What the desk answers when the provider has sent the person back."""
    answer = requests.get(f"{address}&who={who}", allow_redirects=False, timeout=5)
    parts = urlsplit(answer.headers["Location"])
    assert parts.path == BACK
    return browser.get(f"{parts.path}?{parts.query}")


def log_in(browser: Browser, link: str, who: str) -> Any:
    return come_back(browser, depart(browser, link), who)


def test_the_provider_learns_a_fixed_address_and_no_link(
    on: Running, link: str, as_stranger: Browser, settings: Any
) -> None:
    address = depart(as_stranger, link)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert asked["redirect_uri"] == settings.PUBLIC_URL + BACK
    assert asked["code_challenge_method"] == "S256" and asked["ui_locales"] == "en"
    assert link.split("/")[2] not in address
    kept = as_stranger.cookies["login"]
    assert kept["path"] == BACK and kept["httponly"] and link.split("/")[2] not in kept.value


@pytest.mark.parametrize("who", [MARI, KADRI])
def test_a_signer_and_an_authorised_person_come_in(
    on: Running, link: str, as_stranger: Browser, who: str
) -> None:
    answer = log_in(as_stranger, link, who)
    assert answer.status_code == 302 and answer["Location"].startswith(link)
    assert "Tamme Puit" in as_stranger.get(link).content.decode()
    opening = TimelineEntry.objects.get(kind="contracts.opened.login")
    assert who not in str(opening.params) and opening.by is None


def test_a_stranger_is_told_in_words_and_sees_nothing(on: Running, link: str, as_stranger: Browser) -> None:
    answer = log_in(as_stranger, link, OLEG)
    html = answer.content.decode()
    assert answer.status_code == 403 and "these documents name neither you" in html
    assert "Tamme Puit" not in html and OLEG not in html
    assert "Tamme Puit" not in as_stranger.get(link).content.decode()


def test_who_gives_up_is_led_back(on: Running, link: str, as_stranger: Browser) -> None:
    answer = log_in(as_stranger, link, "cancel")
    html = answer.content.decode()
    assert answer.status_code == 409 and "You did not log in" in html and f"{link}?language=en" in html


@pytest.mark.parametrize(
    "kind",
    [
        "signature", "unsigned", "hmac", "issuer", "audience", "nonce", "no_nonce", "expired", "future",
        "none", "error", "garbage",
    ],
)  # fmt: skip
def test_no_token_is_believed_that_should_not_be(
    on: Running, link: str, as_stranger: Browser, kind: str
) -> None:
    on.has(kind)
    answer = log_in(as_stranger, link, MARI)
    assert answer.status_code == 409
    assert "did not confirm who you are" in answer.content.decode()
    assert "opened" not in as_stranger.cookies
    assert log_in(as_stranger, link, MARI).status_code == 302


def test_another_state_is_not_taken(on: Running, link: str, as_stranger: Browser) -> None:
    depart(as_stranger, link)
    other = depart(Browser(), link)
    answer = come_back(as_stranger, other, MARI)
    assert answer.status_code == 409 and "not begun on this page" in answer.content.decode()


def test_coming_back_without_having_left_shows_a_link_that_does_not_work(
    on: Running, db: None, as_stranger: Browser
) -> None:
    assert as_stranger.get(f"{BACK}?code=x&state=y").status_code == 404


def test_a_return_counts_once(on: Running, link: str, as_stranger: Browser) -> None:
    address = depart(as_stranger, link)
    kept = as_stranger.cookies["login"].value
    answer = requests.get(f"{address}&who={MARI}", allow_redirects=False, timeout=5)
    returned = f"{BACK}?{urlsplit(answer.headers['Location']).query}"
    assert as_stranger.get(returned).status_code == 302
    assert as_stranger.get(returned).status_code == 404  # the cookie of the login is gone
    thief = Browser()
    thief.cookies.load({"login": kept})
    assert thief.get(returned).status_code == 409  # and the provider takes a code once


def test_keys_that_changed_are_read_anew(on: Running, link: str, as_stranger: Browser) -> None:
    assert log_in(as_stranger, link, MARI).status_code == 302
    requests.post(f"{on.url}/_rotate", timeout=5)
    assert log_in(Browser(), link, MARI).status_code == 302


def test_recall_while_logging_in_ends_it(
    on: Running, link: str, as_stranger: Browser, ground: Ground
) -> None:
    from contracts.actions import recall

    address = depart(as_stranger, link)
    recall(package=Package.objects.get(), by=ground.user)
    assert come_back(as_stranger, address, MARI).status_code == 404


def test_while_the_provider_is_away_the_page_says_so(link: str, as_stranger: Browser, settings: Any) -> None:
    oidc.forget()
    settings.CLIENT_OIDC_ISSUER, settings.CLIENT_OIDC_CLIENT_ID = "http://127.0.0.1:1", "abilaud"
    answer = as_stranger.get(f"{link}login/?language=en")
    assert answer.status_code == 503 and "Try again a little later" in answer.content.decode()
    with pytest.raises(PassingError):
        identity.ping()


def test_an_issuer_that_names_another_is_not_believed(on: Running, settings: Any) -> None:
    settings.CLIENT_OIDC_ISSUER = on.url.replace("127.0.0.1", "localhost") + "/."
    with pytest.raises(OutsideTrouble):
        identity.ping()


def test_without_the_setting_there_is_no_login(link: str, as_stranger: Browser) -> None:
    assert "login/" not in as_stranger.get(link).content.decode()
    assert as_stranger.get(f"{link}login/").status_code == 404


def test_the_holder_of_a_power_of_attorney_held_here_is_named(ground: Ground) -> None:
    power = ground.sent(ground.wanted("main_user_poa")).authorisations.get()
    package = ground.sent(ground.wanted())
    assert not is_named(package, f"EE{KADRI}")
    Kind.objects.get(code="user_contract").also_by.add(power.kind)
    Authorisation.objects.filter(pk=power.pk).update(
        state="in_force", accepted_at=clock.now(), published_at=clock.now()
    )
    Authorisation.objects.filter(pk=power.pk).update(valid_from=None, valid_until=None)
    assert is_named(package, f"EE{KADRI}") and not is_named(package, f"EE{OLEG}")


def test_whose_part_in_a_power_has_ended_is_named_by_it_no_more(ground: Ground) -> None:
    power = ground.sent(ground.wanted("main_user_poa")).authorisations.get()
    package = ground.sent(ground.wanted())
    Kind.objects.get(code="user_contract").also_by.add(power.kind)
    now = clock.now()
    Authorisation.objects.filter(pk=power.pk).update(
        state="in_force", accepted_at=now, published_at=now, valid_from=None
    )
    today = workdays.today()
    for ended, last_day, named in ((None, None, True), (now, None, False), (None, today, True)):
        power.persons.update(ended_at=ended, last_day=last_day, end_reason="waived" if last_day else "")
        assert is_named(package, f"EE{KADRI}") is named
    power.persons.update(last_day=today - timedelta(days=1))
    assert not is_named(package, f"EE{KADRI}")


def test_whom_only_a_recalled_document_names_does_not_come_in(ground: Ground) -> None:
    package = ground.sent(ground.wanted(), ground.wanted("main_user_poa"))
    assert is_named(package, f"EE{KADRI}")
    recall_one(authorisation=package.authorisations.get(kind__code="main_user_poa"), by=package.drafted_by)
    assert not is_named(package, f"EE{KADRI}") and is_named(package, f"EE{MARI}")


def test_no_transaction_is_open_while_the_provider_is_asked(
    on: Running, link: str, as_stranger: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow provider must hold no connection of the database (the test itself has one transaction)."""
    seen = []
    asked = identity.start

    def asking(**values: str) -> identity.Started:
        with connection.cursor() as cursor:
            cursor.execute("SHOW transaction_read_only")
            seen.append((cursor.fetchone()[0], len(connection.savepoint_ids)))
        return asked(**values)

    monkeypatch.setattr(identity, "start", asking)
    depart(as_stranger, link)
    assert seen == [("off", 0)]


@pytest.mark.parametrize(("language", "word"), [("et", "Logi"), ("ru", "Войти"), ("en", "Log in")])
def test_the_login_is_offered_in_three_languages(
    on: Running, link: str, as_stranger: Browser, language: str, word: str
) -> None:
    with translation.override(language):
        assert word in as_stranger.get(link, {"language": language}).content.decode()


def test_doctor_says_how_the_login_stands(on: Running, settings: Any) -> None:
    def said() -> tuple[str, str]:
        return next((state, detail) for part, state, detail in health.parts() if part == "clients' login")

    assert said() == ("sample", "")
    settings.CLIENT_OIDC_ISSUER = "http://127.0.0.1:1"
    assert said() == ("failed", "identity_unreachable")
    settings.CLIENT_OIDC_ISSUER = ""
    assert said()[0] == "manual"


def test_where_the_page_has_a_host_of_its_own_the_login_comes_back_there(
    on: Running, link: str, as_stranger: Browser, settings: Any
) -> None:
    settings.CLIENT_PAGE_HOST = "leht.example"
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "leht.example"]
    answer = as_stranger.get(f"{link}login/", headers={"host": "leht.example"})
    asked = parse_qs(urlsplit(answer["Location"]).query)
    assert urlsplit(asked["redirect_uri"][0])[1:3] == ("leht.example", BACK)
    back = requests.get(f"{answer['Location']}&who={MARI}", allow_redirects=False, timeout=5)
    returned = f"{BACK}?{urlsplit(back.headers['Location']).query}"
    assert as_stranger.get(returned, headers={"host": "leht.example"}).status_code == 302
    page = as_stranger.get(link, headers={"host": "leht.example"})
    assert "Tamme Puit" in page.content.decode()
