"""An administrator changes a document's text in the browser, and the next draft carries it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from contracts import pdf, rendering
from contracts.models import Authorisation, Template
from desk.people.enums import Role
from desk.people.models import User
from desk.records import blobs
from tests.browser.conftest import Worker, wait_for
from tests.contracts.conftest import Ground, ground, reference

__all__ = ["ground", "reference"]
pytestmark = pytest.mark.browser
CLAUSE = "9.3. Leping on koostatud eesti keeles."


def edit_contract(page: Page, template: Template) -> None:
    page.goto(f"/admin/contracts/template/{template.pk}/change/")
    body = page.locator("textarea[name=body]")
    body.fill(f"{body.input_value()}<p>{CLAUSE} {{{{ kliendi_nimi }}}}</p>")
    page.locator("input[name=_save]").click()
    expect(page.locator(".errorlist").first).to_contain_text("kliendi_nimi")
    body.fill(body.input_value().replace(" {{ kliendi_nimi }}", ""))
    page.locator("input[name=_save]").click()
    expect(page.locator(".success")).to_be_visible()


def draft_contract(page: Page, ground: Ground) -> None:
    page.goto(f"/documents/draft/{ground.tamme.pk}/")
    page.get_by_label("Kasutusleping").check()
    page.get_by_role("button", name="Koosta dokumendid").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("KL-")


def test_a_text_changed_in_the_admin_is_in_the_next_draft(
    page_for: Callable[..., Page],
    someone: Callable[..., User],
    worker: Callable[..., Worker],
    ground: Ground,
) -> None:
    worker()
    template = Template.objects.get(kind__code="user_contract", language="et")
    edit_contract(page_for(someone("haldur", Role.ADMINISTRATOR)), template)
    page = page_for(ground.user)
    draft_contract(page, ground)
    made_ones = Authorisation.objects.select_related("pdf").exclude(pdf=None)
    document = wait_for(made_ones.first, seconds=60)  # a worker starts within seconds, unless all do at once
    assert document.template_version.number == 2
    assert CLAUSE in document.template_version.body
    # The page shows the finished document by itself, and its bytes are those of the changed text.
    expect(page.get_by_role("link", name=document.number)).to_be_visible(timeout=15_000)
    made = blobs.read(document.pdf)
    assert made == rendering.make(document.rendering).pdf
    assert made != pdf.render(
        template.versions.get(number=1).body, document.values, rendering.sheet(document)
    )
