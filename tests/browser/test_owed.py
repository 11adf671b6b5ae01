"""The day begins with what I owe: down the list by keyboard, one is done and gone; another decides."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from desk import clock
from desk.enquiries import actions as enquiries
from desk.guides import actions as guides
from desk.guides.enums import VersionState
from desk.guides.models import GuideVersion
from desk.people import actions
from desk.people.enums import ApprovalState, Role
from desk.people.models import Approval, Todo, User
from tests.enquiries.world import asked
from tests.guides.world import CONTRACT, LOGIN

pytestmark = pytest.mark.browser


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")


@pytest.fixture
def helena(someone: Callable[..., User], live_url: str) -> User:
    return someone("vanem", Role.SENIOR, first_name="Helena", last_name="Hunt", extension="110")


@pytest.fixture
def burning(riina: User, helena: User) -> list[Todo]:
    """Two late things, a promise for later, and one without a time."""
    now = clock.now()
    due_at = now + timedelta(days=2)
    enquiries.promise(enquiry=asked(riina), what="Helistame lepingu asjus", due_at=due_at, by=riina)
    wanted = (("Vaata üle volikirjad", -20), ("Helista üksusele", -2), ("Korista kaust", None))
    return [
        actions.ask_of(
            owner=riina, text=text, by=helena, due_at=None if hours is None else now + timedelta(hours=hours)
        )
        for text, hours in wanted
    ]


def title(page: Page, text: str) -> Locator:
    """The link of a row by which one goes to the thing itself."""
    return page.locator("[data-row] td:nth-child(2)").get_by_role("link").filter(has_text=text)


def test_a_specialist_begins_the_day(
    page_for: Callable[..., Page], riina: User, helena: User, burning: list[Todo]
) -> None:
    page = page_for(riina)
    panel = page.get_by_role("region", name="Minu teha")
    expect(panel.get_by_role("link", name="Vaata üle volikirjad")).to_be_visible()

    page.keyboard.press("o")
    expect(page.get_by_role("heading", name="Minu teha", level=1)).to_be_visible()
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(4)
    expect(rows.first).to_contain_text("Vaata üle volikirjad")
    expect(rows.last).to_contain_text("Korista kaust")

    page.wait_for_load_state("load")
    page.keyboard.press("j")
    expect(title(page, "Vaata üle volikirjad")).to_be_focused()
    page.keyboard.press("j")
    expect(title(page, "Helista üksusele")).to_be_focused()
    page.keyboard.press("d")
    expect(rows).to_have_count(3)
    expect(page.get_by_role("heading", name="Viimase ööpäevaga tehtud")).to_be_visible()
    assert Todo.objects.get(pk=burning[1].pk).done_by == riina

    # Where the row was, the next one is.
    page.keyboard.press("j")
    expect(title(page, "Helistame lepingu asjus")).to_be_focused()

    # A slip is taken back.
    page.get_by_role("button", name="Võta tagasi").click()
    expect(rows).to_have_count(4)

    # What is new is there at once.
    actions.ask_of(owner=riina, text="Vasta Toomasele", due_at=None, by=helena)
    expect(title(page, "Vasta Toomasele")).to_be_visible()
    expect(page.get_by_role("link", name="Teated: 4 uut")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_role("button", name="Sulle anti ülesanne.").first).to_be_visible()


def test_a_second_person_decides(page_for: Callable[..., Page], riina: User, helena: User) -> None:
    for wording in (LOGIN, CONTRACT):
        version = guides.draft(guide=None, wording=wording, topic_codes=(), by=riina)
        guides.propose(version=version, by=riina)
        clock.move(timedelta(hours=1))
    page = page_for(helena, path="/people/owed/?kind=second")
    expect(page.locator("[data-row]")).to_have_count(2)
    page.keyboard.press("e")
    expect(page.get_by_role("heading", name="Ootab sind")).to_be_visible()

    # The first, which has waited longest, is refused with a reason.
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.keyboard.type("Puudub viide seadusele")
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    expect(page.get_by_role("status").filter(has_text="Otsus on kirja pandud")).to_be_visible()
    # The next one is approved, and the guide is in force.
    page.keyboard.press("j")
    page.keyboard.press("y")
    expect(page.get_by_text("Sind ei oota midagi.")).to_be_visible()
    refused, approved = Approval.objects.order_by("asked_at")
    assert (refused.state, refused.reason) == (ApprovalState.REFUSED, "Puudub viide seadusele")
    assert (approved.state, approved.decided_by) == (ApprovalState.APPROVED, helena)
    states = GuideVersion.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [VersionState.DRAFT, VersionState.PUBLISHED]

    askers = page_for(riina, path="/people/second/")
    expect(askers.get_by_text("Puudub viide seadusele")).to_be_visible()
