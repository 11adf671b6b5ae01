"""A deadline stands still while the client is waited for, as the specialist lives it, by keyboard."""

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from desk import clock
from desk.enquiries.models import DeadlineChange
from desk.people.enums import Role
from desk.people.models import User
from desk.workdays import TALLINN
from tests.enquiries.world import asked

pytestmark = pytest.mark.browser


def when(text: str) -> None:
    clock.move(datetime.fromisoformat(text).replace(tzinfo=TALLINN) - clock.now())


def test_a_deadline_stands_still_goes_on_and_is_changed(
    page_for: Callable[..., Page], someone: Callable[..., User], live_url: str
) -> None:
    when("2026-11-16 10:00")
    riina = someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand")
    enquiry = asked(riina)
    page = page_for(riina, path=enquiry.get_absolute_url())
    deadline = page.locator("#deadline")
    expect(deadline).to_contain_text("23.11.2026 17:00")
    expect(deadline).to_contain_text("5 tööpäeva")

    # Without a reason it does not wait; with one the deadline stands still. The page is not loaded anew.
    page.evaluate("window.still = true")
    page.keyboard.press("o")
    reason = page.get_by_label("Mida oodatakse")
    expect(reason).to_be_visible()
    reason.select_option(label="Ootame kliendilt dokumenti")
    reason.press("Tab")
    page.keyboard.press("Enter")
    expect(deadline).to_contain_text("tähtaeg seisab")
    expect(deadline).to_contain_text("Ootame kliendilt dokumenti")
    expect(page.locator("#enquiry-facts")).to_contain_text("ootab klienti")
    assert page.evaluate("window.still")

    # Two working days later the client answers.
    when("2026-11-18 10:00")
    page.reload()
    expect(deadline).to_contain_text("Kui jätkata praegu, on tähtaeg 25.11.2026 17:00.")
    page.keyboard.press("j")
    expect(deadline.locator("time").first).to_have_text("25.11.2026 17:00")
    expect(page.locator("#enquiry-facts")).to_contain_text("töös")

    # The client agrees to a later day; that is written down.
    page.keyboard.press("e")
    page.get_by_label("Uus tähtpäev").fill("05.12.2026")
    page.get_by_label("Miks tähtaeg muutub").fill("Kliendiga kokku lepitud")
    page.keyboard.press("Enter")
    expect(deadline.locator("time").first).to_have_text("07.12.2026 17:00")
    deadline.get_by_text("Muutunud 2 korda").click()
    expect(deadline).to_contain_text("Kliendiga kokku lepitud")
    assert DeadlineChange.objects.filter(by=riina).count() == 1

    # It is late, and the list says so.
    when("2026-12-08 10:00")
    page.goto("/enquiries/?due=late")
    expect(page.get_by_role("row").filter(has_text=enquiry.number)).to_contain_text("tähtaja ületanud")
