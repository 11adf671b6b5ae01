"""The official's right, by keyboard: an order is declined with its ground and answered; all is kept."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from desk.orders.enums import Answered, Ground, OrderState
from desk.orders.models import Objection, Order
from desk.people.enums import Role
from desk.people.models import User
from tests.orders.world import MONDAY, on

pytestmark = [pytest.mark.browser, pytest.mark.slow]

REFUSAL = "Kaustade säilitustähtaeg ei ole läbi."
ANSWER = "Tähtaeg lõppes eelmisel aastal, hävitamise akt on kaustas."


@pytest.fixture
def toomas(someone: Callable[..., User], live_url: str) -> User:
    on(MONDAY)
    return someone("juht", Role.HEAD, first_name="Toomas", last_name="Kuusk", extension="120")


@pytest.fixture
def riina(someone: Callable[..., User], live_url: str) -> User:
    return someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand", extension="101")


def chosen(page: Page, label: str) -> None:
    """Tick a box or a button of choice by keyboard."""
    page.get_by_label(label, exact=True).focus()
    page.keyboard.press("Space")


def filled(page: Page, label: str, text: str) -> None:
    field = page.get_by_label(re.compile(f"^{label}"))
    field.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def given(head: Page) -> Order:
    """The head writes an order for Riina and gives it."""
    expect(head.get_by_role("heading", name="Korraldused", level=1)).to_be_visible()
    head.keyboard.press("n")
    expect(head.get_by_role("heading", name="Uus korraldus", level=1)).to_be_visible()
    filled(head, "Pealkiri", "Hävita vanad kaustad")
    filled(head, "Tähtaeg", "20.01.2027")
    chosen(head, "Riina Rand")
    head.get_by_role("button", name="Salvesta mustand").press("Enter")
    expect(head.get_by_text("koostamisel")).to_be_visible()
    head.keyboard.press("g")
    expect(head.get_by_role("status").filter(has_text="Korraldus on antud")).to_be_visible()
    return Order.objects.get()


def declined(mine: Page, order: Order) -> Objection:
    """Riina finds it on her first page and declines it with a ground."""
    panel = mine.get_by_role("region", name="Minu korraldused")
    panel.get_by_role("link", name=order.number).press("Enter")
    expect(mine.get_by_role("heading", name=f"{order.number} · Hävita vanad kaustad")).to_be_visible()
    mine.keyboard.press("q")
    expect(mine.get_by_role("heading", name=f"Küsi või keeldu: {order.number}")).to_be_visible()
    chosen(mine, "keeldumine")
    mine.get_by_label("Keeldumise alus").select_option(label="korraldus on vastuolus seadusega")
    filled(mine, "Oma sõnadega", REFUSAL)
    mine.get_by_role("button", name="Saada", exact=True).press("Enter")
    expect(mine.get_by_text("ei ole sul selle korraldusega midagi teha")).to_be_visible()
    return Objection.objects.get()


def answered(head: Page, order: Order) -> None:
    """The head finds it on his first page and answers that the order stands."""
    waits = head.get_by_role("region", name="Korraldused, mis ootavad mind")
    waits.get_by_role("link", name=order.number).press("Enter")
    expect(head.get_by_text(REFUSAL).first).to_be_visible()
    head.keyboard.press("s")
    expect(head.get_by_role("heading", name=f"Vastus: {order.number}")).to_be_visible()
    chosen(head, "korraldus jääb kehtima")
    filled(head, "Sinu vastus", ANSWER)
    head.get_by_role("button", name="Vasta", exact=True).press("Enter")
    expect(head.get_by_role("status").filter(has_text="Vastus on kirjas")).to_be_visible()


def test_an_order_is_declined_answered_and_kept(
    page_for: Callable[..., Page], toomas: User, riina: User
) -> None:
    head = page_for(toomas, path="/orders/")
    order = given(head)
    mine = page_for(riina, path="/")
    objection = declined(mine, order)
    assert (objection.ground, objection.text) == (Ground.UNLAWFUL, REFUSAL)
    mine.goto("/people/owed/")
    expect(mine.get_by_text(order.number)).to_have_count(0)
    head.goto("/")
    answered(head, order)
    objection.refresh_from_db()
    assert (objection.answered, objection.answered_by) == (Answered.STANDS, toomas)

    # It is hers again, and both sides' words stay on the page to the end.
    mine.goto("/people/owed/")
    expect(mine.get_by_role("link", name=order.number).first).to_be_visible()
    mine.goto(order.get_absolute_url())
    mine.keyboard.press("k")
    mine.keyboard.type("Kaustad on hävitatud.")
    mine.get_by_role("button", name="Tehtud", exact=True).press("Enter")
    expect(mine.get_by_text("Teatatud tehtuks.")).to_be_visible()
    head.goto(order.get_absolute_url())
    head.keyboard.press("l")
    expect(head.get_by_role("status").filter(has_text="Korraldus on suletud")).to_be_visible()
    story = head.get_by_role("region", name="Mis on juhtunud")
    for words in (REFUSAL, ANSWER, "Kaustad on hävitatud.", "korraldus on vastuolus seadusega"):
        expect(story.get_by_text(words)).to_be_visible()
    order.refresh_from_db()
    assert order.state == OrderState.CLOSED
