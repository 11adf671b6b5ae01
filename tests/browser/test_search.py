"""The search box by keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from desk.clients.models import Client
from desk.enquiries.reference import seed_reference
from desk.people.enums import Role
from desk.people.models import User
from tests.clients.world import tamme_puit

pytestmark = pytest.mark.browser


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")


@pytest.fixture
def puit(riina: User) -> Client:
    seed_reference()
    return tamme_puit(riina)


def test_a_name_with_slips_is_found_and_opened_by_keyboard(
    page_for: Callable[..., Page], riina: User, puit: Client
) -> None:
    page = page_for(riina)
    page.keyboard.press("Control+k")
    page.keyboard.type("tame puiit")
    hits = page.locator("#search-results")
    expect(hits.get_by_role("link", name="Tamme Puit OÜ")).to_be_visible()
    assert hits.locator("mark").all_text_contents() == ["Tamme", "Puit"]
    expect(hits.get_by_role("status")).to_have_text("Leitud: 1")

    page.keyboard.press("ArrowDown")
    expect(hits.get_by_role("link", name="Tamme Puit OÜ")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#search-text")).to_be_focused()
    page.keyboard.press("Escape")
    expect(hits).to_be_hidden()


def test_enter_opens_the_first_hit_also_before_it_has_come(
    page_for: Callable[..., Page], riina: User, puit: Client
) -> None:
    page = page_for(riina)
    page.keyboard.press("Control+k")
    page.keyboard.type("5550 0001")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/clients/{puit.pk}/")
    page.keyboard.press("Control+k")
    page.keyboard.type("kedagi pole")
    page.keyboard.press("Enter")
    expect(page.locator("#search-results").get_by_role("status")).to_have_text("Midagi ei leitud.")


def test_more_of_one_room_stands_on_a_page_of_its_own(page_for: Callable[..., Page], riina: User) -> None:
    Client.objects.bulk_create(Client(kind="organisation", name=f"Kase {n} Talu") for n in range(10, 30))
    page = page_for(riina)
    page.keyboard.press("Control+k")
    page.keyboard.type("talu kase")
    expect(page.locator("#search-results li")).to_have_count(8)
    for _step in range(9):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Otsi")
    expect(page.locator("main li")).to_have_count(20)
