"""What came back signed, as client and staff see it: each state of the page holds what pages promise."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from contracts.actions import dispatch
from contracts.models import ClientLink, Package, Rendering
from contracts.rendering import Rendered
from desk.clients import actions as clients
from desk.people.enums import Role
from desk.people.models import User
from tests.contracts.conftest import Ground, ground, reference
from tests.contracts.returns.returning import JAAN, KADRI, LIIS, give_back, signed, work
from tests.house.pages import faults
from tests.outside import may_sign_for_the_agency
from tests.simulators.eid import Lab, default_folder

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIXTURES = (ground, reference)  # pytest finds them by these names
TOKEN = "b" * 43


@pytest.fixture
def lab(settings: Any) -> Lab:
    lab = Lab(default_folder())
    settings.TRUST_DIR = str(lab.anchors)
    return lab


@pytest.fixture
def joint(live_url: str, ground: Ground, monkeypatch: pytest.MonkeyPatch) -> Package:
    """An agreement and a power of attorney of Kaasiku, whose board represents two by two, at the client's."""

    def make(job: Rendering) -> Rendered:
        return Rendered(f"%PDF-1.7 {job.authorisation.number}".encode(), "none")

    monkeypatch.setattr("contracts.rendering.make", make)
    address = clients.add_contact(
        kind="email", value="info@kaasiku.example", client=ground.kaasiku, by=ground.user
    )
    clients.confirm_contact(contact=address, by=ground.user)
    ground.ask(ground.kaasiku)
    wanted = [ground.wanted(), ground.wanted("main_user_poa")]
    package = ground.sent(*wanted, client=ground.kaasiku)
    ClientLink.objects.create(package=package, token_hash=dispatch.token_hash(TOKEN))
    return package


def in_order(page: Page, language: str = "et") -> None:
    assert not list(faults(page, language))


def client_page(page_for: Callable[..., Page], language: str) -> Page:
    return page_for(None, path=f"/k/{TOKEN}/?language={language}")


@pytest.mark.parametrize("language", ["et", "ru", "en"])
def test_the_client_sees_what_has_to_be_mended(
    page_for: Callable[..., Page], lab: Lab, joint: Package, language: str
) -> None:
    give_back(joint, signed(lab, joint, KADRI))
    finding = work(joint)
    page = client_page(page_for, language)
    expect(page.locator("#returns li")).to_have_count(len(finding.sentences))
    in_order(page, language)


def test_the_client_sees_whose_signature_is_still_needed(
    page_for: Callable[..., Page], lab: Lab, joint: Package
) -> None:
    give_back(joint, signed(lab, joint, JAAN))
    work(joint)
    page = client_page(page_for, "et")
    expect(page.locator("#returns")).to_contain_text("Liis Saar")
    in_order(page)


def test_the_page_turns_by_itself_when_the_check_is_done(
    page_for: Callable[..., Page], lab: Lab, joint: Package
) -> None:
    give_back(joint, signed(lab, joint, JAAN, LIIS))
    page = client_page(page_for, "et")
    expect(page.get_by_text("Teil ei ole vaja midagi teha")).to_be_visible()
    in_order(page)
    work(joint)
    expect(page.get_by_text("Teie allkirjad on korras")).to_be_visible()


def test_staff_see_the_checklist_and_the_head_what_waits_for_the_agency(
    page_for: Callable[..., Page], lab: Lab, joint: Package, someone: Callable[..., User]
) -> None:
    head = someone("juht", Role.HEAD, first_name="Toomas", last_name="Kuusk")
    may_sign_for_the_agency(head)
    give_back(joint, signed(lab, joint, KADRI))
    work(joint)
    give_back(joint, signed(lab, joint, JAAN, LIIS))
    work(joint)
    page = page_for(head, path=f"/documents/{joint.pk}/")
    expect(page.get_by_text("Kliendi allkirjad on korras.")).to_be_visible()
    expect(page.get_by_text("Kadri Lepp").or_(page.get_by_text("KADRI LEPP")).first).to_be_visible()
    in_order(page)
    page = page_for(head, path="/documents/agency/")
    expect(page.get_by_role("row")).to_have_count(2)
    in_order(page)
