"""Clients and enquiries as a specialist works with them in Estonian."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from desk.clients.models import Client, ContactPoint
from desk.enquiries.models import Enquiry, Promise
from desk.enquiries.reference import seed_reference
from desk.people.enums import Role
from desk.people.models import User
from tests.browser.conftest import wait_for
from tests.clients.world import tamme_puit

pytestmark = pytest.mark.browser


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")


@pytest.fixture
def puit(riina: User) -> Client:
    seed_reference()
    return tamme_puit(riina)


def test_a_client_is_found_while_typing_and_a_contact_confirmed(
    page_for: Callable[..., Page], riina: User, puit: Client
) -> None:
    page = page_for(riina, path="/clients/")
    page.get_by_label("Nimi, kood, telefon või e-post").press_sequentially("olematu")
    expect(page.get_by_text("Klienti ei leitud.")).to_be_visible()
    page.get_by_label("Nimi, kood, telefon või e-post").fill("puit tam")
    page.get_by_role("link", name="Tamme Puit OÜ").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Miks sa neid andmeid vaatad?")
    page.get_by_label("klient pöördus minu poole").check()
    page.get_by_role("button", name="Ava").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tamme Puit OÜ")

    address = page.url
    page.get_by_role("button", name="Toimib info@tammepuit.example").click()
    confirmed = ContactPoint.objects.filter(value="info@tammepuit.example", works="yes", verified_by=riina)
    wait_for(confirmed.exists)
    expect(page.get_by_role("button", name="Toimib info@tammepuit.example")).to_have_count(0)
    assert page.url == address


def test_a_promise_from_made_to_kept_and_the_enquiry_closed(
    page_for: Callable[..., Page], riina: User, puit: Client
) -> None:
    page = page_for(riina, path="/enquiries/")
    page.keyboard.press("n")
    page.get_by_label("Teema").select_option(label="Kasutuslepingu sõlmimine")
    page.get_by_label("Küsimus").fill("Soovime portaali kasutama hakata.")
    page.get_by_role("button", name="Ava pöördumine").click()

    page.get_by_role("link", name="Vali klient").click()
    page.get_by_label("Nimi, kood, telefon või e-post").fill("55500001")
    page.get_by_role("button", name="Tamme Puit OÜ").click()
    expect(page.get_by_role("link", name="Tamme Puit OÜ").first).to_be_visible()

    page.keyboard.press("p")
    page.get_by_label("Mida lubati").fill("Saadame lepingu")
    page.get_by_role("button", name="Kirjuta lubadus üles").click()
    page.get_by_label("Tulemus").select_option(label="Lahendatud")
    page.get_by_role("button", name="Sulge pöördumine").click()
    expect(page.get_by_role("alert")).to_contain_text("Lubadus on täitmata")

    page.get_by_role("link", name="Klient teavitatud").click()
    page.get_by_label("klient ei vaja seda enam").check()
    page.get_by_label("Kes ütles, et seda enam ei ole vaja").fill("Helistaja ise")
    page.get_by_role("button", name="Lubadus on täidetud").click()
    page.get_by_label("Tulemus").select_option(label="Lahendatud")
    page.get_by_role("button", name="Sulge pöördumine").click()

    expect(page.get_by_role("button", name="Taasava")).to_be_visible()
    assert Promise.objects.get().state == "kept"
    enquiry = Enquiry.objects.get()
    assert (enquiry.state, enquiry.client) == ("closed", puit)
