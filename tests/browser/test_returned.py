"""What came back signed, as client and staff see it: each state of the page holds what pages promise."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from contracts.actions import dispatch
from contracts.models import ClientLink, Package, Rendering
from contracts.printing.rendering import Rendered
from desk import clock
from desk.clients import actions as clients
from desk.mail.models import MessageBody
from desk.people.enums import Role
from desk.people.models import User
from tests.contracts.conftest import Ground, ground, reference
from tests.contracts.returns.returning import JAAN, KADRI, LIIS, drafts_of, give_back, signed, work
from tests.house.pages import faults
from tests.outside import may_sign_for_the_agency
from tests.simulators.eid import Lab, add_signature, default_folder

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

    monkeypatch.setattr("contracts.printing.rendering.make", make)
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


def returns(page: Page, data: bytes) -> None:
    """The client chooses the file and presses the button on the page."""
    page.get_by_label("Allkirjastatud ümbrik (.asice)").set_input_files(
        {"name": "leping.asice", "mimeType": "application/vnd.etsi.asic-e+zip", "buffer": data}
    )
    page.get_by_role("button", name="Tagasta").press("Enter")


def link_to(address: str) -> str:
    """The path of the page that stands in the newest letter to this address."""
    letter = MessageBody.objects.filter(to=address).order_by("-pk").first()
    assert letter is not None
    return "/k/" + next(word for word in letter.text.split() if "/k/" in word).partition("/k/")[2]


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


def test_one_of_two_signs_and_the_other_adds_to_that_container(
    page_for: Callable[..., Page], lab: Lab, joint: Package, ground: Ground
) -> None:
    liis = clients.create_person(first_name="Liis", last_name="Saar", personal_code=LIIS, by=ground.user)
    clients.add_role(person=liis, client=ground.kaasiku, role="juhatuse liige", by=ground.user)
    address = clients.add_contact(
        kind="email", value="liis.saar@kaasiku.example", person=liis, source="register", by=ground.user
    )
    clients.confirm_contact(contact=address, by=ground.user)
    page = client_page(page_for, "et")
    returns(page, signed(lab, joint, JAAN))
    expect(page.get_by_text("Teil ei ole vaja midagi teha")).to_be_visible()
    work(joint)
    card = page.locator("#returns")
    expect(card.get_by_text("JAAN KASK")).to_be_visible()
    expect(card.get_by_text("Liis Saar")).to_be_visible()
    in_order(page)

    # Liis comes by the link of her own letter.
    page = page_for(None, path=link_to("liis.saar@kaasiku.example"))
    with page.expect_download() as download:
        page.get_by_role("link", name="Laadi alla seni allkirjastatud ümbrik").press("Enter")
    so_far = Path(download.value.path()).read_bytes()
    returns(page, add_signature(lab, LIIS, so_far, clock.now() + timedelta(seconds=2)))
    expect(page.get_by_text("Teil ei ole vaja midagi teha")).to_be_visible()
    work(joint)
    expect(page.get_by_text("Teie allkirjad on korras")).to_be_visible()
    in_order(page)


def test_two_who_sign_in_separate_containers_are_counted_together(
    page_for: Callable[..., Page], lab: Lab, joint: Package, someone: Callable[..., User]
) -> None:
    page = client_page(page_for, "et")
    returns(page, signed(lab, joint, JAAN))
    expect(page.get_by_text("Teil ei ole vaja midagi teha")).to_be_visible()
    work(joint)
    expect(page.locator("#returns").get_by_text("Liis Saar")).to_be_visible()
    returns(page, signed(lab, joint, LIIS))
    expect(page.get_by_text("Teil ei ole vaja midagi teha")).to_be_visible()
    work(joint)
    expect(page.get_by_text("Teie allkirjad on korras")).to_be_visible()
    staff = page_for(someone("spetsialist", Role.SPECIALIST), path=f"/documents/{joint.pk}/")
    expect(staff.get_by_text("Arvestatud koos allkirjadega")).to_be_visible()
    in_order(staff)


def test_a_changed_pdf_is_refused_with_what_to_do_and_the_right_one_is_taken(
    page_for: Callable[..., Page], lab: Lab, joint: Package
) -> None:
    page = client_page(page_for, "et")
    files = {name: data + b" muudetud" for name, data in drafts_of(joint).items()}
    returns(page, signed(lab, joint, JAAN, LIIS, files=files))
    expect(page.get_by_text("Teil ei ole vaja midagi teha")).to_be_visible()
    finding = work(joint)
    expect(page.locator("#returns li")).to_have_count(len(finding.sentences))
    for name in files:
        expect(page.locator("#returns").get_by_text(f"„{name}“").first).to_be_visible()
    in_order(page)
    returns(page, signed(lab, joint, JAAN, LIIS))
    expect(page.get_by_text("Teil ei ole vaja midagi teha")).to_be_visible()
    work(joint)
    expect(page.get_by_text("Teie allkirjad on korras")).to_be_visible()
