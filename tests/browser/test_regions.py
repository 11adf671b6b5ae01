"""What draws itself anew on an open page: no push is lost, and nobody's hand or text is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from desk import clock, live
from desk.people.actions import ask_of
from desk.people.enums import Role
from desk.people.models import BreakReason, User
from tests.enquiries.faulty import NAMES, fault

pytestmark = pytest.mark.browser

BANNER = "**/enquiries/faults/banner/"
OWED = "**/people/owed/panel/"
PRESENCE = "**/people/presence/"


class OnTheWay:
    """Answers to an address that are drawn, and then stay on the way until the test lets them come."""

    def __init__(self, page: Page, address: str) -> None:
        self.drawn: list[tuple[Route, APIResponse]] = []
        self.page, self.holds = page, True
        page.route(address, self._hold)

    def _hold(self, route: Route) -> None:
        if self.holds and route.request.method == "GET":
            self.drawn.append((route, route.fetch()))
        else:
            route.continue_()

    def wait(self) -> None:
        while not self.drawn:
            self.page.wait_for_timeout(20)

    def come(self) -> None:
        self.holds = False
        for route, answer in self.drawn:
            route.fulfill(response=answer)


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand")


@pytest.fixture
def valve(someone: Callable[..., User], live_url: str) -> User:
    return someone("juht", Role.HEAD, first_name="Valve", last_name="Vaher")


def up(page: Page) -> Page:
    expect(page.locator("body")).to_have_attribute("data-stream", "up")
    return page


def owes(who: User, text: str) -> None:
    ask_of(owner=who, text=text, due_at=clock.now() + timedelta(hours=2), by=who)


def test_a_panel_that_was_put_in_later_hears_its_own_push(page_for: Callable[..., Page], riina: User) -> None:
    page = up(page_for(riina))
    panel = page.locator("section:has(#owed-panel)")
    expect(panel).to_contain_text("Praegu ei ole midagi teha")
    owes(riina, "Helista vallavalitsusse")
    expect(panel).to_contain_text("Helista vallavalitsusse")


def test_what_is_pushed_while_a_panel_is_on_its_way_is_not_lost(
    page_for: Callable[..., Page], riina: User
) -> None:
    page = page_for(riina, path="")
    way = OnTheWay(page, OWED)
    page.goto("/")
    up(page)
    way.wait()
    owes(riina, "Helista vallavalitsusse")
    page.wait_for_timeout(200)  # the push is there before the panel is
    way.come()
    expect(page.locator("section:has(#owed-panel)")).to_contain_text("Helista vallavalitsusse")


def test_an_answer_from_before_the_deed_does_not_undo_it(
    page_for: Callable[..., Page], riina: User, valve: User
) -> None:
    fault(valve)
    page = up(page_for(riina, path="/clients/"))
    banner = page.locator("#fault-banner")
    expect(banner).to_contain_text(NAMES["et"])
    way = OnTheWay(page, BANNER)
    live.announce("fault")
    way.wait()
    banner.get_by_role("button", name="Peida").click()
    expect(banner).not_to_contain_text(NAMES["et"])
    way.come()
    page.wait_for_timeout(300)
    expect(banner).not_to_contain_text(NAMES["et"])


def test_an_open_menu_stays_under_the_hand(page_for: Callable[..., Page], riina: User) -> None:
    for position, (code, et) in enumerate((("lunch", "Lõuna"), ("rest", "Puhkepaus"))):
        BreakReason.objects.create(code=code, name_et=et, name_en=code, position=position)
    page = up(page_for(riina))
    expect(page.get_by_text("Ei ole veel tööl")).to_be_visible()
    page.keyboard.press("b")
    lunch = page.get_by_role("button", name="Lõuna")
    expect(lunch).to_be_visible()
    with page.expect_response(PRESENCE):
        live.push([riina.pk], "presence", 1)
    page.wait_for_timeout(100)
    expect(lunch).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_text("Pausil: Lõuna")).to_be_visible()


def test_the_focus_stays_where_it_was(page_for: Callable[..., Page], riina: User, valve: User) -> None:
    fault(valve)
    page = up(page_for(riina, path="/clients/"))
    hide = page.locator("#fault-banner").get_by_role("button", name="Peida")
    hide.focus()
    with page.expect_response(BANNER):
        live.announce("fault")
    page.wait_for_timeout(100)
    expect(hide).to_be_focused()
