"""Added to a portal by hand: steps ticked, facts copied, a screenshot pasted, a mis-click taken back."""

import base64
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from contracts import workflow
from contracts.actions import accept
from contracts.enums import PackageState
from contracts.models import Portal, Publication
from desk.mail.models import Message
from desk.records import blobs
from tests.contracts.conftest import Ground, ground, reference
from tests.house.pages import faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIXTURES = (ground, reference)
# One grey dot.
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
# What a browser does on Ctrl+V with a picture in the clipboard.
PASTE = """(coded) => {
  const bytes = Uint8Array.from(atob(coded), (each) => each.charCodeAt(0));
  const carrier = new DataTransfer();
  carrier.items.add(new File([bytes], "image.png", {type: "image/png"}));
  document.activeElement.dispatchEvent(
    new ClipboardEvent("paste", {clipboardData: carrier, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def job(live_url: str, ground: Ground) -> Publication:
    """A contract and a power of attorney accepted for a portal without an interface: the contract's order."""
    Portal.objects.filter(code="kotkas").update(
        place="Töölaud\nHalda volitusi\nLisa uus volitus",
        deep_link="https://kotkas.envir.ee/ettevote/{registry_code}/volitused",
    )
    wanted = [ground.wanted(portal="kotkas"), ground.wanted("main_user_poa", portal="kotkas")]
    package = ground.sent(*wanted)
    workflow.move(package, PackageState.RETURNED)
    accept(package=package, by=ground.user)
    found: Publication = Publication.jobs.latest("pk")
    return found


def test_added_by_hand_with_a_pasted_screenshot(
    page_for: Callable[..., Page], job: Publication, ground: Ground
) -> None:
    page = page_for(ground.user, path=reverse("contracts:added", args=[job.pk]))
    place = page.get_by_role("link", name="Ava KOTKAS")
    expect(place).to_have_attribute("href", "https://kotkas.envir.ee/ettevote/10000001/volitused")
    assert list(faults(page, "et")) == []

    page.get_by_label("1. Töölaud").focus()
    with page.expect_response(lambda answer: "/steps/" in answer.url):
        page.keyboard.press("Space")
    page.reload()
    expect(page.get_by_label("1. Töölaud")).to_be_checked()
    expect(page.get_by_label("2. Halda volitusi")).not_to_be_checked()

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Kopeeri Isikukood").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Kopeeritud: 24402020080")).to_be_visible()
    page.get_by_label("Portaali antud viide").focus()
    page.keyboard.press("Control+V")
    expect(page.get_by_label("Portaali antud viide")).to_have_value("24402020080")

    page.get_by_label("Portaali antud viide").fill("KOTKAS-2026-17")
    page.evaluate(PASTE, PNG)
    expect(page.get_by_text("Lisatud fail: image.png")).to_be_visible()
    page.get_by_role("button", name="Olen lisanud").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("KOTKAS-2026-17")).to_be_visible()
    job.refresh_from_db()
    assert job.screenshot is not None and blobs.read(job.screenshot) == base64.b64decode(PNG)
    expect(page.get_by_role("link", name="Ekraanipilt")).to_be_visible()


def test_a_mis_click_is_taken_back_by_keyboard(
    page_for: Callable[..., Page], job: Publication, ground: Ground
) -> None:
    page = page_for(ground.user, path=reverse("contracts:added", args=[job.pk]))
    page.get_by_label("Portaali antud viide").fill("VALE-1")
    page.locator("input[type=file]").set_input_files(
        {"name": "pilt.png", "mimeType": "image/png", "buffer": base64.b64decode(PNG)}
    )
    expect(page.get_by_text("Lisatud fail: pilt.png")).to_be_visible()
    page.get_by_label("Portaali antud viide").press("Enter")
    expect(page.get_by_text("VALE-1")).to_be_visible()

    page.goto(reverse("contracts:added", args=[job.pk]))
    page.get_by_text("Võta tagasi: seda ei lisatud").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Mis läks valesti").select_option("other_document")
    page.get_by_role("button", name="Võta tagasi").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("See ootab uuesti lisamist")).to_be_visible()
    expect(page.get_by_role("button", name="Olen lisanud")).to_be_visible()
    assert list(faults(page, "et")) == []
    job.refresh_from_db()
    assert job.added_at is None and Message.objects.count() == 1, "the client was not written to"
