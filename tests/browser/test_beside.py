"""What stands beside the register and is switched on: names for a new client, and the state's mandates."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from desk.clients.enums import Kind
from desk.clients.models import Client, ClientRole, Person
from desk.people.enums import Role
from desk.people.models import User
from registry import tasks
from registry.models import MandateQuestion
from tests.house.pages import faults
from tests.simulators import business_register
from tests.simulators.business_register import Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def beside(settings: Any) -> Iterator[Running]:
    running = business_register.start()
    settings.REGISTRY_NAMES_URL = f"{running.url}est/api/autocomplete"
    settings.PAASUKE_URL = f"{running.url}r1/ee-dev/GOV/70006317/volitused/oraakel"
    settings.REGISTRY_XROAD_CLIENT, settings.REGISTRY_XROAD_USER = (
        "ee-dev/GOV/70008658/abilaud",
        "EE14101010079",
    )
    settings.REGISTRY_SAMPLE = True
    yield running
    running.stop()


def test_a_new_client_is_filled_in_from_the_register_by_keyboard(
    page_for: Callable[..., Page], beside: Running, someone: Callable[..., User]
) -> None:
    known = Client.objects.create(
        kind=Kind.ORGANISATION, name="Kaasiku Kaevandus AS", registry_code="10000018"
    )
    page = page_for(someone("spetsialist", Role.SPECIALIST), path="/clients/new/")
    page.locator("#id_phone").fill("+372 5550 0002")
    page.locator("#id_name").press_sequentially("kaasi")
    line = page.locator("#names").get_by_role("button", name="Kaasiku Kaevandus AS")
    expect(line).to_be_visible()
    page.keyboard.type("ku")
    expect(page.locator("#id_name")).to_be_focused()
    assert list(faults(page, "et")) == []

    line.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#id_registry_code")).to_have_value("10000018")
    expect(page.locator("#id_legal_form")).to_have_value("AS")
    expect(page.locator("#id_phone")).to_have_value("+372 5550 0002")
    expect(page.locator("#alike").get_by_role("link", name="Kaasiku Kaevandus AS")).to_be_visible()
    assert Client.objects.get() == known
    assert list(faults(page, "et")) == []


def test_names_that_come_late_leave_the_focus_on_the_chosen_one(
    page_for: Callable[..., Page], beside: Running, someone: Callable[..., User]
) -> None:
    page = page_for(someone("spetsialist", Role.SPECIALIST), path="/clients/new/")
    page.locator("#id_name").press_sequentially("kaasi")
    line = page.locator("#names").get_by_role("button", name="Kaasiku Kaevandus AS")
    expect(line).to_be_visible()
    with page.expect_response("**/names/") as late:
        page.keyboard.type("ku")
        line.focus()
    late.value.finished()
    page.wait_for_function("document.querySelector('#names .htmx-added') === null")
    expect(line).to_be_focused()


def test_enter_in_the_form_adds_the_client_and_asks_for_no_names(
    page_for: Callable[..., Page], beside: Running, someone: Callable[..., User]
) -> None:
    page = page_for(someone("spetsialist", Role.SPECIALIST), path="/clients/new/")
    page.locator("#id_name").fill("Täiesti Uus OÜ")
    page.locator("#id_registry_code").fill("10000001")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Täiesti Uus OÜ")).to_be_visible()


def test_the_state_s_mandates_are_asked_about_a_contact_person(
    page_for: Callable[..., Page], beside: Running, someone: Callable[..., User]
) -> None:
    tamme = Client.objects.create(kind=Kind.ORGANISATION, name="Tamme Puit OÜ", registry_code="10000001")
    for first, last, code in (("Mari", "Tamm", "24503120016"), ("Kadri", "Lepp", "24402020080")):
        person = Person.objects.create(first_name=first, last_name=last, personal_code=code)
        ClientRole.objects.create(client=tamme, person=person, role="esindaja")
    page = page_for(someone("spetsialist", Role.SPECIALIST), path=f"/representation/client/{tamme.pk}/")
    panel = page.locator("#mandates")
    panel.get_by_role("button", name="Küsi Mari Tamm").press("Enter")
    expect(panel.get_by_text("küsimisel")).to_be_visible()
    for question in MandateQuestion.objects.waiting():
        tasks.ask_mandates(question.pk)
    expect(panel.get_by_text("Pääsuke ütleb: võib esindada üksi, juhatuse liige.")).to_be_visible()
    assert list(faults(page, "et")) == []
