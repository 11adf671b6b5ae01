"""A call rings at the exchange: the board of the head and the screen on the wall know it by themselves."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from django.conf import settings
from playwright.sync_api import Locator, Page, expect

from desk.calls import actions
from desk.calls.models import Call
from desk.people.enums import Role
from desk.people.models import User
from stats.goals import seed_goals
from tests.browser.telephone import TOKEN
from tests.conftest import Actor

pytestmark = pytest.mark.browser


class Exchange:
    """The exchange in a process of its own, as the desk knows it."""

    def __init__(self, desk: str) -> None:
        actions.open_line(name="Klienditugi", number="+3726625999", token=TOKEN, by=None)
        command = [sys.executable, "-m", "tests.simulators.exchange", "--port", "0", "--desk", desk]
        command += ["--token", TOKEN, "--poll", "0.2"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=settings.BASE_DIR)
        assert self.process.stdout is not None
        found = re.search(r"http://\S+", self.process.stdout.readline())
        assert found is not None
        self.url = found[0]

    def ring(self, caller: str) -> str:
        """Somebody calls; the exchange's own name of the call."""
        said = requests.post(f"{self.url}/call", json={"from": caller}, timeout=10)
        call: dict[str, Any] = said.json()
        return str(call["id"])

    def hang_up(self, call_id: str) -> None:
        requests.post(f"{self.url}/calls/{call_id}/hangup", json={}, timeout=10)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture
def exchange(live_url: str) -> Iterator[Exchange]:
    running = Exchange(live_url)
    yield running
    running.stop()


@pytest.fixture
def riina(someone: Callable[..., User]) -> User:
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand")


def tile(page: Page, label: str) -> Locator:
    return page.get_by_role("link", name=re.compile(rf"{label}( \(.*\))?$"))


def on_the_wall(page: Page, label: str) -> Locator:
    """The value that stands under this label on the wall."""
    return page.locator("dl > div").filter(has=page.get_by_role("term").filter(has_text=label)).locator("dd")


def up(page: Page) -> Page:
    """The page listens."""
    expect(page.locator("body")).to_have_attribute("data-stream", "up")
    page.evaluate("window.neverLeft = true")
    return page


def test_a_call_is_seen_on_the_board_and_on_the_wall_without_reloading(
    as_head: Actor, riina: User, page_for: Callable[..., Page], exchange: Exchange
) -> None:
    seed_goals()
    board = up(page_for(as_head.user, path="/board/"))
    wall = up(page_for(riina, path="/board/wall/"))
    expect(tile(board, "ootab praegu")).to_contain_text("0")
    expect(on_the_wall(wall, "ootab praegu")).to_contain_text("keegi ei oota")
    expect(wall.get_by_text("keegi pole valmis")).to_be_visible()
    formulas = board.get_by_role("group").filter(has_text="Kuidas seda arvutatakse: Kõned")
    formulas.get_by_text("Kuidas seda arvutatakse").click()
    expect(board.get_by_text("20 s jooksul").first).to_be_visible()

    call = exchange.ring("+37255500001")
    expect(tile(board, "ootab praegu")).to_contain_text("1")
    expect(on_the_wall(wall, "ootab praegu")).to_contain_text("1")
    exchange.hang_up(call)
    expect(tile(board, "loobutud")).to_contain_text("1")
    expect(on_the_wall(wall, "loobutud")).to_contain_text("1")
    expect(on_the_wall(wall, "ootab praegu")).to_contain_text("keegi ei oota")
    assert board.evaluate("window.neverLeft") and wall.evaluate("window.neverLeft")
    expect(board.get_by_text("20 s jooksul").first).to_be_visible()


def test_from_a_number_of_the_board_to_the_call_that_it_counts(
    as_head: Actor, page_for: Callable[..., Page], exchange: Exchange
) -> None:
    page = up(page_for(as_head.user, path="/board/"))
    exchange.hang_up(exchange.ring("+37255500001"))
    expect(tile(page, "loobutud")).to_contain_text("1")
    tile(page, "loobutud").click()
    call = Call.objects.get()
    page.get_by_role("link", name=f"K-{call.pk}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kõne: 5550 0001")


def test_the_wall_says_when_what_it_shows_is_old(riina: User, page_for: Callable[..., Page]) -> None:
    page = page_for(riina, path="")
    page.clock.install()
    page.route("**/live/", lambda route: route.abort())
    page.goto("/board/wall/")
    expect(page.get_by_role("status")).to_have_text("Otseühendust pole: küsitakse iga 15 sekundi järel")
    old = page.get_by_role("alert")
    expect(old).to_be_hidden()
    # Nothing is told any more.
    page.route("**/board/wall/", lambda route: route.fulfill(status=204))
    page.clock.fast_forward(61_000)
    expect(old).to_contain_text("Need arvud on vanad")
    page.unroute("**/board/wall/")
    page.clock.fast_forward(16_000)
    expect(old).to_be_hidden()


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720)])
def test_the_wall_fits_the_screen_and_is_left_by_key(
    riina: User, page_for: Callable[..., Page], size: tuple[int, int]
) -> None:
    page = page_for(riina, path="/board/wall/", viewport={"width": size[0], "height": size[1]})
    expect(page.get_by_role("heading", level=1)).to_have_text("Klienditeenindus praegu")
    wide, tall = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    assert (wide, tall) <= size
    cut = page.evaluate(
        "[...document.querySelectorAll('.wall__tile')].filter(t => t.scrollWidth > t.clientWidth + 1"
        " || t.scrollHeight > t.clientHeight + 1).map(t => t.textContent)"
    )
    assert not cut
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"/$"))
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Klienditeenindus praegu")
