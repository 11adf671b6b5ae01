"""Two records of one client found, compared, merged and parted by keyboard; and a new one written down."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from desk.clients import actions
from desk.clients.enums import Kind
from desk.clients.likeness import compare_all
from desk.clients.models import Client
from desk.people.enums import Role
from desk.people.models import User
from tests.clients.world import tamme_puit

pytestmark = pytest.mark.browser


@pytest.fixture
def riina(someone: Callable[..., User], transactional_db: None) -> User:
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand")


def press(page: Page, target: Any) -> None:
    """By keyboard, as the mouse may lie aside."""
    target.focus()
    page.keyboard.press("Enter")


def test_two_that_are_one_are_merged_and_parted_by_keyboard(
    page_for: Callable[..., Page], riina: User
) -> None:
    kept = tamme_puit(riina)
    lost = actions.create_client(kind=Kind.ORGANISATION, name="OÜ TAMME PUIT", by=riina)
    actions.add_contact(kind="phone", value="662 5999", client=lost, by=riina)
    compare_all()
    page = page_for(riina, path="/clients/duplicates/")

    press(page, page.get_by_role("link", name="Võrdle"))
    expect(page.get_by_role("heading", name="Kas need kaks on üks ja seesama?")).to_be_visible()
    press(page, page.get_by_role("button", name="Jäta see alles Tamme Puit OÜ"))

    expect(page.get_by_role("heading", level=1, name="Tamme Puit OÜ")).to_be_visible()
    expect(page.get_by_text("662 5999").first).to_be_visible()
    expect(page.get_by_text("Sama kliendi teine kirje ühendati siia")).to_be_visible()
    page.goto(f"/clients/{lost.pk}/")
    expect(page.get_by_role("heading", level=1, name="Tamme Puit OÜ")).to_be_visible()

    press(page, page.get_by_role("button", name="Võta ühendamine tagasi"))
    expect(page.get_by_text("Need kaks on jälle eraldi.")).to_be_visible()
    assert set(Client.objects.distinct_ones()) == {kept, lost}
    assert lost.contacts.count() == 1


def test_a_client_is_written_down_and_recognised_while_typing(
    page_for: Callable[..., Page], riina: User
) -> None:
    tamme_puit(riina)
    page = page_for(riina, path="/clients/new/")

    page.get_by_label("Nimi").fill("puit tamme")
    page.keyboard.press("Tab")
    expect(page.get_by_role("heading", name="Kas see on keegi neist?")).to_be_visible()
    expect(page.get_by_role("link", name="Tamme Puit OÜ")).to_be_visible()

    page.get_by_label("Liik").select_option("sole_trader")
    expect(page.get_by_label("Isikukood")).to_be_visible()
    expect(page.get_by_label("Nimi")).to_have_value("puit tamme")
