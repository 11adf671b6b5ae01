"""A complaint about a colleague, kept from that colleague until it is answered; in Estonian, by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from desk.clients import actions as clients
from desk.clients.models import Client
from desk.enquiries import actions
from desk.enquiries.models import Enquiry, Topic
from desk.enquiries.reference import seed_reference
from desk.mail.models import MessageBody
from desk.people.enums import Role
from desk.people.models import User
from tests.clients.world import mari_tamm, tamme_puit

pytestmark = pytest.mark.browser
WORDS = "Margus katkestas kõne poole lause pealt"


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    """Specialist A, who writes it down."""
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand")


@pytest.fixture
def margus(someone: Callable[..., User], live_url: str) -> User:
    """Specialist B, whom it concerns."""
    return someone("spetsialist2", Role.SPECIALIST, first_name="Margus", last_name="Mets")


@pytest.fixture
def helena(someone: Callable[..., User], live_url: str) -> User:
    return someone("vanem", Role.SENIOR, first_name="Helena", last_name="Hunt")


@pytest.fixture
def puit(riina: User) -> Client:
    seed_reference()
    return tamme_puit(riina)


@pytest.fixture
def ordinary(margus: User, puit: Client) -> Enquiry:
    """Margus's own work with the same client, so that its page is open to him."""
    topic = Topic.objects.get(code="user-contract")
    return actions.open_enquiry(topic=topic, client=puit, person=mari_tamm(), by=margus)


def written_down(page: Page, about: User) -> Enquiry:
    page.get_by_label("Teema").select_option(label="Kaebus")
    page.get_by_label("Pöörduja").select_option(label="Mari Tamm")
    page.get_by_label("Küsimus").fill(WORDS)
    page.get_by_label("Liik").select_option(label="kaebus")
    page.get_by_label("Keda kaebus puudutab").select_option(label=str(about))
    page.get_by_role("button", name="Ava pöördumine").press("Enter")
    expect(page.get_by_text("Puudutatud isik seda ei menetle ega näe")).to_be_visible()
    return Enquiry.objects.get(kind="complaint")


def test_a_complaint_is_kept_from_whom_it_concerns_and_answered_in_time(
    page_for: Callable[..., Page], riina: User, margus: User, helena: User, puit: Client, ordinary: Enquiry
) -> None:
    mari = mari_tamm()
    clients.add_contact(kind="email", value="mari.tamm@tammepuit.example", person=mari, by=riina)
    actions.open_enquiry(topic=Topic.objects.get(code="joint-rights"), client=puit, person=mari, by=riina)

    hers = page_for(riina, path=f"/enquiries/new/?client={puit.pk}")
    complaint = written_down(hers, margus)

    his = page_for(margus, path="/enquiries/?state=all")
    expect(his.get_by_role("link", name=ordinary.number)).to_be_visible()
    expect(his.get_by_text(complaint.number)).to_have_count(0)
    his.keyboard.press("Control+k")
    his.keyboard.type(complaint.number)
    expect(his.get_by_text("Midagi ei leitud")).to_be_visible()
    his.goto(puit.get_absolute_url())
    expect(his.get_by_role("link", name=ordinary.number).first).to_be_visible()
    story = f"Pöördumine {ordinary.number} avatud"
    expect(his.get_by_text(story)).to_be_visible()
    expect(his.get_by_text(complaint.number)).to_have_count(0)
    assert his.request.get(complaint.get_absolute_url()).status == 404
    assert his.request.get(f"/api/enquiries/{complaint.pk}/").status == 404

    page = page_for(helena, path=complaint.get_absolute_url())
    expect(page.get_by_text(WORDS)).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("v")
    expect(page.get_by_role("button", name="Võta endale")).to_have_count(0)
    page.keyboard.press("h")
    expect(page.get_by_text("kättesaamisest teatatud")).to_be_visible()
    page.get_by_label("Tulemus").select_option(label="Lahendatud")
    page.get_by_role("button", name="Sulge pöördumine").press("Enter")
    expect(page.get_by_role("button", name="Taasava")).to_be_visible()

    complaint.refresh_from_db()
    assert (complaint.owner, complaint.state) == (helena, "closed")
    assert complaint.holding_at is not None
    assert complaint.closed_at is not None
    assert complaint.holding_due_at is not None
    assert complaint.due_at is not None
    assert complaint.holding_at < complaint.holding_due_at
    assert complaint.closed_at < complaint.due_at
    letter = MessageBody.objects.get()
    assert letter.to == "mari.tamm@tammepuit.example"
    assert letter.subject == f"Teie kaebus on kätte saadud ({complaint.number})"

    his.goto("/enquiries/?state=all")
    expect(his.get_by_role("link", name=ordinary.number)).to_be_visible()
    expect(his.get_by_text(complaint.number)).to_have_count(0)
