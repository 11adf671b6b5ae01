"""A bookkeeper with forty clients asks one thing for three of them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from contracts import reference as contracts
from contracts.models import Package
from desk.calls import actions
from desk.calls.models import Call
from desk.clients import actions as clients
from desk.clients.models import Person
from desk.enquiries.models import Enquiry
from desk.enquiries.reference import seed_reference
from desk.people.enums import Role
from desk.people.models import User
from tests.browser.telephone import in_hand

pytestmark = pytest.mark.browser


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    seed_reference()
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")


@pytest.fixture
def call(riina: User) -> Call:
    kadri = clients.create_person(first_name="Kadri", last_name="Lepp", by=riina)
    clients.add_contact(kind="phone", value="+37255500004", person=kadri, by=riina)
    for number in range(1, 41):
        # The last three have no code in the register.
        code = str(10000000 + number) if number < 38 else ""
        firm = clients.create_client(
            kind="organisation", name=f"Õunaaed {number} OÜ", registry_code=code, by=riina
        )
        clients.add_role(person=kadri, client=firm, role="raamatupidaja", by=riina)
    return actions.log_call(by=riina, number="+37255500004")


def test_a_bookkeeper_with_forty_clients_asks_one_thing_for_three_of_them(
    page_for: Callable[..., Page], riina: User, call: Call
) -> None:
    page = page_for(riina, path=call.get_absolute_url())
    expect(page.get_by_text("40 võimalust")).to_be_visible()
    page.keyboard.press("w")
    page.keyboard.type("ounaaed 40")
    expect(page.locator("#matches > li:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("definition").filter(has_text="Õunaaed 40 OÜ")).to_be_visible()

    page.keyboard.press("Escape")
    page.keyboard.press("b")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mitmele kliendile korraga")
    for number in ("11", "12", "13"):
        page.get_by_label("Kirjuta, et loetelu kitsendada").fill(f"aed {number}")
        page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Valitud: 3")).to_be_visible()

    page.get_by_role("combobox", name="Teema").fill("jaatme")
    page.keyboard.press("Enter")
    in_hand(page, "enquiry_question")
    page.keyboard.type("Tähtaja pikendamine")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Avati 3 pöördumist.")).to_be_visible()

    made = Enquiry.objects.filter(calls=call).select_related("client", "person")
    assert {str(one.client) for one in made} == {f"Õunaaed {number} OÜ" for number in (11, 12, 13)}
    assert {one.question for one in made} == {"Tähtaja pikendamine"}
    assert {str(one.person) for one in made} == {"Kadri Lepp"}


def test_the_same_document_is_drafted_for_each_of_them_and_what_is_missing_is_named(
    page_for: Callable[..., Page], riina: User, call: Call
) -> None:
    contracts.seed_reference()
    actions.choose(call=call, person=Person.objects.get(last_name="Lepp"), client=None, by=riina)
    page = page_for(riina, path=f"/calls/{call.pk}/many/")
    page.get_by_label("Kirjuta, et loetelu kitsendada").fill("aed 3")  # 3, 13, 23 and 30 to 39
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    expect(page.get_by_role("status").filter(has_text="Valitud: 13")).to_be_visible()
    page.keyboard.press("d")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dokumendid mitmele kliendile")
    page.get_by_label("Kasutusleping", exact=True).check()
    page.get_by_role("button", name="Koosta 13 kliendile").click()
    expect(page.get_by_text("Dokumendid koostati 11 kliendile.")).to_be_visible()
    expect(page.get_by_text("Õunaaed 38 OÜ: Kliendil ei ole registrikoodi")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Kes võib kliendi")).to_have_count(11)
    assert Package.objects.count() == 11
