"""What the register says only in words, and what it does not know: read, proved, looked at, by keyboard."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from desk.clients.enums import Kind
from desk.clients.models import Client
from desk.people.enums import Role
from desk.people.models import User
from registry import actions, tasks
from registry.enums import Purpose, Standing
from registry.models import Check, Proof, Reading
from registry.reference import seed_reference
from tests.browser.conftest import wait_for
from tests.house.pages import faults
from tests.registry.conftest import register, running_register  # noqa: F401  (fixtures)
from tests.registry.paper import PDF
from tests.simulators.business_register import Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str, register: Running) -> User:  # noqa: F811
    seed_reference()
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")


@pytest.fixture
def helena(someone: Callable[..., User]) -> User:
    return someone("vanem", Role.SENIOR, first_name="Helena", last_name="Hunt", extension="110")


def seen(page: Page, name: str) -> None:
    """A picture for whoever looks at the pages; no fault in Estonian, at any width."""
    page.set_viewport_size({"width": 1280, "height": 900})
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    assert list(faults(page, "et")) == []
    page.set_viewport_size({"width": 1280, "height": 900})


def answers(check: Check) -> Check:
    tasks.ask(check.pk)
    return Check.objects.get(pk=check.pk)


def pressed(page: Page, locator: Any, key: str = "Enter") -> None:
    locator.focus()
    page.keyboard.press(key)


def approved(page_for: Callable[..., Page], helena: User) -> Page:
    """The second person finds it in her list, looks at it, and approves with one key."""
    page = page_for(helena, path="/people/second/")
    article = page.locator("article").first
    pressed(page, article.get_by_role("link").first)
    expect(page.get_by_role("button", name="Kiida heaks", exact=True)).to_be_visible()
    seen(page, f"second-{page.url.split('/')[-3]}")
    page.keyboard.press("k")
    expect(page.get_by_text("Otsus on kirja pandud.")).to_be_visible()
    return page


def filled(page: Page) -> None:
    """What stands on the extract, without what only documents from abroad have."""
    fill = {
        "basis_text": "Läti äriregistri väljavõte nr 5, 20.11.2026",
        "valid_from": "20.11.2026",
        "reason": "Äriühing ei ole Eesti registris.",
        "person-0-first": "Olegs",
        "person-0-last": "Ozols",
        "person-0-code": "010203-12345",
    }
    for name, value in fill.items():
        page.locator(f"[name='{name}']").focus()
        page.keyboard.type(value)


def test_a_text_is_read_approved_and_the_fresh_answer_says_who_signs(
    page_for: Callable[..., Page], riina: User, helena: User
) -> None:
    marsh = Client.objects.create(kind=Kind.ORGANISATION, name="Soometsa Raba OÜ", registry_code="10000024")
    check = answers(actions.ask(client=marsh, purpose=Purpose.LOOK, subject=("client", marsh.pk), by=riina))
    page = page_for(riina, path=check.get_absolute_url())
    expect(page.get_by_role("link", name="Loe kaarti")).to_be_visible()
    seen(page, "check-to-read")

    page.keyboard.press("o")
    expect(page.get_by_role("heading", name="Kaardi teksti lugemine")).to_be_visible()
    way = page.get_by_role("group", name="Viis 1")
    boxes = way.get_by_role("checkbox")
    for number in range(boxes.count()):
        pressed(page, boxes.nth(number), "Space")
    pressed(page, page.get_by_role("button", name="Lisa veel üks viis"))
    expect(page.get_by_role("group", name="Viis 2")).to_be_visible()
    expect(page.get_by_role("group", name="Viis 1").get_by_role("checkbox").first).to_be_checked()
    page.get_by_label("Kuidas sa teksti mõistad").focus()
    page.keyboard.type("Tekst ütleb, et juhatuse liikmed esindavad ühiselt.")
    seen(page, "read-form")
    pressed(page, page.get_by_role("button", name="Salvesta tõlgendus"))
    expect(page.get_by_text("Sinu tõlgendus on kirja pandud.")).to_be_visible()
    expect(page.get_by_text("Keegi ei ole iseenda teine inimene.")).to_be_visible()

    approved(page_for, helena)
    reading = Reading.objects.get()
    assert (reading.state, reading.second_by) == (Standing.IN_FORCE, helena)

    fresh = answers(Check.objects.for_client(marsh.pk)[0])
    assert fresh.pk != check.pk
    page.goto(fresh.get_absolute_url())
    expect(page.locator(".lead").first).to_contain_text("Karl")
    expect(page.locator("#readings").get_by_text("Helena Hunt")).to_be_visible()
    seen(page, "read-answer")


def test_a_foreign_organisation_stands_on_an_extract_that_a_lead_has_looked_at(
    page_for: Callable[..., Page], riina: User, helena: User, tmp_path: Path
) -> None:
    abroad = Client.objects.create(
        kind=Kind.ORGANISATION, name="Ozols SIA", registry_code="40003000001", country="LV"
    )
    paper = tmp_path / "valjavote.pdf"
    paper.write_bytes(PDF)
    page = page_for(riina, path=f"/representation/client/{abroad.pk}/panel/")
    pressed(page, page.get_by_role("link", name="Lisa alaline tõend").last)
    expect(page.get_by_role("heading", name="Alaline tõend")).to_be_visible()

    filled(page)
    page.locator("[name='file']").set_input_files(paper)
    pressed(page, page.get_by_role("button", name="Lisa tõend"))

    expect(page.get_by_text("Kirjuta, miks apostilli vaja ei ole")).to_be_visible()
    expect(page.get_by_text("Vali dokumendi keel.")).to_be_visible()
    expect(page.get_by_text("Vali fail uuesti")).to_be_visible()
    expect(page.locator("[name='person-0-last']")).to_have_value("Ozols")
    seen(page, "proof-errors")

    page.locator("[name='apostille_why']").focus()
    page.keyboard.type("Õigusabileping Lätiga; väljavõte on sellega hõlmatud.")
    page.locator("select[name='language']").select_option("lv")
    page.locator("[name='translation']").select_option("own")
    page.locator("[name='file']").set_input_files(paper)
    pressed(page, page.get_by_role("button", name="Lisa tõend"))
    expect(page.get_by_text("Tõend on lisatud; see loeb siis")).to_be_visible()
    seen(page, "proof-waits")

    approved(page_for, helena)
    proof = Proof.objects.get()
    assert (proof.state, proof.second_by) == (Standing.IN_FORCE, helena)
    wait_for(lambda: Check.objects.filter(proof=proof).exists())
    page.goto(f"/representation/client/{abroad.pk}/panel/")
    expect(page.get_by_text("käsitsi")).to_be_visible()
    expect(page.locator(".lead").first).to_contain_text("Olegs Ozols")
    seen(page, "proof-panel")
    page.goto(proof.get_absolute_url())
    seen(page, "proof-page")
