"""A known fault from the moment it is opened until fifty clients are told, in Estonian and by keyboard."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from desk import clock
from desk.calls.models import Call
from desk.clients import actions as clients
from desk.enquiries import actions
from desk.enquiries.enums import PromiseState
from desk.enquiries.models import Enquiry, Fault, FaultTie, Promise
from desk.enquiries.reference import seed_reference
from desk.mail.models import Message
from desk.people.enums import Role
from desk.people.models import User
from tests.browser.conftest import wait_for
from tests.browser.telephone import Keys, comes_to_work, exchange_before
from tests.enquiries.faulty import NAMES, OVER, TEXTS, asked, delivered, fault
from tests.simulators.exchange import Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CLIENTS = 50


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")


@pytest.fixture
def valve(someone: Callable[..., User], live_url: str) -> User:
    return someone("vanem", Role.SENIOR, first_name="Valve", last_name="Vaher", extension="110")


@pytest.fixture
def exchange(live_url: str) -> Iterator[Running]:
    with exchange_before(live_url) as running:
        yield running


def test_a_fault_from_opened_to_fifty_clients_told(
    page_for: Callable[..., Page], riina: User, valve: User, exchange: Running
) -> None:
    seed_reference()
    puit = clients.create_client(kind="organisation", name="Tamme Puit OÜ", registry_code="10000001", by=None)
    mari = clients.create_person(first_name="Mari", last_name="Tamm", language="et", by=riina)
    clients.add_contact(kind="phone", value="+37255500001", person=mari, by=riina)
    clients.add_contact(kind="email", value="mari.tamm@tammepuit.example", person=mari, by=riina)
    clients.add_role(person=mari, client=puit, role="juhatuse liige", by=riina)

    senior, desk = page_for(valve), page_for(riina)
    comes_to_work(desk)
    known = _open(senior)

    expect(desk.get_by_role("link", name=NAMES["et"])).to_be_visible()
    _answers_with_one_key(desk, exchange, puit.pk)
    for number in range(1, CLIENTS):
        actions.tie(enquiry=asked(riina, number), fault=known, by=riina)
    _declare_over(senior, known)

    # Sent is not told: only the delivered letters keep the promises and close the enquiries.
    assert Message.objects.count() == CLIENTS
    assert Promise.objects.filter(state=PromiseState.KEPT).count() == 0
    delivered(*Message.objects.all())
    actions.follow_letters()
    actions.close_told()
    senior.reload()
    expect(senior.get_by_role("link", name=f"teavitatud: {CLIENTS}")).to_be_visible()
    assert Promise.objects.filter(state=PromiseState.KEPT).count() == CLIENTS
    assert set(FaultTie.objects.values_list("message_id", flat=True)) == set(
        Promise.objects.values_list("evidence_id", flat=True)
    )
    assert set(Enquiry.objects.values_list("state", "outcome__code")) == {("closed", "fault-over")}


def _answers_with_one_key(desk: Page, exchange: Running, client_id: int) -> None:
    """The caller hears of the fault; one key ties it, and the hang-up finishes the call."""
    exchange.state.ring_in("+37255500001")
    card = desk.get_by_role("region", name="Helistab 5550 0001")
    expect(card).to_contain_text(TEXTS["et"])
    keys = Keys(desk)
    keys.press("a")
    strip = desk.get_by_role("region", name="Teadaolevad rikked")
    expect(strip).to_contain_text(TEXTS["et"])
    keys.press("v")
    expect(desk.locator("#call-caller")).to_contain_text("Pöörduja")
    wait_for(lambda: Call.objects.get().client_id == client_id)
    expect(strip.get_by_role("button", name="Helistab selle pärast")).to_be_visible()
    desk.keyboard.press("Escape")
    keys.press("q")
    expect(strip).to_contain_text("Kõne lõpeb toru äraseadmisega.")
    exchange.state.hang_up(exchange.state.seen()[0]["id"])
    expect(desk.locator("#call-state")).to_contain_text("lõpetatud")
    wait_for(lambda: Call.objects.get().state == "closed")


def _open(page: Page) -> Fault:
    page.goto("/enquiries/faults/")
    page.keyboard.press("n")
    page.get_by_label("Teema").select_option(label="Aeglus, leht ei avane")
    until = (clock.now() + timedelta(hours=26)).strftime("%d.%m.%Y %H:%M")
    page.get_by_label("Lubatud kõrvaldada").fill(until)
    for code, language in (("et", "eesti"), ("ru", "vene"), ("en", "inglise")):
        page.get_by_label(f"Nimetus {language} keeles").fill(NAMES[code])
        page.get_by_label(f"Ette lugeda {language} keeles").fill(TEXTS[code])
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Rike on iga kõne kohal näha.")).to_be_visible()
    return Fault.objects.get()


def _declare_over(page: Page, known: Fault) -> None:
    page.goto(known.get_absolute_url())
    expect(page.get_by_role("link", name=f"ootab teadet: {CLIENTS}")).to_be_visible()
    page.keyboard.press("o")
    for code, language in (("et", "eesti"), ("ru", "vene"), ("en", "inglise")):
        page.get_by_label(f"Teade {language} keeles").fill(OVER[code])
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(f"{CLIENTS} kirja on saatmisel.")).to_be_visible()


def test_a_change_is_told_on_every_open_page_and_what_was_hidden_comes_back(
    page_for: Callable[..., Page], riina: User, valve: User
) -> None:
    seed_reference()
    known = fault(valve)
    page = page_for(riina, path="/clients/")
    banner = page.locator("#fault-banner")
    expect(banner).to_contain_text(NAMES["et"])
    banner.get_by_role("button", name="Peida").click()
    expect(banner).not_to_contain_text(NAMES["et"])
    clock.move(timedelta(minutes=2))
    later = clock.now() + timedelta(hours=9)
    actions.change_fault(fault=known, names=NAMES, texts=TEXTS, promised_at=later, by=valve)
    expect(banner).to_contain_text("enne lubati")
