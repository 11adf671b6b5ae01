"""A member of staff comes in by the state's login service, and leaves by it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, expect

from desk import oidc
from desk.login.models import LoginEvent, Session
from desk.people.enums import Role
from tests.login.played import RIINA, SECRET, known
from tests.simulators.identity import Running, registered, start

pytestmark = pytest.mark.browser

OPEN = Callable[..., Page]


@pytest.fixture
def state(settings: Any, live_url: str) -> Iterator[Running]:
    """TARA and GovSSO know this desk's addresses and no other."""
    running = start("abilaud", SECRET, desk=live_url)
    registered(running.state, live_url)
    oidc.forget()
    for way, issuer in (("TARA", running.tara), ("GOVSSO", running.govsso)):
        setattr(settings, f"{way}_ISSUER", issuer)
        setattr(settings, f"{way}_CLIENT_ID", "abilaud")
        setattr(settings, f"{way}_CLIENT_SECRET", SECRET)
    yield running
    running.stop()


@pytest.fixture
def riina(someone: Any) -> None:
    known(someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand"), RIINA)


def press(page: Page, name: str) -> None:
    """Go there by the keyboard alone, as far as it takes, and press Enter."""
    wanted = page.get_by_role("link", name=name, exact=True).or_(
        page.get_by_role("button", name=name, exact=True)
    )
    expect(wanted.first).to_be_visible()
    for _time in range(60):
        page.keyboard.press("Tab")
        if wanted.first.evaluate("it => it === document.activeElement"):
            break
    page.keyboard.press("Enter")


def test_a_specialist_comes_in_by_tara_without_a_mouse(page_for: OPEN, state: Running, riina: None) -> None:
    page = page_for(None, path="/enquiries/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Logi sisse")
    press(page, "Logi sisse TARA kaudu")
    expect(page.get_by_role("heading", level=1)).to_have_text("Test login")
    press(page, "Riina Rand")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pöördumised")
    expect(page).to_have_url(re.compile(r"/enquiries/$"))  # where she was going
    expect(page.locator(".menu__name")).to_have_text("Riina Rand")
    # No word of the login stays in the browser's address or storage.
    assert page.evaluate("Object.keys(localStorage).length + document.cookie.length") == 0


def test_a_person_whom_nobody_entered_is_told_whom_to_ask(
    page_for: OPEN, state: Running, riina: None
) -> None:
    page = page_for(None, path="/login/")
    page.get_by_role("link", name="Logi sisse TARA kaudu").click()
    page.get_by_role("link", name="Eid2016 Testnumber", exact=True).click()
    expect(page.get_by_role("heading", name="Te ei ole sisse logitud")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("ühelgi kasutajal ei ole Teie isikukoodi")
    expect(page.get_by_text("Pöörduge oma asutuse Abilaua administraatori poole")).to_be_visible()
    page.get_by_role("link", name="Tagasi sisselogimise lehele").click()
    expect(page.get_by_role("link", name="Logi sisse GovSSO kaudu")).to_be_visible()
    page.goto("/enquiries/")
    expect(page).to_have_url(re.compile(r"/login/"))
    assert LoginEvent.objects.newest()[0].reason == "unknown_person"


def test_whoever_gives_up_begins_again(page_for: OPEN, state: Running, riina: None) -> None:
    page = page_for(None, path="/enquiries/")
    page.get_by_role("link", name="Logi sisse GovSSO kaudu").click()
    page.get_by_role("link", name="Give up").click()
    expect(page.get_by_role("alert")).to_contain_text("Te ei loginud sisse")
    page.get_by_role("link", name="Tagasi sisselogimise lehele").click()
    page.get_by_role("link", name="Logi sisse TARA kaudu").click()
    page.get_by_role("link", name="Mobile-ID: Rand Riina").click()
    expect(page).to_have_url(re.compile(r"/enquiries/$"))


def test_a_logout_of_govsso_elsewhere_ends_the_session_here(
    page_for: OPEN, state: Running, riina: None
) -> None:
    page = page_for(None, path="/login/")
    page.get_by_role("link", name="Logi sisse GovSSO kaudu").click()
    page.get_by_role("link", name="Riina Rand").click()
    expect(page.locator(".menu__name")).to_have_text("Riina Rand")
    requests.post(f"{state.govsso}/elsewhere", timeout=10)
    assert Session.objects.get().why == "elsewhere"
    # The open page goes there by itself.
    expect(page.get_by_role("heading", level=1)).to_have_text("Logi sisse")
    expect(page.get_by_text("autentimisteenuses välja logitud")).to_be_visible()


def test_whoever_came_by_govsso_leaves_it_by_leaving_the_desk(
    page_for: OPEN, state: Running, riina: None
) -> None:
    page = page_for(None, path="/login/")
    page.get_by_role("link", name="Logi sisse GovSSO kaudu").click()
    page.get_by_role("link", name="Riina Rand").click()
    page.locator(".menu summary").filter(has_text="Riina Rand").click()
    page.get_by_role("button", name="Logi välja").click()
    # The page that leads on to GovSSO sends its form by itself, and GovSSO leads back.
    expect(page.get_by_role("link", name="Logi sisse GovSSO kaudu")).to_be_visible()
    assert not state.state.houses["/govsso"].sessions
    page.get_by_role("link", name="Logi sisse GovSSO kaudu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Test login")  # it asks who comes
