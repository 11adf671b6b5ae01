"""A walk-in from the door to a named specialist: two people at the counter, and the waiting room's screen."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from desk.counter.actions import screens
from desk.counter.models import Desk, Office, Visit
from desk.enquiries.reference import seed_reference
from desk.people.actions import set_presence
from desk.people.enums import PresenceState, Role
from desk.people.models import BreakReason, Presence, User

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    seed_reference()
    BreakReason.objects.create(code="counter", name_et="Klient letis", name_en="At the counter")
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")


@pytest.fixture
def margus(someone: Callable[..., User]) -> User:
    user = someone("spetsialist2", Role.SPECIALIST, first_name="Margus", last_name="Mets", extension="104")
    set_presence(user=user, state=PresenceState.AVAILABLE, by=user)
    return user


@pytest.fixture
def office(riina: User) -> Office:
    office = Office.objects.create(
        code="tallinn",
        name_et="Tallinn",
        name_en="Tallinn",
        name_ru="Таллинн",
        address="Roheline 64",
        letter="A",
    )
    Desk.objects.bulk_create(Desk(office=office, number=number) for number in (1, 2))
    return office


def sits(page: Page, number: str) -> None:
    """Chooses the desk by keyboard; the page asks for it until it is chosen."""
    page.get_by_label("Minu laud").focus()
    page.keyboard.type(number)
    page.get_by_role("button", name="Istun siin").press("Enter")
    expect(page.get_by_text(f"Istun laua {number} taga")).to_be_visible()


def comes(page: Page, topic: str, reason: str, number: str) -> None:
    page.keyboard.press("u")
    page.keyboard.type(topic)
    page.keyboard.press("Enter")
    page.get_by_label("Põhjus külastaja sõnadega").focus()
    page.keyboard.type(reason)
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Külastaja number on {number}.")).to_be_visible()


def test_a_walk_in_is_handed_to_a_named_specialist_and_the_screen_shows_the_number_and_desk_only(
    page_for: Callable[..., Page], riina: User, margus: User, office: Office
) -> None:
    key = screens.open_screen(office=office, by=riina)
    wall = page_for(None, path=reverse("counter:screen", args=[key]))
    expect(wall.get_by_text("Palun oodake.")).to_be_visible()
    reception = reverse("counter:reception", args=[office.code])
    page, other = page_for(riina, path=reception), page_for(margus, path=reception)
    sits(page, "1")
    sits(other, "2")

    comes(page, "kasutuslep", "Tahab lepingut allkirjastada", "A-1")
    comes(page, "keskkonnatasu", "Küsib tähtaega", "A-2")
    expect(other.get_by_role("region", name="Ootavad").first).to_contain_text("A-2")  # without asking

    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_have_text("Külastus A-1")
    expect(wall.get_by_role("row", name="A-1 1")).to_be_visible()
    expect(other.get_by_role("region", name="Laudade juures")).to_contain_text("Riina Rand")
    other.keyboard.press("n")
    expect(other.get_by_role("heading", level=1)).to_have_text("Külastus A-2")

    hands_on(page)
    # A slip: A-2 waits again, and Margus calls the one who waits for him by name.
    other.keyboard.press("b")
    expect(other.get_by_text("Külastaja ootab jälle oma vanal kohal.")).to_be_visible()
    other.goto(reception)
    other.keyboard.press("n")
    expect(other.get_by_role("heading", level=1)).to_have_text("Külastus A-1")
    expect(other.get_by_text("Tahab lepingut allkirjastada")).to_be_visible()
    expect(wall.get_by_role("row", name="A-1 2")).to_be_visible()
    assert Presence.objects.open().get(user=margus).state == PresenceState.BREAK
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_have_text("Külastus A-2")

    ends(other)
    expect(other.get_by_text("Külastus A-1 on lõppenud.")).to_be_visible()
    shown = wall.locator("body").inner_text()
    assert not [word for word in ("Riina", "Margus", "Tahab", "tähtaeg", "leping") if word in shown]
    visit = Visit.objects.get(number="A-1")
    assert (visit.user, visit.desk and visit.desk.number, visit.reason) == (margus, 2, "")
    states = visit.periods.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["waiting", "called", "serving", "handed", "called", "serving"]
    assert Presence.objects.open().get(user=margus).state == PresenceState.AVAILABLE


def ends(page: Page) -> None:
    """The enquiry was named at the door already: Enter opens it, Enter ends the visit with advice."""
    page.keyboard.press("s")
    expect(page.get_by_text("teenindamisel").first).to_be_visible()
    page.get_by_label("Küsimus külastaja sõnadega").focus()
    page.keyboard.type("Kuidas allkirjastada?")
    page.keyboard.press("Enter")
    expect(page.locator("#finish-button")).to_be_focused()
    page.keyboard.press("Enter")


def hands_on(page: Page) -> None:
    """Serving has begun, but the visitor needs Margus, who serves somebody just now."""
    page.keyboard.press("s")
    expect(page.get_by_text("teenindamisel").first).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("y")
    name = page.get_by_role("button", name="Ootab: Margus Mets")
    expect(page.get_by_role("row", name="Margus Mets")).to_contain_text("teenindab külastajat A-2")
    page.keyboard.press(name.get_attribute("data-key") or "")
    expect(page.get_by_text("A-1 ootab: Margus Mets.")).to_be_visible()
