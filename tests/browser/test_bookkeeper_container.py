"""A bookkeeper returns one container with the documents of three clients: each is judged and shown alone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from contracts.actions.links import token_hash
from contracts.models import ClientLink, Package, Rendering
from contracts.printing.rendering import Rendered
from desk.people.enums import Role
from desk.people.models import User
from tests.browser.test_returned import in_order, returns
from tests.contracts.conftest import Ground, ground, reference
from tests.contracts.returns.returning import JAAN, MARI, signed, work
from tests.contracts.returns.three import Three, three_clients
from tests.simulators.eid import Lab, default_folder

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIXTURES = (ground, reference)  # pytest finds them by these names


@pytest.fixture
def lab(settings: Any) -> Lab:
    lab = Lab(default_folder())
    settings.TRUST_DIR = str(lab.anchors)
    return lab


@pytest.fixture
def three(live_url: str, ground: Ground, monkeypatch: pytest.MonkeyPatch) -> Three:
    def make(job: Rendering) -> Rendered:
        return Rendered(f"%PDF-1.7 {job.authorisation.number}".encode(), "none")

    monkeypatch.setattr("contracts.printing.rendering.make", make)
    return three_clients(ground, monkeypatch)


def client_page(page_for: Callable[..., Page], package: Package) -> Page:
    token = f"{package.pk}".rjust(43, "b")
    ClientLink.objects.create(package=package, token_hash=token_hash(token))
    return page_for(None, path=f"/k/{token}/")


def test_three_clients_in_one_container(
    page_for: Callable[..., Page], lab: Lab, three: Three, someone: Callable[..., User]
) -> None:
    """Mari may sign for Tamme, Jaan is one of the two of Kaasiku, nobody signed for Volga."""
    page = client_page(page_for, three.tamme)
    returns(page, signed(lab, three.tamme, MARI, JAAN, files=three.drafts()))
    expect(page.get_by_text("Teil ei ole vaja midagi teha")).to_be_visible()
    for each in three.all():
        work(each)
    expect(page.get_by_text("Teie allkirjad on korras")).to_be_visible()

    page = client_page(page_for, three.kaasiku)
    card = page.locator("#returns")
    expect(card.get_by_text("JAAN KASK")).to_be_visible()
    expect(card.get_by_text("Allkirju arvestatakse koos")).to_be_visible()
    expect(card.get_by_role("link")).to_have_count(0)
    for strange in ("MARI TAMM", "Tamme Puit", "Volga Veod"):
        expect(page.get_by_text(strange)).to_have_count(0)
    in_order(page)

    page = client_page(page_for, three.volga)
    expect(page.locator("#returns li")).to_have_count(1)
    for strange in ("MARI TAMM", "JAAN KASK", "Tamme Puit", "Kaasiku"):
        expect(page.get_by_text(strange)).to_have_count(0)
    in_order(page)

    staff = page_for(someone("spetsialist", Role.SPECIALIST), path=f"/documents/{three.kaasiku.pk}/")
    came = staff.locator("#returns").get_by_text("Tuli koos klientidega:")
    expect(came).to_be_visible()
    expect(staff.locator("#returns").get_by_role("link", name="Tamme Puit OÜ")).to_be_visible()
    in_order(staff)
    staff.locator("#returns").get_by_role("link", name="Volga Veod OÜ").press("Enter")
    staff.wait_for_url(f"**/documents/{three.volga.pk}/")
    in_order(staff)
