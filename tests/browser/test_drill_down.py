"""The senior goes from the heat map to enquiries, from an hour to one call, and tells the head of unit."""

import re
from datetime import time, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from desk import workdays
from desk.calls.models import Call
from desk.enquiries.models import Enquiry, Topic
from desk.enquiries.reference import seed_reference
from desk.people.models import Unit
from desk.people.reference import seed_reference as seed_units
from stats import rollups, spans
from stats.models import Signal
from tests.conftest import Actor

pytestmark = pytest.mark.browser


@pytest.fixture
def topic(transactional_db: None, as_unit_head: Actor) -> Topic:
    """Last Tuesday six people asked about one topic, and one called at a quarter past eleven."""
    seed_units()
    seed_reference()
    topic = Topic.objects.exclude(parent=None).exclude(unit=None).order_by("pk")[0]
    Unit.objects.filter(topics=topic).update(head=as_unit_head.user)
    tuesday = spans.monday(workdays.today()) - timedelta(days=6)
    for n in range(6):
        opened = workdays.at(tuesday, time(10, n))
        Enquiry.objects.create(number=f"P-{n}", topic=topic, question="Kuidas edasi?", opened_at=opened)
    rang = workdays.at(tuesday, time(11, 15))
    Call.objects.create(rang_at=rang, answered_at=rang + timedelta(seconds=9), state="answered")
    rollups.refresh()
    return topic


def by_keyboard(page: Page, name: str) -> None:
    """Tab to the link of this name, and press Enter."""
    link = page.get_by_role("link", name=name).first
    expect(link).to_be_visible()
    link.focus()
    expect(link).to_be_focused()
    page.keyboard.press("Enter")


def test_from_a_cell_to_its_enquiries_and_from_an_hour_to_one_call(
    topic: Topic, as_senior: Actor, page_for: Any
) -> None:
    page = page_for(as_senior.user, path="/")
    page.get_by_role("link", name="Pöördumiste analüüs").click()
    expect(page.get_by_role("heading", name="Pöördumiste analüüs")).to_be_visible()
    assert topic.parent is not None
    by_keyboard(page, re.compile(rf"^{re.escape(topic.parent.name)}, \d+\*?: 6$"))  # type: ignore[arg-type]
    expect(page.get_by_role("heading", level=1)).to_have_text("Avatud pöördumised")
    expect(page.get_by_text("6 rida")).to_be_visible()
    expect(page.locator("main tbody tr")).to_have_count(6)
    page.keyboard.press("1")
    expect(page).to_have_url(re.compile(r"/enquiries/\d+/$"))

    page.goto("/board/contacts/when/")
    by_keyboard(page, "11 vastatud: 1")
    expect(page.locator("main tbody tr")).to_have_count(1)
    page.keyboard.press("1")
    expect(page).to_have_url(re.compile(r"/calls/\d+/$"))


def test_the_head_of_unit_is_told_in_two_clicks_and_acknowledges(
    topic: Topic, as_senior: Actor, as_unit_head: Actor, page_for: Any
) -> None:
    page = page_for(as_senior.user, path="/board/contacts/topics/")
    page.get_by_role("row", name=topic.name).get_by_role("link", name="Teata üksuse juhile").click()
    expect(page.get_by_role("row", name=re.compile("^Pöördumised 6 "))).to_be_visible()
    page.get_by_role("button", name="Saada: Ülle Ülem").click()
    expect(page.get_by_text("Teade läks: Ülle Ülem.")).to_be_visible()
    signal = Signal.objects.get()

    page = page_for(as_unit_head.user, path="/board/contacts/signals/")
    page.get_by_role("link", name=topic.name).click()
    page.get_by_role("button", name="Olen lugenud").click()
    expect(page.get_by_text("Kinnitatud.")).to_be_visible()
    page.get_by_label("Mida te ette võtate?").fill("Parandame juhendi reedeks.")
    page.get_by_role("button", name="Vasta").click()
    expect(page.get_by_text("Parandame juhendi reedeks.")).to_be_visible()

    page = page_for(as_senior.user, path=signal.get_absolute_url())
    expect(page.get_by_text("Parandame juhendi reedeks.")).to_be_visible()


def test_a_choice_that_was_kept_is_taken_again_with_two_keys(
    topic: Topic, as_senior: Actor, page_for: Any
) -> None:
    page = page_for(as_senior.user, path="/board/contacts/?span=last_week")
    page.keyboard.press("v")
    page.get_by_label("Valiku nimi").fill("Eelmine nädal")
    page.get_by_role("button", name="Jäta valik meelde").click()
    expect(page.get_by_text("Meeles: „Eelmine nädal“.")).to_be_visible()
    page.goto("/board/contacts/")
    page.keyboard.press("v")
    page.keyboard.press("1")
    expect(page).to_have_url(re.compile("span=last_week"))
