"""A guide as a specialist lives it: found while typing, followed, put right; and an instruction read."""

from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from desk.enquiries.models import UsedGuide
from desk.enquiries.reference import seed_reference
from desk.guides import actions
from desk.guides.models import GuideFlag, GuideVersion, Reading
from desk.guides.reference import seed_reference as seed_guides
from desk.people.enums import Role
from desk.people.models import User
from tests.browser.conftest import wait_for
from tests.browser.telephone import Keys, comes_to_work, exchange_before, in_hand, settled
from tests.simulators.exchange import Running

pytestmark = pytest.mark.browser


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")


@pytest.fixture
def toomas(someone: Callable[..., User], live_url: str) -> User:
    """The head, who owns the guides of the house."""
    head = someone("juht", Role.HEAD, first_name="Toomas", last_name="Kuusk")
    seed_reference()
    seed_guides()
    return head


@pytest.fixture
def exchange(live_url: str) -> Iterator[Running]:
    with exchange_before(live_url) as running:
        yield running


def test_a_guide_that_misled_is_followed_flagged_corrected_and_read_anew(
    page_for: Callable[..., Page], riina: User, toomas: User, exchange: Running
) -> None:
    page = page_for(riina)
    keys = Keys(page)
    comes_to_work(page)
    _answers(page, keys, exchange)

    # Nothing but the question is typed: the guide comes by itself, in whatever form its words stand there.
    keys.write("allkirjastamine ebaonnestub")
    keys.press("Enter")
    in_hand(page, "enquiry_question")
    keys.write("Klient ei saa PIN2 lukust lahti ja allkirja anda")
    found = page.locator("#guides-found")
    expect(found.get_by_role("link", name="Allkirjastamine ebaõnnestub")).to_be_visible()
    settled(page)
    keys.press("Escape")
    keys.press("-")
    opened = page.locator("#guide-open")
    expect(opened.get_by_role("heading", name="Allkirjastamine ebaõnnestub")).to_be_visible()
    expect(opened.get_by_text("Kontrollime koos, kas allkirjastamise vahend")).to_be_visible()

    # It goes on with the enquiry that is opened now; the call itself is never left.
    used = _follows(page, keys)

    _flags(page, keys, used)
    _corrects(page_for(toomas, path=reverse("people:owed")))
    wait_for(lambda: GuideVersion.objects.filter(guide=used.version.guide, number=2, state="published"))
    page.goto(reverse("people:notices"))
    keys.press("v")
    expect(page.get_by_text("Küsi enne PUK koodi")).to_be_visible()
    expect(page.get_by_text("Lisasin PUK koodi")).not_to_have_count(0)


def _answers(page: Page, keys: Keys, exchange: Running) -> None:
    """Somebody who says no name asks a general question."""
    exchange.state.ring_in("anonymous")
    expect(page.get_by_role("region", name="Helistab varjatud number")).to_be_visible()
    keys.press("a")
    in_hand(page, "general")
    keys.press("g")
    in_hand(page, "enquiry_topic_text")


def _follows(page: Page, keys: Keys) -> UsedGuide:
    """The enquiry is opened, and two steps of its guide are ticked."""
    page.locator("#enquiry_question").focus()
    keys.press("Control+Enter")
    panel = page.locator("#call-guide section")
    expect(panel.get_by_text("Mida on proovitud")).to_be_visible()
    settled(page)
    keys.press("Escape")
    keys.press(".")
    keys.press("Space")
    keys.press("Tab")
    keys.press("Space")
    expect(panel.get_by_text("2 sammu alles")).to_be_visible()
    used = UsedGuide.objects.get()
    assert (used.steps, used.version.title_et) == ([1, 2], "Allkirjastamine ebaõnnestub")
    return used


def _flags(page: Page, keys: Keys, used: UsedGuide) -> None:
    """One key says that the guide is wrong; what exactly is said afterwards."""
    panel = page.locator("#call-guide section")
    keys.press("Escape")
    page.locator("#main").focus()
    keys.press("w")
    expect(panel.get_by_text("juhendi omanik leiab selle oma nimekirjast")).to_be_visible()
    expect(page.get_by_label("Mis on valesti? (võib jääda tühjaks)")).to_be_focused()
    keys.write("PUK küsitakse enne")
    keys.press("Enter")
    expect(panel.get_by_text("Kirja pandud.")).to_be_visible()
    flag = GuideFlag.objects.get()
    assert (flag.note, flag.enquiry_id) == ("PUK küsitakse enne", used.enquiry_id)


def _corrects(page: Page) -> None:
    """The owner comes from what he owes to the guide, writes the next version and publishes it."""
    page.get_by_role("link", name="Allkirjastamine ebaõnnestub").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("PUK küsitakse enne")).to_be_visible()
    page.keyboard.press("m")
    steps = page.get_by_label("Sammud eesti keeles")
    steps.focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Delete")
    page.keyboard.type("Küsi enne PUK koodi. K")
    page.get_by_label("Mis muutus").focus()
    page.keyboard.type("Lisasin PUK koodi")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Mustand: seda näevad ainult")).to_be_visible()
    page.keyboard.press("v")
    expect(page.locator("ins")).not_to_have_count(0)
    page.go_back()
    page.keyboard.press("a")
    expect(page.get_by_text("Avaldatud: see versioon kehtib.")).to_be_visible()


def test_an_instruction_is_read_on_the_workspace_and_confirmed_in_one_key(
    page_for: Callable[..., Page], riina: User, toomas: User
) -> None:
    for title, important in (("Kontrollige esindusõigust alati", True), ("Uus kohvimasin", False)):
        values = {"title": title, "body": f"**{title}**", "roles": ["specialist"], "important": important}
        one = actions.write_instruction(instruction=None, values=values, by=toomas)
        actions.publish_instruction(instruction=one, by=toomas)
    page = page_for(riina)
    panel = page.locator("#instructions-unread")
    expect(panel.get_by_role("heading", name="Kontrollige esindusõigust alati")).to_be_visible()
    settled(page)
    page.keyboard.press("y")
    expect(panel.get_by_role("heading", name="Uus kohvimasin")).to_be_visible()
    settled(page)
    page.keyboard.press("y")
    expect(panel.get_by_text("Kõik on loetud.")).to_be_visible()
    assert Reading.objects.filter(user=riina).count() == 2


def test_guides_are_found_by_typing_and_read_in_the_clients_language(
    page_for: Callable[..., Page], riina: User, toomas: User
) -> None:
    page = page_for(riina, path=reverse("guides:index"))
    page.keyboard.press("o")
    page.keyboard.type("volitse lopetamne")  # two slips
    first = page.locator("#rows li").first
    expect(first.get_by_role("link", name="Volituse või lepingu lõpetamine")).to_be_visible()
    first.get_by_role("link").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="vene").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".guide")).to_have_attribute("lang", "ru")
    expect(page.get_by_text("Уточню, что вы хотите прекратить")).to_be_visible()
