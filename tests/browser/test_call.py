"""A call as a specialist lives it in Estonian: the ring, the card, the workspace, by keyboard."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from desk.calls import actions
from desk.calls.models import Call
from desk.clients import actions as clients
from desk.enquiries.actions import order_favourites
from desk.enquiries.models import Enquiry, Topic
from desk.enquiries.reference import seed_reference
from desk.people.enums import Role
from desk.people.models import User
from tests.browser.conftest import wait_for
from tests.browser.telephone import Keys, comes_to_work, exchange_before, in_hand
from tests.simulators.exchange import Running

pytestmark = pytest.mark.browser


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")


@pytest.fixture
def exchange(live_url: str) -> Iterator[Running]:
    with exchange_before(live_url) as running:
        yield running


@pytest.fixture
def known_caller(riina: User) -> None:
    seed_reference()
    puit = clients.create_client(
        kind="organisation", name="Tamme Puit OÜ", registry_code="10000001", by=riina
    )
    mari = clients.create_person(first_name="Mari", last_name="Tamm", personal_code="24503120016", by=riina)
    clients.add_contact(kind="phone", value="+37255500001", person=mari, by=riina)
    clients.add_contact(kind="email", value="mari.tamm@tammepuit.example", person=mari, by=riina)
    clients.add_role(person=mari, client=puit, role="juhatuse liige", by=riina)


def test_a_call_from_ring_to_closed_enquiry_by_keyboard_alone(
    page_for: Callable[..., Page], riina: User, exchange: Running, known_caller: None
) -> None:
    page = page_for(riina)
    keys = Keys(page)
    comes_to_work(page)

    exchange.state.ring_in("+37255500001")
    card = page.get_by_role("region", name="Helistab 5550 0001")
    expect(card).to_contain_text("Mari Tamm")
    expect(card).to_contain_text("Tamme Puit OÜ")

    keys.press("a")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kõne: 5550 0001")
    wait_for(lambda: exchange.state.seen()[0]["talking"] == "101")
    expect(page.get_by_role("status").filter(has_text="vestlusel")).to_be_visible()
    in_hand(page, "choose-first")

    keys.press("v")
    in_hand(page, "identity_said")
    keys.write("0016")
    keys.press("Enter")
    in_hand(page, "enquiry_topic_text")
    keys.write("solmimine kasutuslep")  # any words, in any order, without diacritics
    keys.press("Enter")
    in_hand(page, "enquiry_question")
    keys.write("Kuidas saab leping sõlmitud?")
    keys.press("Enter")
    in_hand(page, "call_notes")
    keys.write("Räägitud, kuidas leping sõlmitakse.")
    keys.press("Escape")
    expect(page.get_by_text("Salvestatud", exact=True)).to_be_visible()
    keys.press("i")
    expect(page.get_by_text("Aadress on kinnitatud: see toimib.")).to_be_visible()

    exchange.state.hang_up(exchange.state.seen()[0]["id"])
    in_hand(page, "finish_outcome")
    keys.press("n")  # the list jumps to "Nõu antud"
    keys.press("Enter")
    expect(page.get_by_text("Kõne on lõpetatud.")).to_be_visible()

    assert keys.pressed <= 12, keys.pressed
    call = Call.objects.get()
    assert (call.state, call.notes) == ("closed", "Räägitud, kuidas leping sõlmitakse.")
    assert [(one.state, one.question) for one in Enquiry.objects.all()] == [
        ("closed", "Kuidas saab leping sõlmitud?")
    ]


def test_a_nameless_general_question_closes_in_five_keys(
    page_for: Callable[..., Page], riina: User, exchange: Running, known_caller: None
) -> None:
    order_favourites(topics=list(Topic.objects.filter(code__in=["slow", "thanks"])), by=riina)
    page = page_for(riina)
    keys = Keys(page)
    comes_to_work(page)
    exchange.state.ring_in("anonymous")
    expect(page.get_by_role("region", name="Helistab varjatud number")).to_be_visible()

    keys.press("a")
    in_hand(page, "general")
    keys.press("g")
    in_hand(page, "enquiry_topic_text")
    keys.press("2")
    in_hand(page, "enquiry_question")
    keys.press("Enter")
    in_hand(page, "finish-button")
    exchange.state.hang_up(exchange.state.seen()[0]["id"])
    expect(page.get_by_text("Vestlus ei ole veel lõppenud.")).to_be_hidden()
    in_hand(page, "finish-button")
    keys.press("Enter")
    expect(page.get_by_text("Kõne on lõpetatud.")).to_be_visible()

    assert keys.pressed == 5
    assert Enquiry.objects.get().state == "closed"
    assert Call.objects.get().outcome is not None


def test_a_mis_click_is_taken_back_on_the_same_day(
    page_for: Callable[..., Page], riina: User, known_caller: None
) -> None:
    call = actions.log_call(by=riina, number="")
    slow = actions.take_enquiry(call=call, topic=Topic.objects.get(code="slow"), by=riina)
    page = page_for(riina, path=f"/calls/{call.pk}/")
    page.get_by_text("Paranda eksimus").click()
    page.get_by_label("Õige teema").select_option(label="Tänu")
    page.get_by_role("button", name="Paranda teema").click()
    expect(page.get_by_text("Teema on parandatud.")).to_be_visible()
    page.keyboard.press("o")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Kõne on lõpetatud.")).to_be_visible()
    page.get_by_role("button", name="Lõpetasin kogemata: ava uuesti").click()
    expect(page.get_by_text("Kõne on uuesti avatud.")).to_be_visible()
    slow.refresh_from_db()
    assert (slow.topic.code, slow.is_open) == ("thanks", True)


def test_a_refused_call_rings_for_the_next_person_at_once(
    page_for: Callable[..., Page], riina: User, someone: Callable[..., Any], exchange: Running
) -> None:
    other = someone("spetsialist2", Role.SPECIALIST, first_name="Margus", last_name="Mets", extension="104")
    mine, theirs = page_for(riina), page_for(other)
    for page in (mine, theirs):
        comes_to_work(page)

    exchange.state.ring_in("anonymous")
    expect(mine.get_by_role("region", name="Helistab varjatud number")).to_be_visible()
    mine.get_by_role("button", name="Anna edasi").click()
    expect(theirs.get_by_role("region", name="Helistab varjatud number")).to_be_visible()
    wait_for(lambda: exchange.state.seen()[0]["ringing"] == ["104"])


def test_a_call_that_the_caller_gives_up_takes_its_card_with_it(
    page_for: Callable[..., Page], riina: User, exchange: Running
) -> None:
    page = page_for(riina)
    comes_to_work(page)
    call = exchange.state.ring_in("+37255500009")
    card = page.get_by_role("region", name="Helistab 5550 0009")
    expect(card).to_be_visible()
    exchange.state.hang_up(call.id)
    expect(card).to_be_hidden()


def test_a_topic_is_put_on_a_key_from_the_picker_itself(
    page_for: Callable[..., Page], riina: User, known_caller: None
) -> None:
    call = actions.log_call(by=riina, number="")
    page = page_for(riina, path=call.get_absolute_url())
    in_hand(page, "general")
    page.keyboard.press("t")
    page.keyboard.type("tanu")
    page.keyboard.press("*")
    mine = page.get_by_role("list", name="Minu teemad")
    expect(mine.get_by_role("button", name="Tänu")).to_be_visible()
    page.locator("#enquiry_topic_text").fill("")
    page.keyboard.press("1")
    in_hand(page, "enquiry_question")
    expect(page.locator("#enquiry_topic_text")).to_have_value("Tänu (Tagasiside)")


def test_while_the_stream_is_up_the_page_asks_nothing_by_itself(
    page_for: Callable[..., Page], riina: User
) -> None:
    page = page_for(riina, path="")
    page.clock.install()
    page.goto("/clients/")
    expect(page.locator("body")).to_have_attribute("data-stream", "up")
    count = "document.body.addEventListener('live:poll', () => (window.asked = (window.asked || 0) + 1))"
    page.evaluate(count)
    page.clock.fast_forward(60_000)
    assert not page.evaluate("window.asked")

    page.evaluate("document.body.dataset.stream = 'down'")
    page.clock.fast_forward(16_000)
    assert page.evaluate("window.asked") == 1
