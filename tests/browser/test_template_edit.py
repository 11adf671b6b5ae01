"""An administrator changes a document's text, another approves it, and the next draft carries it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from contracts.models import Authorisation, Template
from contracts.printing import pdf, rendering
from desk.people.enums import Role
from desk.people.models import User
from desk.records import blobs
from tests.browser.conftest import Worker, wait_for
from tests.contracts.conftest import Ground, ground, reference

__all__ = ["ground", "reference"]
pytestmark = pytest.mark.browser
CLAUSE = "9.4. Leping on sõlmitud kahes keeles."


def contract() -> Template:
    return Template.objects.get(kind__code="user_contract", language="et", portal=None)


def edit_contract(page: Page, template: Template) -> None:
    """By keyboard: to the end of the text, a clause, a placeholder that is not there, one of the palette."""
    page.goto(f"/admin/contracts/template/{template.pk}/change/")
    said, preview = (
        page.locator("[data-editor-said]"),
        page.frame_locator(".editor__frame:not([data-coming])"),
    )
    expect(said).to_contain_text("Teksti saab kasutada")
    expect(preview.locator("h1")).to_contain_text("KASUTUSLEPING nr KL-2026-0123")
    body = page.get_by_label("Tekst", exact=False).and_(page.locator("textarea"))
    body.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(f"\n<p>{CLAUSE} {{{{ kliendi_nimi }}}}</p>")
    expect(said).to_contain_text("kliendi_nimi")
    expect(said).to_contain_text("Rida")
    for _letter in "{{ kliendi_nimi }}</p>":
        page.keyboard.press("Backspace")
    page.keyboard.press("Alt+p")
    page.keyboard.type("kliendi nimi")
    page.keyboard.press("Enter")
    expect(body).to_be_focused()
    page.keyboard.type("</p>")
    expect(body).to_have_value(f"{template.versions.get().body}\n<p>{CLAUSE} {{{{ client_name }}}}</p>")
    expect(said).to_contain_text("Teksti saab kasutada")
    expect(preview.locator("body")).to_contain_text(f"{CLAUSE} Tamme Puit OÜ")
    page.locator("input[name=_save]").press("Enter")
    expect(page.locator(".success")).to_be_visible()


def approve(page: Page) -> None:
    """From the bell to the page of the version, what changed is read, and it is approved with a key."""
    page.goto("/people/notices/")
    page.get_by_role("button", name="Kasutusleping").or_(
        page.get_by_role("link", name="Kasutusleping")
    ).first.click()
    expect(page.locator(".sidebyside ins").last).to_contain_text(CLAUSE)
    page.keyboard.press("k")
    expect(page.get_by_text("Otsus on kirja pandud")).to_be_visible()
    expect(page.locator(".badge").filter(has_text="Kasutusel")).to_be_visible()


def draft_contract(page: Page, ground: Ground) -> None:
    page.goto(f"/documents/draft/{ground.tamme.pk}/")
    page.get_by_label("Kasutusleping").check()
    page.get_by_role("button", name="Koosta dokumendid").click()


def test_a_text_changed_and_approved_is_in_the_next_draft(
    page_for: Callable[..., Page],
    someone: Callable[..., User],
    worker: Callable[..., Worker],
    ground: Ground,
) -> None:
    worker()
    template = contract()
    second = someone("teine", Role.ADMINISTRATOR)
    page = page_for(someone("haldur", Role.ADMINISTRATOR), viewport={"width": 1500, "height": 1200})
    edit_contract(page, template)
    approve(page_for(second))
    draft_contract(page_for(ground.user), ground)
    made_ones = Authorisation.objects.select_related("pdf").exclude(pdf=None)
    document = wait_for(made_ones.first, seconds=60)  # a worker starts within seconds, unless all do at once
    assert document.template_version.number == 2
    assert CLAUSE in document.template_version.body
    made = blobs.read(document.pdf)
    assert made == rendering.make(document.rendering).pdf
    assert made != pdf.render(
        template.versions.get(number=1).body, document.values, rendering.sheet(document)
    )
