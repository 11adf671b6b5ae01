"""Drafting as a specialist does it in a call: by keyboard, in Estonian, and nothing typed is ever lost."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from contracts.models import Kind, Package, Portal
from contracts.reference import seed_reference
from desk.clients import actions as clients
from desk.clients.models import Client
from desk.people.enums import Role
from desk.people.models import User
from registry import actions as registry
from registry.enums import Purpose
from tests.browser.telephone import Keys, settled
from tests.browser.test_access_path import EMAIL, World, asks_the_register, takes_the_call, world
from tests.contracts.conftest import let_register_answer

__all__ = ["world"]
pytestmark = pytest.mark.browser
KADRI, OLEG = "24402020080", "14303030098"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_contract_and_a_power_are_drafted_and_sent_in_six_keys(
    page_for: Callable[..., Page], world: World
) -> None:
    page = page_for(world.riina)
    takes_the_call(page, world)
    asks_the_register(page)
    keys = Keys(page)

    keys.press("d")
    expect(page.get_by_role("heading", level=1)).to_have_text("Koosta dokumendid")
    keys.press("1")
    expect(page.get_by_role("group", name="Kasutusleping")).to_be_visible()
    settled(page)
    keys.press("2")
    power = page.get_by_role("group", name="Peakasutaja volikiri")
    expect(power.get_by_label("Eesnimi")).to_have_value("Mari")
    expect(power.get_by_label("Isikukood")).to_have_value("24503120016")
    settled(page)
    keys.press("s")  # the page goes by itself to what nobody knew
    expect(power.get_by_label("E-post")).to_be_focused()
    keys.write(EMAIL)
    keys.press("Enter")
    expect(page.get_by_text("Dokumendid on koostatud.")).to_be_visible()
    expect(page.get_by_role("button", name="Saada kliendile")).to_be_visible(timeout=60_000)
    settled(page)
    keys.press("s")
    sent = page.get_by_role("status").filter(has_text="Kliendile saadetud")
    expect(sent).to_be_visible(timeout=60_000)
    assert keys.pressed == 6
    assert Package.objects.get().authorisations.count() == 2


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    seed_reference()
    Kind.objects.filter(code="user_poa").update(several=True)
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")


@pytest.fixture
def tamme(riina: User) -> Client:
    """Tamme Puit OÜ, whose register card is known, with Kadri Lepp who does its books."""
    puit = clients.create_client(
        kind="organisation", name="Tamme Puit OÜ", registry_code="10000001", by=riina
    )
    email = clients.add_contact(
        kind="email", value="info@tammepuit.example", client=puit, source="register", by=riina
    )
    clients.confirm_contact(contact=email, by=riina)
    kadri = clients.create_person(first_name="Kadri", last_name="Lepp", personal_code=KADRI, by=riina)
    clients.add_role(person=kadri, client=puit, role="raamatupidaja", by=riina)
    clients.add_contact(kind="email", value="kadri.lepp@raamat.example", person=kadri, by=riina)
    let_register_answer(
        registry.ask(client=puit, purpose=Purpose.LOOK, subject=("client", puit.pk), by=riina)
    )
    return puit


def opens_drafting(page_for: Callable[..., Page], riina: User, client: Client) -> Page:
    page = page_for(riina, path=f"/documents/draft/{client.pk}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Koosta dokumendid")
    settled(page)
    return page


def writes_a_power(page: Page) -> None:
    """A regular user whom nobody knows, half written."""
    page.keyboard.press("3")
    group = page.get_by_role("group", name="Tavakasutaja volikiri")
    expect(group).to_be_visible()
    settled(page)
    group.get_by_label("Eesnimi").fill("Oleg")
    group.get_by_label("Load ja käitluskohad").fill("luba L.JÄ/123456")


def test_nothing_typed_is_lost_when_another_kind_or_portal_is_chosen(
    page_for: Callable[..., Page], riina: User, tamme: Client
) -> None:
    page = opens_drafting(page_for, riina, tamme)
    writes_a_power(page)
    group = page.get_by_role("group", name="Tavakasutaja volikiri")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.get_by_role("group", name="Kasutusleping")).to_be_visible()
    settled(page)
    page.get_by_label("Portaal").select_option(label="KOTKAS")
    settled(page)
    expect(group.get_by_label("Eesnimi")).to_have_value("Oleg")
    page.keyboard.press("Escape")
    page.keyboard.press("3")  # by mistake
    expect(group).to_have_count(0)
    settled(page)
    page.keyboard.press("3")
    expect(group.get_by_label("Load ja käitluskohad")).to_have_value("luba L.JÄ/123456")
    expect(page.get_by_label("Portaal")).to_have_value(str(Portal.objects.get(code="kotkas").pk))


def test_what_was_typed_is_there_again_after_a_refusal_a_way_back_and_a_login(
    page_for: Callable[..., Page], riina: User, tamme: Client
) -> None:
    page = opens_drafting(page_for, riina, tamme)
    writes_a_power(page)
    page.goto(tamme.get_absolute_url())
    page.go_back()
    group = page.get_by_role("group", name="Tavakasutaja volikiri")
    expect(group.get_by_label("Eesnimi")).to_have_value("Oleg")
    page.context.clear_cookies()
    page.goto(f"/documents/draft/{tamme.pk}/")
    expect(page.get_by_label("Kasutajatunnus")).to_be_visible()
    page.get_by_label("Kasutajatunnus").fill("spetsialist")
    page.get_by_label("Parool").fill("abilaud-demo")
    page.keyboard.press("Enter")
    expect(group.get_by_label("Eesnimi")).to_have_value("Oleg")
    settled(page)
    group.get_by_label("Perekonnanimi").fill("Smirnov")
    group.get_by_label("Isikukood").fill("14303030099")
    group.get_by_label("E-post").fill("oleg@volga.example")
    group.get_by_label("jäätmearuanne").check()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("See ei ole Eesti isikukood")
    expect(group.get_by_label("Eesnimi")).to_have_value("Oleg")
    group.get_by_label("Isikukood").fill(OLEG)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Dokumendid on koostatud.")).to_be_visible()
    # Drafted of it: the next one begins anew.
    page.goto(f"/documents/draft/{tamme.pk}/")
    settled(page)
    expect(group).to_have_count(0)


def test_a_power_for_two_is_written_by_keyboard_and_a_second_one_warns(
    page_for: Callable[..., Page], riina: User, tamme: Client
) -> None:
    page = opens_drafting(page_for, riina, tamme)
    page.keyboard.press("3")
    group = page.get_by_role("group", name="Tavakasutaja volikiri")
    expect(group).to_be_visible()
    settled(page)
    group.get_by_label("Kes", exact=True).focus()
    page.keyboard.type("Kadri")
    expect(group.get_by_label("Isikukood")).to_have_value(KADRI)
    settled(page)
    page.get_by_role("button", name="Üle küsitud, toimib kadri").press("Enter")
    expect(group.get_by_text("kinnitamata")).to_have_count(0)
    settled(page)
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    second = group.get_by_role("group", name="Isik 2")
    expect(second.get_by_label("Kes", exact=True)).to_be_focused()
    settled(page)
    page.keyboard.type("Mari")
    expect(second.get_by_label("Isikukood")).to_have_value("24503120016")
    settled(page)
    second.get_by_label("E-post").fill(EMAIL)
    group.get_by_label("jäätmearuanne").check()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Dokumendid on koostatud.")).to_be_visible()
    document = Package.objects.get().authorisations.get()
    assert document.person_names == "Kadri Lepp, Mari Tamm"
    assert document.valid_from is not None and document.valid_from >= date(2026, 1, 1)

    page = opens_drafting(page_for, riina, tamme)
    page.keyboard.press("3")
    group = page.get_by_role("group", name="Tavakasutaja volikiri")
    expect(group).to_be_visible()
    settled(page)
    group.get_by_label("Kes", exact=True).focus()
    page.keyboard.type("Kadri")
    expect(page.get_by_text("on juba olemas")).to_be_visible()
    settled(page)
    group.get_by_label("jäätmearuanne").check()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_label("Koostan sihilikult veel ühe")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Dokumendid on koostatud.")).to_be_visible()
    assert Package.objects.count() == 2
