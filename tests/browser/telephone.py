"""The telephone of the browser tests: a line, the exchange, and how a day at it begins."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from desk.calls import actions
from tests.simulators.exchange import Running, start

TOKEN = "line-token-of-the-browser-tests"


class Keys:
    """A keyboard that counts what is pressed besides the text; each key of a chord counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, keys: str) -> None:
        self.pressed += len(keys.split("+"))
        self.page.keyboard.press(keys)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)


def in_hand(page: Page, field: str) -> None:
    """The page itself has put the hand into this field."""
    expect(page.locator(f"#{field}")).to_be_focused()


@contextmanager
def exchange_before(desk: str) -> Iterator[Running]:
    """An exchange whose only line leads to the desk at this address."""
    actions.open_line(name="Klienditugi", number="+3726625999", token=TOKEN, by=None)
    running = start(desk, TOKEN, poll=0.2)
    yield running
    running.stop()


def comes_to_work(page: Page) -> None:
    """The person says by key that calls may come."""
    expect(page.get_by_text("Ei ole veel tööl")).to_be_visible()
    page.keyboard.press("s")
    expect(page.get_by_text("alates")).to_be_visible()


def settled(page: Page) -> None:
    """Wait until htmx has wired what it put in: a key that comes before would send the form the plain way."""
    busy = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"
    expect(page.locator(busy)).to_have_count(0)
