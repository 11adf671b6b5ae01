"""Two callers at once, and two tabs: whatever was typed is still there."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from desk.calls import actions
from desk.calls.models import Call
from desk.enquiries.models import Enquiry, Topic
from desk.enquiries.reference import seed_reference
from desk.people.enums import Role
from desk.people.models import User
from tests.browser.conftest import wait_for
from tests.browser.telephone import in_hand, settled

pytestmark = pytest.mark.browser


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    seed_reference()
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")


@pytest.fixture
def calls(riina: User) -> list[Call]:
    return [actions.log_call(by=riina, number=f"+3725550000{digit}") for digit in "12"]


def test_two_parallel_calls_are_switched_by_one_key_and_nothing_typed_is_lost(
    page_for: Callable[..., Page], riina: User, calls: list[Call]
) -> None:
    one, other = calls
    page = page_for(riina, path=one.get_absolute_url())
    in_hand(page, "general")

    page.keyboard.press("m")
    page.keyboard.type("Esimese märkmed")
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.type("aeglus")
    page.keyboard.press("Enter")
    page.keyboard.type("Pooleli küsimus")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kõne: 5550 0002")
    in_hand(page, "general")

    page.keyboard.press("m")
    page.keyboard.type("Teise märkmed")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kõne: 5550 0001")
    expect(page.get_by_role("textbox", name="Märkmed")).to_have_value("Esimese märkmed")
    expect(page.get_by_label("Küsimus pöörduja sõnadega")).to_have_value("Pooleli küsimus")
    expect(page.locator("#enquiry_topic_text")).to_have_value("Aeglus, leht ei avane (Tehniline tõrge)")
    page.get_by_label("Küsimus pöörduja sõnadega").press("Enter")
    in_hand(page, "finish-button")

    wait_for(lambda: Call.objects.get(pk=other.pk).notes == "Teise märkmed")
    assert Enquiry.objects.get().question == "Pooleli küsimus"
    assert Enquiry.objects.get().topic == Topic.objects.get(code="slow")
    page.reload()
    expect(page.get_by_role("textbox", name="Märkmed")).to_have_value("Esimese märkmed")


def test_what_the_telephone_changes_leaves_a_half_typed_question_alone(
    page_for: Callable[..., Page], riina: User, calls: list[Call]
) -> None:
    page = page_for(riina, path=calls[0].get_absolute_url())
    page.get_by_label("Küsimus pöörduja sõnadega").fill("Kas saab")
    actions.hang_up(call=calls[0], by=riina)
    expect(page.get_by_role("status").filter(has_text="järeltöös")).to_be_visible()
    expect(page.get_by_label("Küsimus pöörduja sõnadega")).to_have_value("Kas saab")
    expect(page.get_by_label("Küsimus pöörduja sõnadega")).to_be_focused()


def test_a_late_save_from_a_second_tab_shows_both_texts_and_overwrites_nothing(
    page_for: Callable[..., Page], riina: User, calls: list[Call]
) -> None:
    call = calls[0]
    first, second = (page_for(riina, path=call.get_absolute_url()) for _tab in range(2))
    settled(second)
    first.get_by_role("textbox", name="Märkmed").fill("Esimene aken")
    expect(first.get_by_text("Salvestatud", exact=True)).to_be_visible()

    second.get_by_role("textbox", name="Märkmed").fill("Teine aken")
    expect(second.get_by_text("Vahepeal on teises aknas")).to_be_visible()
    expect(second.locator("#notes-theirs")).to_have_text("Esimene aken")
    expect(second.get_by_role("textbox", name="Märkmed")).to_have_value("Teine aken")
    assert Call.objects.get(pk=call.pk).notes == "Esimene aken"

    second.get_by_role("button", name="Jäta mõlemad").click()
    expect(second.get_by_text("Salvestatud", exact=True)).to_be_visible()
    assert Call.objects.get(pk=call.pk).notes == "Esimene aken\n\nTeine aken"
