"""The access path as a specialist lives it in Estonian, by keyboard: from ring to working portal.

Everything outside is real to the desk: exchange, register, mail, signatures, portal. The client and the head
of the bureau sit at browsers of their own.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, expect

from contracts.reference import seed_reference
from desk import clock
from desk.clients import actions as clients
from desk.enquiries.reference import seed_reference as seed_topics
from desk.people.enums import Role
from desk.people.models import User
from tests.browser.conftest import Worker, wait_for
from tests.browser.telephone import comes_to_work, exchange_before, in_hand, settled
from tests.outside import TOOMAS, Outside, may_sign_for_the_agency, outside, until
from tests.simulators import exchange
from tests.simulators.eid import add_signature, sign_files

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]
MARI, EMAIL = "24503120016", "mari.tamm@tammepuit.example"

# What happened to the documents, as anyone reads it afterwards.
THE_STORY = (
    "Äriregistrilt küsiti esindusõigust",
    "Äriregister vastas: võib esindada üksi.",
    "Dokumendid koostatud",
    "Dokumendid saadetud allkirjastamiseks",
    "Allkirjastatud ümbrik vastu võetud",
    "Allkirjad kontrollitud ja korras",
    "Asutuse allkiri lisatud",
    "lisatud portaali e-Keskkonnaamet",
    "Klient teavitatud, et portaali saab kasutada",
)


@dataclass
class World:
    """The day of the test: who is at the desk, and what is outside."""

    outside: Outside
    exchange: exchange.Running
    riina: User
    head: User
    registrar: User


@pytest.fixture
def world(
    live_url: str, worker: Callable[..., Worker], someone: Callable[..., User], settings: Any
) -> Iterator[World]:
    seed_topics()
    seed_reference()
    riina = someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")
    head = someone("juht", Role.HEAD, first_name="Toomas", last_name="Kuusk")
    registrar = someone("referent", Role.REGISTRAR, first_name="Reet", last_name="Raud")
    may_sign_for_the_agency(head)
    puit = clients.create_client(
        kind="organisation", name="Tamme Puit OÜ", registry_code="10000001", by=riina
    )
    mari = clients.create_person(first_name="Mari", last_name="Tamm", personal_code=MARI, by=riina)
    clients.add_contact(kind="phone", value="+37255500001", person=mari, by=riina)
    clients.add_contact(kind="email", value=EMAIL, client=puit, source="register", by=riina)
    clients.add_role(person=mari, client=puit, role="juhatuse liige", by=riina)
    with outside(settings) as running, exchange_before(live_url) as telephone:
        worker(**running.environment())
        yield World(running, telephone, riina, head, registrar)


def takes_the_call(page: Page, world: World) -> None:
    """The ring, the card, the answer; who calls and on whose behalf; what about."""
    comes_to_work(page)
    world.exchange.state.ring_in("+37255500001")
    card = page.get_by_role("region", name="Helistab 5550 0001")
    expect(card).to_contain_text("Mari Tamm")
    page.keyboard.press("a")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kõne: 5550 0001")
    wait_for(lambda: world.exchange.state.seen()[0]["talking"] == "101")
    in_hand(page, "choose-first")
    page.keyboard.press("v")
    expect(page.get_by_role("definition").filter(has_text="Tamme Puit OÜ")).to_be_visible()
    shows_who_she_is(page)
    in_hand(page, "enquiry_topic_text")
    page.keyboard.type("kasutuslepingu sõlm")
    page.keyboard.press("Enter")
    in_hand(page, "enquiry_question")
    page.keyboard.press("Enter")
    in_hand(page, "call_notes")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Koosta dokumendid").first).to_be_visible()


def shows_who_she_is(page: Page) -> None:
    """A known number and the last digits of her code; what she may be told, the register has yet to say."""
    in_hand(page, "identity_said")
    page.keyboard.type(MARI[-4:])
    page.keyboard.press("Enter")
    expect(page.locator("#call-disclosure").get_by_text("tuvastatud", exact=True)).to_be_visible()
    expect(page.locator("#representation")).to_have_count(0)


def asks_the_register(page: Page) -> None:
    """The worker asks over SOAP; its answer opens the client's data in the open page."""
    expect(page.get_by_role("button", name="Küsi registrilt")).to_be_visible()
    settled(page)
    page.keyboard.press("r")
    in_hand(page, "call_notes")
    page.keyboard.press("Escape")
    expect(page.locator("#representation")).to_contain_text("Mari Tamm", timeout=60_000)
    expect(page.locator("#call-disclosure")).to_contain_text("kliendi andmed")
    expect(page.get_by_role("button", name="üle küsitud, toimib")).to_be_visible()
    settled(page)
    page.keyboard.press("i")
    expect(page.get_by_text("Aadress on kinnitatud: see toimib.")).to_be_visible()


def drafts_and_sends(page: Page) -> str:
    """User contract and power of attorney of a main user, for Mari herself; the code that is told to her."""
    page.keyboard.press("d")
    expect(page.get_by_role("heading", level=1)).to_have_text("Koosta dokumendid")
    page.keyboard.press("1")
    expect(page.get_by_role("heading", name="2. Mis neisse kirjutatakse")).to_be_visible()
    settled(page)
    page.keyboard.press("2")
    expect(page.get_by_label("eesnimi", exact=False)).to_have_value("Mari")
    settled(page)
    page.keyboard.press("s")
    expect(
        page.get_by_role("textbox", name="E-post", exact=True)
    ).to_be_focused()  # the only thing that nobody knew
    page.keyboard.type(EMAIL)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Dokumendid on koostatud.")).to_be_visible()
    expect(page.get_by_role("button", name="Saada kliendile")).to_be_visible(timeout=60_000)
    settled(page)
    page.keyboard.press("s")
    sent = page.get_by_role("status").filter(has_text="Kliendile saadetud")
    expect(sent).to_be_visible(timeout=60_000)
    return reads_out_the_code(page)


def reads_out_the_code(page: Page) -> str:
    """There is one address only, so the code that opens the client's page is told in the call."""
    expect(page.get_by_role("button", name="Tee kood, mida ette lugeda")).to_be_visible()
    settled(page)
    page.keyboard.press("o")
    return page.locator(".code-told").inner_text()


def finishes_the_call(page: Page, world: World) -> None:
    """Back to the call by one key; the caller hangs up; the outcome ends it."""
    expect(page.get_by_role("link", name="Tagasi kõne juurde")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kõne: 5550 0001")
    settled(page)
    page.keyboard.press("Escape")
    world.exchange.state.hang_up(world.exchange.state.seen()[0]["id"])
    in_hand(page, "finish_outcome")
    page.keyboard.type("Dokumendid s")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Kõne on lõpetatud.")).to_be_visible()


def link_in_the_letter(world: World) -> str:
    """The address that stands in the letter to the client."""
    (text,) = until(lambda: [each for each in world.outside.letters_to(EMAIL) if "/k/" in each])
    words: list[str] = text.split()
    return next(word for word in words if "/k/" in word).strip("<>.")


def signs_and_returns(client: Page, world: World) -> bytes:
    """Downloads the documents, signs them outside as Mari Tamm, returns one container."""
    files: dict[str, bytes] = {}
    for link in client.get_by_role("link", name="Laadi alla").all():
        if ".pdf" not in link.inner_text():
            continue
        with client.expect_download() as download:
            link.click()
        files[download.value.suggested_filename] = Path(download.value.path()).read_bytes()
    assert len(files) == 2
    container = sign_files(world.outside.lab, MARI, files, clock.now())
    client.get_by_label("Allkirjastatud ümbrik (.asice)").set_input_files(
        {"name": "leping.asice", "mimeType": "application/vnd.etsi.asic-e+zip", "buffer": container}
    )
    client.get_by_role("button", name="Tagasta").press("Enter")
    expect(client.get_by_text("Teil ei ole vaja midagi teha")).to_be_visible()
    return container


def signs_for_the_agency(head: Page, world: World) -> None:
    """The head downloads the container, adds a signature outside, uploads it."""
    with head.expect_download() as download:
        head.get_by_role("link", name="Ümbrik").first.click()
    data = Path(download.value.path()).read_bytes()
    both = add_signature(world.outside.lab, TOOMAS, data, clock.now())
    head.get_by_label("Allkirjastatud ümbrik (.asice)").set_input_files(
        {"name": "leping.asice", "mimeType": "application/vnd.etsi.asic-e+zip", "buffer": both}
    )
    head.get_by_role("button", name="Laadi üles").press("Enter")


def shows_after_reload(page: Page, text: str) -> Callable[[], bool]:
    def look() -> bool:
        page.reload()
        return page.get_by_text(text).first.is_visible()

    return look


def test_from_the_ring_to_a_portal_that_the_client_can_use(
    page_for: Callable[..., Page], world: World
) -> None:
    page = page_for(world.riina)
    takes_the_call(page, world)
    asks_the_register(page)
    told = drafts_and_sends(page)
    documents = page.url
    finishes_the_call(page, world)

    client = page_for(None, path=link_in_the_letter(world))
    client.get_by_label("Kuuekohaline kood").fill(told)
    client.get_by_role("button", name="Ava leht").press("Enter")
    expect(client.get_by_role("heading", level=1)).to_have_text("Allkirjastatavad dokumendid")
    signs_and_returns(client, world)
    until(shows_after_reload(client, "Teie allkirjad on korras"))

    signs_for_the_agency(page_for(world.head, path="/documents/agency/"), world)
    page.goto(documents)
    until(shows_after_reload(page, "Klient teavitatud"))
    assert world.outside.portal.state.writes == 2
    assert len(world.outside.letters_to(EMAIL)) == 2
    codes = {"client_code": "10000001", "person_code": MARI}
    answer = requests.post(f"{world.outside.portal.url}/login", data=codes, timeout=5)
    assert "Juurdepääs on olemas" in answer.text

    registrar = page_for(world.registrar, path="/documents/registration/")
    expect(registrar.get_by_role("button", name="Märgi registreerituks")).to_have_count(2)

    page.goto(documents)
    for told in THE_STORY:
        expect(page.locator("ol.timeline")).to_contain_text(told)
