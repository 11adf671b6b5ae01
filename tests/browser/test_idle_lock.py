"""A specialist is called away from the desk: nothing can be seen, and nothing that was typed is lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page, expect

from desk import clock
from desk.enquiries.models import Enquiry
from desk.enquiries.reference import seed_reference
from desk.login import standing
from desk.login.enums import Way
from desk.login.models import Session
from desk.people.enums import Role
from desk.people.models import User
from tests.browser.conftest import wait_for
from tests.browser.patience import ready
from tests.browser.test_user_guide import take

pytestmark = pytest.mark.browser

FIXTURES = (take,)  # pytest finds it by this name
TEN = timedelta(minutes=10)
TEXT = "Soovime portaali kasutama hakata, aga volikiri on veel allkirjastamata."


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    seed_reference()
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")


@pytest.fixture
def at_the_desk(page_for: Callable[..., Page], riina: User) -> Callable[[str], Page]:
    """A page of Riina, who has logged in, with a clock that the test moves."""

    def open_page(path: str) -> Page:
        page = page_for(riina, path="")
        page.context.clock.install()
        cookie = next(each for each in page.context.cookies() if each["name"] == "sessionid")
        data = SessionStore(cookie["value"])
        data[standing.KEY] = Session.objects.create(user=riina, way=Way.DEMO).pk
        data.save()
        page.goto(path)
        return page

    return open_page


def leave(page: Page, by: timedelta = TEN) -> None:
    """Time passes before the page and in the database, and nobody does anything."""
    clock.move(by)
    page.context.clock.fast_forward(int(by.total_seconds() * 1000))


def lock(page: Page) -> Any:
    return page.get_by_role("dialog", name="Töölaud on lukus")


def unlock(page: Page, password: str = "abilaud-demo") -> None:
    lock(page).get_by_label("Parool").fill(password)
    lock(page).get_by_role("button", name="Ava lukust", exact=True).click()


def test_what_was_typed_is_there_after_the_lock_and_can_be_saved(
    at_the_desk: Callable[[str], Page], take: Callable[[Page, str], None]
) -> None:
    page = at_the_desk("/enquiries/new/")
    page.get_by_label("Teema").select_option(label="Kasutuslepingu sõlmimine")
    page.get_by_label("Küsimus").fill(TEXT)
    title = page.title()

    leave(page, timedelta(minutes=9, seconds=5))
    expect(page.get_by_role("alert").filter(has_text="minuti pärast")).to_be_visible()
    leave(page, timedelta(seconds=55))
    expect(lock(page)).to_be_visible()
    expect(lock(page)).to_contain_text("Riina Rand")
    expect(lock(page).get_by_label("Parool")).to_be_visible()
    take(page, "guide-lock")
    expect(page).not_to_have_title(title)
    expect(page.get_by_text(TEXT)).not_to_be_visible()
    expect(page.get_by_role("textbox", name="Küsimus")).to_have_count(0)  # nor for a screen reader
    wait_for(lambda: Session.objects.get().locked_at)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    lock(page).get_by_role("button", name="Logi välja").focus()
    for key in ("1", "?"):  # keys of the page below
        page.keyboard.press(key)
    expect(lock(page)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(1)
    assert page.url.endswith("/enquiries/new/")

    unlock(page, "vale parool")
    expect(lock(page).get_by_role("alert").filter(has_text="Parool ei ole õige")).to_be_visible()
    unlock(page)
    expect(lock(page)).to_be_hidden()
    expect(page).to_have_title(title)
    expect(page.get_by_label("Küsimus")).to_have_value(TEXT)
    page.get_by_role("button", name="Ava pöördumine").click()
    wait_for(lambda: Enquiry.objects.filter(question=TEXT).exists())


def test_a_form_that_met_the_lock_of_the_server_is_sent_after_it(at_the_desk: Callable[[str], Page]) -> None:
    page = at_the_desk("/enquiries/new/")
    page.get_by_label("Teema").select_option(label="Kasutuslepingu sõlmimine")
    page.get_by_label("Küsimus").fill(TEXT)
    clock.move(TEN)  # the browser's own clock stands still: as after a lost connection
    page.get_by_role("button", name="Ava pöördumine").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Töölaud on lukus")
    expect(page.get_by_text("on alles ja saadetakse")).to_be_visible()
    assert not Enquiry.objects.exists()
    page.get_by_label("Parool").fill("abilaud-demo")
    page.get_by_role("button", name="Ava lukust").click()
    wait_for(lambda: Enquiry.objects.filter(question=TEXT).exists())
    assert Enquiry.objects.count() == 1


def test_a_part_of_a_page_that_meets_the_lock_raises_the_layer(at_the_desk: Callable[[str], Page]) -> None:
    page = at_the_desk("/enquiries/new/")
    page.get_by_label("Küsimus").fill(TEXT)
    clock.move(TEN)
    page.evaluate("document.body.dispatchEvent(new CustomEvent('live:notice'))")
    expect(lock(page)).to_be_visible()
    unlock(page)
    expect(page.get_by_label("Küsimus")).to_have_value(TEXT)


def test_what_was_asked_for_behind_the_lock_is_asked_again_after_it(
    at_the_desk: Callable[[str], Page],
) -> None:
    page = at_the_desk("/clients/")
    expect(page.locator("body")).to_have_attribute("data-stream", "up")
    ready(page)  # what the page asks for by itself has come
    clock.move(TEN)
    page.get_by_label("Nimi, kood, telefon või e-post").fill("olematu")
    expect(lock(page)).to_be_visible()
    unlock(page)
    expect(page.get_by_label("Nimi, kood, telefon või e-post")).to_have_value("olematu")
    expect(page.get_by_text("Klienti ei leitud.")).to_be_visible()


def test_all_pages_of_a_browser_lock_and_open_together(at_the_desk: Callable[[str], Page]) -> None:
    page = at_the_desk("/enquiries/new/")
    other = page.context.new_page()
    other.goto("/clients/")
    page.get_by_label("Küsimus").fill(TEXT)
    leave(page)
    expect(lock(page)).to_be_visible()
    expect(lock(other)).to_be_visible()
    wait_for(lambda: Session.objects.get().locked_at)
    third = page.context.new_page()
    third.goto("/orders/")
    expect(third.get_by_role("heading", level=1)).to_have_text("Töölaud on lukus")
    unlock(other)
    expect(lock(other)).to_be_hidden()
    expect(lock(page)).to_be_hidden()
    expect(page.get_by_label("Küsimus")).to_have_value(TEXT)
    third.clock.run_for(3500)
    third.wait_for_url("**/orders/")


def test_whoever_leaves_the_seat_locks_by_hand(at_the_desk: Callable[[str], Page]) -> None:
    page = at_the_desk("/clients/")
    page.get_by_label("Kasutaja Riina Rand menüü").or_(page.locator(".menu summary").last).first.click()
    page.get_by_role("button", name="Lukusta kohe").click()
    expect(lock(page)).to_be_visible()
    wait_for(lambda: Session.objects.get().locked_at)


def test_going_back_after_logging_out_shows_nothing(at_the_desk: Callable[[str], Page]) -> None:
    page = at_the_desk("/clients/")
    page.goto("/enquiries/")
    page.locator(".menu summary").last.click()
    page.get_by_role("button", name="Logi välja").click()
    page.wait_for_url("**/login/**")
    page.go_back()
    expect(page.get_by_role("navigation", name="Põhimenüü")).to_have_count(0)
    page.wait_for_url("**/login/**")
