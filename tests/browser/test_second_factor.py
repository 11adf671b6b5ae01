"""The login service is out of order: an administrator lets a specialist in by password and authenticator."""

from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Page, expect

from desk import clock
from desk.people.enums import Role
from desk.people.models import User

pytestmark = pytest.mark.browser

PHRASE = "kolm vana kaske tuules"


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")


@pytest.fixture
def hans(someone: Callable[..., User], live_url: str) -> User:
    return someone("haldur", Role.ADMINISTRATOR, first_name="Hans", last_name="Hein")


def code_of(secret: str) -> str:
    return str(pyotp.TOTP(secret).at(int(clock.now().timestamp())))


def log_in(page: Page, code: str) -> None:
    page.goto("/entry/password/")
    page.get_by_label("Kasutajatunnus").fill("spetsialist")
    page.get_by_label("Parool").fill(PHRASE)
    page.get_by_label("Kood").fill(code)
    page.get_by_role("button", name="Logi sisse").click()


def test_from_the_one_time_code_to_the_recovery_code(
    page_for: Callable[..., Page], riina: User, hans: User
) -> None:
    admin = page_for(hans, path="/entry/fallback/")
    admin.get_by_role("link", name="Riina Rand").click()
    admin.get_by_label("Põhjus").fill("Autentimisteenus ei tööta")
    admin.get_by_role("button", name="Anna ühekordne kood").click()
    one_time = admin.locator(".codes code").inner_text()

    page = page_for(None, path="/entry/start/")
    page.get_by_label("Kasutajatunnus").fill("spetsialist")
    page.get_by_label("Ühekordne kood").fill(one_time)
    page.get_by_role("button", name="Edasi").click()
    expect(page.get_by_role("img", name="Ruutkood")).to_be_visible()
    secret = page.locator("code").inner_text().replace(" ", "")
    page.get_by_label("Uus parool").fill(PHRASE)
    page.get_by_label("Autentimisrakenduse kood").fill(code_of(secret))
    page.get_by_role("button", name="Seadista").click()
    recovery = page.locator(".codes code").all_inner_texts()
    assert len(recovery) == 10

    clock.move(timedelta(seconds=60))
    log_in(page, code_of(secret))
    page.wait_for_url("**/")
    page.goto("/entry/sessions/")
    expect(page.get_by_role("row").filter(has_text="see siin")).to_contain_text("parool ja teine tegur")

    phone_lost = page_for(None, path="")
    log_in(phone_lost, "000000")
    expect(phone_lost.get_by_text("Kasutajatunnus, parool või kood ei ole õige.")).to_be_visible()
    log_in(phone_lost, recovery[0])
    phone_lost.wait_for_url("**/")
    phone_lost.goto("/entry/sessions/")
    expect(phone_lost.get_by_text("kasutamata taastekoode: 9")).to_be_visible()
    phone_lost.get_by_role("button", name="Lõpeta kõik teised").click()
    expect(phone_lost.get_by_text("1 seanss lõpetati.")).to_be_visible()
    page.goto("/")
    page.wait_for_url("**/login/**")
    expect(page.get_by_text("Sinu seanss lõpetati")).to_be_visible()
