"""A threatening caller, by keyboard: the warning, the end, the break, and what the next one sees."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from desk.calls import reference as calls_reference
from desk.calls.models import Call
from desk.calls.reference import WARNS
from desk.clients.models import Caution
from desk.enquiries.reference import seed_reference
from desk.people import reference as people_reference
from desk.people.enums import Role
from desk.people.models import Notice, User
from tests.browser.conftest import wait_for
from tests.browser.telephone import comes_to_work, exchange_before
from tests.simulators.exchange import Running

pytestmark = pytest.mark.browser


@pytest.fixture
def exchange(live_url: str) -> Iterator[Running]:
    with exchange_before(live_url) as running:
        yield running


def test_a_threatening_caller_is_warned_and_the_call_ended(
    page_for: Callable[..., Page], someone: Callable[..., User], exchange: Running
) -> None:
    for seeds in (seed_reference, calls_reference.seed_reference, people_reference.seed_reference):
        seeds()
    head = someone("juht", Role.HEAD)
    riina = someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")
    page = page_for(riina)
    comes_to_work(page)
    exchange.state.ring_in("+37255500009")
    expect(page.get_by_role("region", name="Helistab 5550 0009")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Ähvardav või solvav helistaja")).to_be_visible()
    page.keyboard.press("Escape")

    page.keyboard.press("!")
    protocol = page.get_by_role("group", name="Ähvardav või solvav helistaja")
    expect(protocol).to_contain_text(WARNS["et"])
    page.keyboard.press("!")
    expect(protocol.get_by_role("button", name="Lõpeta kõne")).to_be_visible()
    page.keyboard.press("!")
    expect(page.get_by_text("Pane toru ära: sellega on kõne lõpetatud.")).to_be_visible()
    exchange.state.hang_up(exchange.state.seen()[0]["id"])
    expect(page.locator("#call-state")).to_contain_text("lõpetatud")
    expect(page.get_by_role("button", name="Tee lühike paus")).to_be_visible()
    page.keyboard.press("!")
    expect(page.get_by_text("Oled pausil.")).to_be_visible()

    wait_for(lambda: Call.objects.get().state == "closed")
    call = Call.objects.get()
    assert call.outcome is not None
    assert (call.outcome.code, Caution.objects.get().number) == ("abuse", "+37255500009")
    assert Notice.objects.filter(user=head, kind="calls.abuse").count() == 1

    other = someone("spetsialist2", Role.SPECIALIST, first_name="Margus", last_name="Mets", extension="104")
    theirs = page_for(other)
    comes_to_work(theirs)
    exchange.state.ring_in("+37255500009")
    expect(theirs.get_by_role("region", name="Helistab 5550 0009")).to_contain_text("ähvardav helistaja")
