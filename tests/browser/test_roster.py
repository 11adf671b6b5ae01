"""The head plans a week by keyboard, copies it, and a specialist takes a break; what others see follows."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from desk.people import roster
from desk.people.models import Presence, Shift
from desk.people.reference import seed_reference
from tests.browser.telephone import settled
from tests.conftest import Actor
from tests.people.conftest import MONDAY, spans

pytestmark = pytest.mark.browser


class Settled:
    """Keys that are pressed once the page is ready for them, as a person does who looks at it."""

    def __init__(self, page: Page) -> None:
        self.page, self.type = page, page.keyboard.type

    def press(self, key: str) -> None:
        settled(self.page)
        self.page.keyboard.press(key)


def test_the_head_plans_a_week_by_keyboard_and_copies_it(
    as_head: Actor, as_specialist: Actor, page_for: Any
) -> None:
    page = page_for(as_head.user, path=f"/people/roster/?week={roster.week_name(MONDAY)}")
    keys = Settled(page)
    row = page.locator("tbody", has_text="Riina Rand")
    row.get_by_role("link").first.focus()
    keys.press("Enter")
    expect(row.get_by_label("Kellaajad")).to_be_focused()
    keys.type("8.30-12")
    keys.press("Enter")
    expect(row).to_contain_text("08:30–12:00")
    # The same cell is ready for the afternoon, which goes on to Friday.
    expect(row.get_by_role("link").first).to_be_focused()
    keys.press("ArrowRight")
    keys.press("ArrowLeft")
    keys.press("Enter")
    expect(row.get_by_label("Kellaajad").first).to_be_focused()
    for _stop in ("duty", "change", "remove", "new hours"):
        keys.press("Tab")
    expect(row.get_by_label("Kellaajad").last).to_be_focused()
    keys.type("12:30-17")
    keys.press("Tab")
    keys.type("lett")
    keys.press("Tab")
    keys.press("Space")
    keys.press("Enter")
    expect(row).to_contain_text("5 vahetust")
    assert spans(Shift.objects.all())[:2] == ["08.03 08:30–12:00", "08.03 12:30–17:00"]

    # What the database refuses is said where it was typed, and can be given up.
    keys.press("Enter")
    expect(row.get_by_label("Kellaajad").first).to_be_focused()
    keys.press("Control+a")
    keys.type("8.30-13")
    keys.press("Enter")
    expect(row.get_by_role("alert")).to_contain_text("12:30–17:00")
    expect(row.get_by_label("Kellaajad").first).to_be_focused()
    keys.press("Escape")
    expect(row.get_by_label("Kellaajad")).to_have_count(0)

    keys.press("c")
    expect(page.get_by_role("heading", level=1)).to_contain_text("15.03")
    expect(page.locator("tbody", has_text="Riina Rand")).to_contain_text("08:30–12:00")
    assert Shift.objects.count() == 12


def test_a_break_is_taken_in_two_keys_and_others_see_it_at_once(
    as_specialist: Actor, as_senior: Actor, page_for: Any
) -> None:
    seed_reference()
    page = page_for(as_specialist.user, path="/style/")
    other = page_for(as_senior.user, path="/people/here/")
    expect(other.locator("body")).to_have_attribute("data-stream", "up")
    expect(page.get_by_role("button", name="Märgi mind vabaks")).to_be_visible()
    page.keyboard.press("s")
    expect(other.get_by_role("listitem").filter(has_text="Riina Rand")).to_contain_text("vaba")
    expect(page.get_by_role("status").filter(has_text="Vaba")).to_be_visible()
    page.keyboard.press("b")
    page.keyboard.press("1")
    expect(other.get_by_role("listitem").filter(has_text="Riina Rand")).to_contain_text("Lõuna")
    expect(page.get_by_role("status").filter(has_text="Lõuna")).to_be_visible()
    assert Presence.objects.open().get(user=as_specialist.user).reason is not None
    # A busy machine may skip a second.
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"0:(0[2-9]|1\d)"))
