"""From a missed call to the callback that reaches, logging by hand, a pressed number: by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from desk.calls.enums import CallbackState, State
from desk.calls.models import Call, Callback, Dial
from desk.people.actions import set_presence
from desk.people.enums import PresenceState, Role
from desk.people.models import User
from tests.browser.conftest import wait_for
from tests.browser.telephone import settled
from tests.calls import world

pytestmark = pytest.mark.browser


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    user = someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")
    world.opened(user)
    return user


def test_a_missed_call_is_called_back_and_reached(page_for: Callable[..., Page], riina: User) -> None:
    for minutes in (50, 40, 12):
        world.missed(minutes_ago=minutes)
    world.missed("", 5)
    page = page_for(riina, path="/calls/missed/")
    row = page.get_by_role("row").filter(has_text="Mari Tamm")
    expect(row).to_contain_text("5550 0001")
    expect(row).to_contain_text("Tamme Puit OÜ")

    page.keyboard.press("c")
    expect(page.get_by_role("heading", level=1)).to_have_text("Helista tagasi: 5550 0001")
    expect(page.get_by_role("link", name="Helista: 5550 0001")).to_have_attribute("href", f"tel:{world.MARI}")

    page.keyboard.press("s")
    expect(page.get_by_text("Katse 2 / 3")).to_be_visible()
    expect(page.get_by_text("ei vastanud").first).to_be_visible()

    page.keyboard.press("r")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kõne: 5550 0001")
    callback = Callback.objects.get()
    assert callback.state == CallbackState.REACHED
    assert callback.attempts.count() == 2

    page.goto("/calls/missed/")
    expect(page.get_by_role("row").filter(has_text="Mari Tamm")).to_have_count(0)
    expect(page.get_by_role("row").filter(has_text="varjatud number")).to_have_count(1)


def test_many_missed_calls_are_closed_at_once_by_keyboard(page_for: Callable[..., Page], riina: User) -> None:
    for last in range(1, 5):
        world.missed(f"+3725550010{last}", 10 + last)
    page = page_for(riina, path="/calls/missed/")
    page.keyboard.press("s")
    expect(page.get_by_role("checkbox").first).to_be_checked()
    page.keyboard.press("o")
    page.keyboard.type("v")  # the list jumps to "vale number"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("4 kõnet on käsitletud.")).to_be_visible()
    expect(page.get_by_text("Keegi ei oota tagasihelistamist.")).to_be_visible()


def test_a_time_is_promised_from_the_grid(page_for: Callable[..., Page], riina: User) -> None:
    call = world.missed()
    page = page_for(riina, path=f"/calls/{call.pk}/callback/")
    free = page.get_by_role("button", name="2 vaba kohta").last
    free.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tagasihelistamine on kavandatud.")).to_be_visible()
    assert Callback.objects.get().owner is None


def test_logging_by_hand_takes_two_keys_beyond_the_number(page_for: Callable[..., Page], riina: User) -> None:
    set_presence(user=riina, state=PresenceState.AVAILABLE, by=riina)
    page = page_for(riina, path="/clients/")
    page.keyboard.press("l")
    expect(page.get_by_label("Telefoninumber")).to_be_focused()
    page.keyboard.type("5550 0001")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kõne: 5550 0001")
    expect(page.get_by_text("Mari Tamm").first).to_be_visible()
    assert Call.objects.get().state == State.ANSWERED


def test_paper_notes_are_written_one_after_another(page_for: Callable[..., Page], riina: User) -> None:
    page = page_for(riina, path="/calls/log/")
    for number, start in (("5550 0001", "09:30"), ("", "09:50")):
        page.get_by_label("Telefoninumber").fill(number)
        page.locator("summary", has_text="Paberile kirja pandud").click()
        page.get_by_label("Algas").fill(f"2026-03-05T{start}")
        page.get_by_label("või kestis, minutit").fill("6")
        page.get_by_role("button", name="Salvesta ja järgmine").click()
        expect(page.get_by_text("Kirjuta järgmine.")).to_be_visible()
    assert Call.objects.filter(noted_later=True, state=State.WRAP_UP).count() == 2
    page.goto("/calls/")
    expect(page.get_by_text("tagantjärele").first).to_be_visible()


def test_a_pressed_number_waits_for_its_call(page_for: Callable[..., Page], riina: User) -> None:
    world.missed()
    page = page_for(riina, path="/calls/missed/")
    page.get_by_role("link", name="Helista: 5550 0001").click()
    expect(page.get_by_text("Valitud", exact=True)).to_be_visible()
    wait_for(lambda: Dial.objects.filter(number=world.MARI, call=None).exists())
    settled(page)
    page.keyboard.press("z")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kõne: 5550 0001")
    assert Call.objects.get(direction="out").state == State.ANSWERED
