"""A raised hand: one key, a card on the senior's page at once, and the call with all of it in other hands."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from desk.calls import actions
from desk.calls.models import Call
from desk.enquiries.models import Topic
from desk.enquiries.reference import seed_reference
from desk.people.actions import set_presence
from desk.people.enums import PresenceState, Role
from desk.people.models import Presence, User

pytestmark = pytest.mark.browser


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    seed_reference()
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")


@pytest.fixture
def helena(someone: Callable[..., User]) -> User:
    senior = someone("vanem", Role.SENIOR, first_name="Helena", last_name="Hunt", extension="110")
    set_presence(user=senior, state=PresenceState.AVAILABLE, by=senior)
    return senior


@pytest.fixture
def call(riina: User) -> Call:
    call = actions.log_call(by=riina, number="+37255500001")
    actions.take_enquiry(call=call, topic=Topic.objects.get(code="slow"), by=riina)
    actions.write_notes(call=call, text="Proovis kaht brauserit.", by=riina)
    return call


def test_a_raised_hand_is_on_the_seniors_page_at_once_and_she_says_that_she_comes(
    page_for: Callable[..., Page], riina: User, helena: User, call: Call
) -> None:
    senior = page_for(helena, path="/clients/")
    page = page_for(riina, path=call.get_absolute_url())
    expect(page.locator("#finish-button")).to_be_focused()

    page.keyboard.press("h")
    card = senior.get_by_role("region", name="Riina Rand küsib nõu")
    expect(card).to_be_visible()
    senior.keyboard.press("u")
    expect(senior.get_by_role("heading", level=1)).to_have_text("Kõne: 5550 0001")
    expect(senior.get_by_role("textbox", name="Märkmed")).to_have_value("Proovis kaht brauserit.")
    expect(page.get_by_text("Helena Hunt tuleb appi.")).to_be_visible()
    assert Call.objects.get().user == riina, "advice leaves the call where it is"


def test_a_call_is_handed_over_with_its_whole_context(
    page_for: Callable[..., Page], riina: User, helena: User, call: Call
) -> None:
    senior = page_for(helena)
    page = page_for(riina, path=call.get_absolute_url())
    expect(page.locator("#finish-button")).to_be_focused()
    page.keyboard.press("y")
    expect(senior.get_by_role("region", name="Riina Rand palub kõne üle võtta")).to_be_visible()
    senior.keyboard.press("u")
    expect(senior.get_by_role("heading", level=1)).to_have_text("Kõne: 5550 0001")
    expect(page.locator("#call-state")).to_contain_text("Helena Hunt")

    call.refresh_from_db()
    assert (call.user, call.enquiries.get().owner) == (helena, helena)
    states = dict(Presence.objects.open().values_list("user__username", "state"))
    assert states == {"vanem": PresenceState.ON_CALL, "spetsialist": PresenceState.AVAILABLE}
    assert not Call.objects.in_hand(riina.pk).exists()
