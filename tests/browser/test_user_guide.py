"""The pictures of the user guide are taken here, so that the guide shows the desk as it is.

`./test tests/browser/test_user_guide.py --write-pictures` takes them anew.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from contracts.actions.links import fresh_link
from contracts.enums import Factor, ReturnVerdict
from contracts.models import Package, RepresentationChange, Template
from desk import clock
from desk.calls import actions
from desk.calls.views import faults
from desk.clients.models import Client, Person
from desk.enquiries.models import Enquiry, Fault
from desk.people.actions import set_presence
from desk.people.enums import PresenceState
from desk.people.models import User
from registry.models import Check
from tests.browser.telephone import TOKEN, settled
from tests.contracts.returns.returning import JAAN, LIIS, give_back, signed, work
from tests.house import places
from tests.simulators.eid import Lab, default_folder
from tests.simulators.exchange import Running, start
from tickets.models import Escalation, Unit

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
GUIDES = (ROOT / "docs" / "user-guide.md", ROOT / "docs" / "user-guide.en.md")
PICTURES = ROOT / "docs" / "screenshots"


@pytest.fixture
def demo(transactional_db: None) -> None:
    """The demo world, in a database of the test; Riina is at her desk and nobody else takes calls."""
    places.build(clock.now())
    riina = User.objects.get(username="spetsialist")
    for user in User.objects.exclude(extension=""):
        state = PresenceState.AVAILABLE if user == riina else PresenceState.AWAY
        set_presence(user=user, state=state, by=user)


@pytest.fixture
def exchange(demo: None, live_url: str) -> Iterator[Running]:
    actions.open_line(name="Infotelefon", token=TOKEN, by=None)  # the demo's own line has a secret token
    running = start(live_url, TOKEN, poll=0.2)
    yield running
    running.stop()


@pytest.fixture
def take(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Takes the picture; it is written only when asked for, so that a test run changes no file."""

    def picture(page: Page, name: str) -> None:
        settled(page)
        taken = page.screenshot(caret="initial")  # else it styles the page, which the policy forbids
        assert len(taken) > 5_000
        if request.config.getoption("--write-pictures"):
            (PICTURES / f"{name}.png").write_bytes(taken)

    return picture


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_picture_of_the_guide_is_there_and_none_is_left_over(guide: Path) -> None:
    shown = re.findall(r"\(screenshots/(guide-[a-z-]+)\.png\)", guide.read_text())
    assert sorted(shown) == sorted(path.stem for path in PICTURES.glob("guide-*.png"))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_key_that_the_guide_names_is_a_key_of_the_desk(guide: Path) -> None:
    """What stands in the guide as a key is a `data-key` of some template or form, or a digit."""
    named = set(re.findall(r"`([a-z0-9?])`", guide.read_text()))
    keyed = {
        key
        for path in (ROOT / "templates").rglob("*.html")
        for key in re.findall(r"data-key=\"([a-z?])\"", path.read_text())
    }
    keyed |= {
        key
        for path in (ROOT / "desk").rglob("*.py")
        for key in re.findall(r"\"data-key\": \"([a-z])\"", path.read_text())
    }
    assert named
    assert named <= keyed | {*faults.KEYS, *"123456789?"}


@pytest.mark.timeout(240)
def test_a_day_on_the_phone_as_the_guide_shows_it(
    exchange: Running, page_for: Callable[..., Page], take: Callable[[Page, str], None]
) -> None:
    page = page_for(User.objects.get(username="spetsialist"), viewport={"width": 1280, "height": 800})
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    take(page, "guide-home")

    exchange.state.ring_in("+37255500001")
    expect(page.get_by_role("region", name="Helistab 5550 0001")).to_be_visible()
    take(page, "guide-card")

    page.keyboard.press("a")
    expect(page.locator("#choose-first")).to_be_focused()
    page.keyboard.press("v")
    expect(page.locator("#identity_said")).to_be_focused()
    take(page, "guide-identity")

    page.keyboard.type("0016")
    page.keyboard.press("Enter")
    expect(page.locator("#enquiry_topic_text")).to_be_focused()
    page.keyboard.type("leping")
    take(page, "guide-workspace")

    page.keyboard.press("Escape")
    page.keyboard.press("?")
    take(page, "guide-keys")


@pytest.mark.timeout(240)
def test_the_pages_of_the_guide(
    demo: None, page_for: Callable[..., Page], take: Callable[[Page, str], None]
) -> None:
    page = page_for(
        User.objects.get(username="spetsialist"), viewport={"width": 1280, "height": 800}, path=""
    )
    client = Client.objects.get(registry_code="10000001")
    for name, address in (
        ("guide-rotation", reverse("calls:rotation")),
        ("guide-missed", reverse("calls:missed")),
        ("guide-callbacks", reverse("calls:callbacks")),
        ("guide-log", reverse("calls:log")),
        ("guide-client", client.get_absolute_url()),
        ("guide-roster", reverse("people:roster")),
        ("guide-absences", reverse("people:absences")),
    ):
        page.goto(address)
        take(page, name)

    page.keyboard.press("Control+k")
    page.keyboard.type("tame puit")  # a slip of the finger
    expect(page.locator("#search-results").get_by_text("Tamme Puit OÜ").first).to_be_visible()
    take(page, "guide-search")


@pytest.mark.timeout(240)
def test_letters_promises_and_guides_as_the_guide_shows_them(
    demo: None, page_for: Callable[..., Page], take: Callable[[Page, str], None]
) -> None:
    riina = User.objects.get(username="spetsialist")
    page = page_for(riina, viewport={"width": 1280, "height": 800}, path="")
    answered = Enquiry.objects.open().filter(mails__isnull=False, owner=riina).order_by("pk")[0]
    for name, address in (
        ("guide-owed", reverse("people:owed")),
        ("guide-letters", reverse("enquiries:inbox")),
        ("guide-enquiry", answered.get_absolute_url()),
        ("guide-answer", reverse("enquiries:answer", args=[answered.pk])),
        ("guide-promises", reverse("enquiries:promises")),
        ("guide-faults", Fault.objects.lasting()[0].get_absolute_url()),
        ("guide-guides", reverse("guides:index")),
    ):
        page.goto(address)
        take(page, name)

    call = actions.log_call(by=riina, number="+37255500001")
    page.goto(call.get_absolute_url())
    settled(page)  # what is typed before the panels stand is typed into nothing
    page.locator("#enquiry_question").fill("Klient ei saa PIN2 lukust lahti ja allkirja anda")
    found = page.locator("#guides-found")
    expect(found.get_by_role("link", name="Allkirjastamine ebaõnnestub")).to_be_visible()
    settled(page)
    page.keyboard.press("Escape")
    page.keyboard.press("-")
    expect(page.locator("#guide-open").get_by_role("heading").first).to_be_visible()
    page.locator("#guide-open").scroll_into_view_if_needed()
    take(page, "guide-guide")


def test_representation_as_the_guide_shows_it(
    demo: None, page_for: Callable[..., Page], take: Callable[[Page, str], None]
) -> None:
    page = page_for(
        User.objects.get(username="spetsialist"), viewport={"width": 1280, "height": 800}, path=""
    )
    joint = Client.objects.get(registry_code="10000018")
    check = Check.objects.for_client(joint.pk).answered()[0]
    page.goto(joint.get_absolute_url())
    panel = page.locator("#representation")
    expect(panel.get_by_text("Keda on vaja")).to_be_visible()
    panel.scroll_into_view_if_needed()
    take(page, "guide-representation")
    for name, address in (
        ("guide-check", check.get_absolute_url()),
        ("guide-changes", RepresentationChange.objects.open()[0].get_absolute_url()),
    ):
        page.goto(address)
        take(page, name)


def test_documents_as_the_guide_shows_them(
    demo: None, page_for: Callable[..., Page], take: Callable[[Page, str], None], settings: Any
) -> None:
    desktop = {"width": 1280, "height": 800}
    page = page_for(User.objects.get(username="spetsialist"), viewport=desktop, path="")
    tamme = Client.objects.get(registry_code="10000001")
    page.goto(reverse("contracts:draft", args=[tamme.pk]) + "?kinds=main_user_poa")
    expect(page.get_by_text("Tingimused").first).to_be_visible()
    take(page, "guide-drafting")
    half = Package.objects.get(containers__verifications__findings__verdict=ReturnVerdict.PARTIAL)
    page.goto(reverse("contracts:page", args=[half.pk]))
    take(page, "guide-package")
    Package.objects.filter(pk=half.pk).update(factor=Factor.NONE, code_to=None)
    client = page_for(None, viewport={"width": 800, "height": 900}, path="")
    client.goto(urlsplit(fresh_link(half)).path)
    take(client, "guide-client-page")
    lab = Lab(default_folder())
    settings.TRUST_DIR = str(lab.anchors)
    container = give_back(half, signed(lab, half, JAAN, LIIS))
    work(half)
    page.goto(reverse("contracts:evidence", args=[container.pk]))
    take(page, "guide-evidence")
    admin = page_for(User.objects.get(username="haldur"), viewport={"width": 1280, "height": 1000}, path="")
    text = Template.objects.get(kind__code="user_contract", portal=None, language="et")
    admin.goto(reverse("admin:contracts_template_change", args=[text.pk]))
    preview = admin.frame_locator("[data-editor-frames] iframe:not([data-coming])")
    expect(preview.get_by_text("Tamme Puit OÜ").first).to_be_visible()
    take(admin, "guide-template")


def test_the_life_of_documents_as_the_guide_shows_it(
    demo: None, page_for: Callable[..., Page], take: Callable[[Page, str], None], settings: Any
) -> None:
    settings.TSA_URL = "http://127.0.0.1:9/tsa"  # nothing is signed here, so nobody is asked
    desktop = {"width": 1280, "height": 800}
    head = page_for(User.objects.get(username="juht"), viewport=desktop, path=reverse("contracts:agency"))
    expect(head.get_by_role("table")).to_be_visible()
    take(head, "guide-agency")
    head.keyboard.press("a")
    for number in ("1/3", "2/3", "3/3"):
        expect(head.get_by_role("heading", level=1)).to_contain_text(number)
        head.keyboard.press("j")
    expect(head.get_by_role("button", name="Allkirjasta 3 dokumenti")).to_be_visible()
    take(head, "guide-sitting")
    tall = {"width": 1280, "height": 1240}  # a whole tree
    page = page_for(User.objects.get(username="spetsialist"), viewport=tall, path="")
    municipality = Client.objects.get(registry_code="70000013")
    for name, address in (
        ("guide-tree", reverse("contracts:tree", args=[municipality.pk])),
        ("guide-in-force", reverse("contracts:register_index")),
        ("guide-differences", reverse("contracts:differences")),
    ):
        page.goto(address)
        take(page, name)
    registrar = page_for(User.objects.get(username="referent"), viewport=desktop, path="")
    registrar.goto(reverse("contracts:registrations"))
    take(registrar, "guide-registrations")


def test_the_second_level_as_the_guide_shows_it(
    demo: None, page_for: Callable[..., Page], take: Callable[[Page, str], None]
) -> None:
    riina = User.objects.get(username="spetsialist")
    desktop = {"width": 1280, "height": 900}
    page = page_for(riina, viewport=desktop, path=reverse("tickets:list"))
    take(page, "guide-tickets")
    answered = Escalation.objects.answered().filter(enquiry__owner=riina)[0]
    page.goto(answered.get_absolute_url())
    take(page, "guide-ticket")
    enquiry = Enquiry.objects.open().filter(owner=riina, escalations=None, client__isnull=False)[0]
    unit = Unit.objects.get(code="it")
    page.goto(f"{reverse('tickets:escalate', args=[enquiry.pk])}?unit={unit.pk}")
    take(page, "guide-ticket-form")
    asked = Escalation.objects.open().filter(unit=unit, files__isnull=False)[0]
    expert = User.objects.get(username="ekspert")
    behind = page_for(expert, viewport=desktop, path=reverse("tickets:expert", args=[asked.uuid]))
    take(behind, "guide-expert")


def test_forty_clients_of_one_caller_as_the_guide_shows_them(
    demo: None, page_for: Callable[..., Page], take: Callable[[Page, str], None]
) -> None:
    riina = User.objects.get(username="spetsialist")
    kadri = Person.objects.get(last_name="Lepp")
    call = actions.log_call(by=riina, number="+37255500004")
    actions.choose(call=call, person=kadri, client=None, by=riina)
    clock.move(timedelta(minutes=2))
    page = page_for(riina, viewport={"width": 1280, "height": 800}, path="")
    page.goto(reverse("calls:many", args=[call.pk]))
    take(page, "guide-many")
