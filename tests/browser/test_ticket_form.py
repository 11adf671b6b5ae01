"""The form before a ticket leaves, in Estonian, by keyboard: incomplete, with personal data, kept, sent."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from desk.enquiries.models import Enquiry
from desk.people.enums import Role
from desk.people.models import User
from tests.browser.second_level import question, riina, write
from tickets.models import Escalation, Override

pytestmark = [pytest.mark.browser, pytest.mark.slow]
__all__ = ["question", "riina"]  # fixtures


@pytest.fixture
def helena(someone: Callable[..., User], live_url: str) -> User:
    return someone("vanem", Role.SENIOR, first_name="Helena", last_name="Hunt", extension="110")


def fills_in(page: Page) -> None:
    """What is missing is named one by one until only the personal data is left."""
    side = page.locator("#missing")
    expect(page.get_by_label("Küsimus")).to_be_focused()
    expect(side).to_contain_text("Puudub: Keskkond")
    page.keyboard.press("Tab")
    write(page, "KOTKAS", "Aruanded > Uus aruanne", "Aruanne läheb teele", "05.03.2026", "", "Firefox")
    expect(side).not_to_contain_text("Puudub: Keskkond")
    expect(side).to_contain_text("Puudub: Mida on proovitud")
    write(page, "Mari Tammel teine arvuti, tel 5550 0001")
    expect(side).to_contain_text("isiku nimi „Mari Tammel“")
    expect(side).to_contain_text("telefoninumber „5550 0001“")


def on_the_form(page: Page, enquiry: Enquiry) -> None:
    page.goto(f"/tickets/enquiry/{enquiry.pk}/escalate/")
    page.keyboard.press("3")
    expect(page.get_by_role("heading", name="IT-tugi")).to_be_visible()


def test_incomplete_then_replaced_then_let_go_by_a_senior_and_sent(
    page_for: Callable[..., Page], riina: User, helena: User, question: Enquiry
) -> None:
    page = page_for(riina, path="")
    on_the_form(page, question)
    fills_in(page)

    # The phone becomes our reference; the name must be there, so a senior is asked why it may.
    page.get_by_role("button", name="Asenda viitega").nth(1).press("Enter")
    expect(page.get_by_label("Mida on proovitud")).to_have_value(
        f"Mari Tammel teine arvuti, tel [telefoninumber – {question.number}]"
    )
    page.get_by_text("See peab piletis olema").press("Enter")
    page.get_by_label("Miks see peab JIRAsse minema").press_sequentially("Konto on nimeline.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Vanemspetsialistilt on küsitud; mustand on seni alles.")).to_be_visible()

    senior = page_for(helena, path="/people/second/")
    senior.get_by_role("link", name="Isikuandmed piletis teisele tasandile").press("Enter")
    expect(senior.locator("mark")).to_have_text("Mari Tammel")
    expect(senior.get_by_text("Konto on nimeline.")).to_be_visible()
    senior.keyboard.press("r")
    senior.keyboard.type("Muidu ei leita kontot üles.")
    senior.get_by_role("button", name="Luba saata").press("Enter")
    expect(senior.get_by_text("Otsus on kirja pandud.")).to_be_visible()
    assert Override.objects.granted().count() == 1

    page.reload()
    expect(page.locator("#missing")).to_contain_text("Helena Hunt lubab selle saata.")
    page.get_by_role("button", name="Suuna teisele tasandile").last.press("Enter")
    expect(page.get_by_text("Pöördumine on teel teisele tasandile.")).to_be_visible()
    assert Escalation.objects.get().state == "queued"


def test_a_draft_is_kept_and_a_colleague_goes_on_with_it(
    page_for: Callable[..., Page], riina: User, helena: User, question: Enquiry
) -> None:
    page = page_for(riina, path="")
    on_the_form(page, question)
    page.keyboard.press("Tab")
    write(page, "KOTKAS", "Aruanded > Uus aruanne")
    page.get_by_role("button", name="Hiljem").press("Enter")
    expect(page.get_by_text("Mustand on alles; leiad selle pöördumise lehelt.")).to_be_visible()

    colleague = page_for(helena, path=f"/enquiries/{question.pk}/")
    colleague.get_by_role("link", name=f"{question.number} · IT-tugi").press("Enter")
    expect(colleague.get_by_text("Mustand: alustas Riina Rand")).to_be_visible()
    expect(colleague.get_by_label("Kus portaalis (menüü, leht)")).to_have_value("Aruanded > Uus aruanne")
    colleague.get_by_role("button", name="Viska mustand ära").press("Enter")
    expect(colleague.get_by_text("Mustand on ära visatud.")).to_be_visible()
    assert Escalation.objects.get().state == "closed"
