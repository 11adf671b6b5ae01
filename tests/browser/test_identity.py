"""Who calls is asked before anything of the client is told: what agrees, what does not, and what follows."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from desk.calls import actions
from desk.calls.models import Call, DisclosureDecision, IdentityCheck
from desk.clients import actions as clients
from desk.clients.models import Client, Person
from desk.enquiries.reference import seed_reference
from desk.people.enums import Role
from desk.people.models import User
from tests.browser.telephone import in_hand

pytestmark = pytest.mark.browser

MARI, KADRI = "24503120016", "24402020080"
EMAIL, OFFICE = "mari.tamm@tammepuit.example", "info@tammepuit.example"
# Everything that the desk knows of the client and of who acts for it; the caller's own number is his own.
SECRETS = (EMAIL, OFFICE, MARI, KADRI, "10000001", "55500004", "5550 0004")


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    seed_reference()
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")


@pytest.fixture
def puit(riina: User) -> Client:
    puit = clients.create_client(
        kind="organisation", name="Tamme Puit OÜ", registry_code="10000001", by=riina
    )
    clients.add_contact(kind="email", value=OFFICE, client=puit, by=riina)
    return puit


@pytest.fixture
def mari(riina: User, puit: Client) -> Person:
    mari = clients.create_person(first_name="Mari", last_name="Tamm", personal_code=MARI, by=riina)
    clients.add_contact(kind="phone", value="+37255500001", person=mari, by=riina)
    clients.add_contact(kind="email", value=EMAIL, person=mari, by=riina)
    clients.add_role(person=mari, client=puit, role="juhatuse liige", by=riina)
    return mari


@pytest.fixture
def kadri(riina: User, puit: Client, mari: Person) -> Person:
    kadri = clients.create_person(first_name="Kadri", last_name="Lepp", personal_code=KADRI, by=riina)
    clients.add_contact(kind="phone", value="+37255500004", person=kadri, by=riina)
    clients.add_role(person=kadri, client=puit, role="raamatupidaja", by=riina)
    return kadri


def in_call(riina: User, who: Person, puit: Client, number: str) -> Call:
    call = actions.log_call(by=riina, number=number)
    return actions.choose(call=call, person=who, client=puit, by=riina)


def says(page: Page, text: str) -> None:
    in_hand(page, "identity_said")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_identity_refused(
    page_for: Callable[..., Page], riina: User, mari: Person, kadri: Person, puit: Client
) -> None:
    call = in_call(riina, mari, puit, "+37255500001")
    page = page_for(riina, path=f"/calls/{call.pk}/")
    told = page.locator("#call-disclosure")
    expect(told).to_contain_text("Tohib öelda: ainult üldine nõu")
    expect(told).to_contain_text("Vaja on veel üht tunnust.")

    says(page, "9999")
    expect(told).to_contain_text("Ei klapi: isikukoodi neli viimast numbrit.")
    says(page, "keegi@mujal.example")
    expect(told).to_contain_text("tuvastamata")
    expect(told).to_contain_text("ära ütle kliendi kohta midagi")
    expect(page.locator("#identity_said")).to_have_count(0)

    for look in (page.content(), page_for(riina, path=f"/calls/{call.pk}/").content()):
        assert not [secret for secret in SECRETS if secret in look]
    expect(page.get_by_role("heading", name="Kliendi andmed")).to_be_visible()
    expect(page.locator("#call-panels .panel")).to_have_count(0)
    assert IdentityCheck.objects.latest("pk").failed == ["personal_code", "email"]
    assert DisclosureDecision.objects.latest("pk").level == "general"

    # General advice is given all the same, and the call ends with its outcome.
    in_hand(page, "enquiry_topic_text")
    page.keyboard.type("kasutuslep sõlm")
    page.keyboard.press("Enter")
    in_hand(page, "enquiry_question")
    page.keyboard.press("Enter")
    in_hand(page, "call_notes")
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    in_hand(page, "finish_outcome")
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Kõne on lõpetatud.")).to_be_visible()


def test_an_identified_bookkeeper_without_authorisation_gets_general_advice(
    page_for: Callable[..., Page], riina: User, mari: Person, kadri: Person, puit: Client
) -> None:
    call = in_call(riina, kadri, puit, "+37255500004")
    page = page_for(riina, path=f"/calls/{call.pk}/")
    says(page, "raamatupidaja")
    told = page.locator("#call-disclosure")
    expect(told.get_by_text("tuvastatud", exact=True)).to_be_visible()
    expect(told).to_contain_text("Selle kliendi kohta: ainult üldine nõu.")
    expect(told).to_contain_text("Pöörduja enda sõnul: raamatupidaja.")
    expect(told).to_contain_text("Ühtegi kehtivat volikirja pöörduja nimele ei ole.")
    expect(page.locator("#call-panels .panel")).to_have_count(0)
    assert not [secret for secret in (EMAIL, OFFICE, MARI) if secret in page.content()]


def test_the_specialist_looks_all_the_same_and_says_why(
    page_for: Callable[..., Page], riina: User, mari: Person, puit: Client
) -> None:
    call = in_call(riina, mari, puit, "")
    page = page_for(riina, path=f"/calls/{call.pk}/")
    page.locator("summary", has_text="Näita ikkagi").click()
    with page.expect_response(lambda answer: answer.url.endswith(f"/calls/{call.pk}/")):
        page.evaluate("htmx.trigger(document.body, 'live:poll')")  # as when the stream is down
    page.get_by_label("Miks sa neid andmeid vaatad?").select_option("document")
    page.get_by_role("button", name="Näita ikkagi").click()
    expect(page.get_by_text("Avatud ainult sulle")).to_be_visible()
    expect(page.locator("#representation")).to_be_visible()
    expect(page.locator("#call-disclosure")).to_contain_text("Tohib öelda: ainult üldine nõu")
