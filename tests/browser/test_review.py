"""A call is reviewed by keyboard, the specialist appeals, another lead decides, coaching follows."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from desk import workdays
from desk.people.enums import Role
from desk.people.models import User
from stats.models import Coaching, Review, Sample
from tests.stats.quality import waiting

pytestmark = pytest.mark.browser


@pytest.fixture
def team(someone: Callable[..., User], live_url: str) -> tuple[User, User, User]:
    return (
        someone("spetsialist", Role.SPECIALIST, first_name="Riina", last_name="Rand"),
        someone("vanem", Role.SENIOR, first_name="Helena", last_name="Hunt"),
        someone("juht", Role.HEAD, first_name="Toomas", last_name="Kuusk"),
    )


def reviewed_by_keyboard(page: Page, sample: Sample) -> Review:
    """Taken by one key, eight criteria by eight, the comment, and finished: no mouse, no search."""
    row = page.get_by_role("row").filter(has_text=f"K-{sample.subject_id}")
    expect(row).to_contain_text("Riina Rand")
    pressed = ["1"]
    page.keyboard.press("1")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"K-{sample.subject_id}")
    expect(page.get_by_text("Klient küsis volikirja.")).to_be_visible()
    for key in ("2", "0", "2", "2", "x", "1", "2", "2"):
        page.keyboard.press(key)
        pressed.append(key)
    expect(page.get_by_label("Kommentaar")).to_be_focused()
    with page.expect_response(lambda answer: "tuvastamata." in (answer.request.post_data or "")):
        page.keyboard.type("Isik jäi tuvastamata.")
    expect(page.get_by_role("status").filter(has_text="Salvestatud")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Kommentaar")).to_have_value("Isik jäi tuvastamata.")
    page.get_by_label("Kommentaar").press("Control+Enter")
    pressed.append("Control+Enter")
    expect(page.get_by_text("Hindamine on lõpetatud: 78,6%")).to_be_visible()  # 11 of 14 points
    assert len(pressed) == 10
    return Review.objects.get()


def test_from_a_review_by_keyboard_to_coaching_that_is_done(
    page_for: Callable[..., Page], team: tuple[User, User, User]
) -> None:
    riina, helena, toomas = team
    sample = waiting(riina)
    lead = page_for(helena, path="/board/quality/")
    review = reviewed_by_keyboard(lead, sample)

    person = page_for(riina, path="/people/owed/")
    person.get_by_role("link", name="Loe oma töö hindamist").first.click()
    person.get_by_label("Vaidlustan").check()
    person.get_by_label("Oma sõnadega").fill("Tuvastasin isiku e-posti järgi.")
    person.get_by_role("button", name="Saada vastus").click()
    expect(person.get_by_text("Vaidlustus ootab teise töö juhi otsust.")).to_be_visible()

    lead.reload()
    expect(lead.get_by_role("link", name="Otsusta vaidlustus")).to_have_count(0)  # not one's own review
    other = page_for(toomas, path="/board/quality/?list=appeals")
    other.keyboard.press("1")
    expect(other.get_by_text("Tuvastasin isiku e-posti järgi.")).to_be_visible()
    other.keyboard.press("d")
    expect(other.get_by_role("heading", level=1)).to_contain_text("Vaidlustus")
    other.get_by_label("hinnet muudetakse").check()
    other.get_by_label("Põhjus").fill("Tuvastamine on märkmetes.")
    other.keyboard.press("Escape")
    other.keyboard.press("p")
    other.get_by_role("group", name="Isik ja esindusõigus on selgitatud").get_by_label("2").check()
    other.get_by_role("button", name="Otsusta").click()
    expect(other.get_by_role("heading", name="Hinne 92,9%")).to_be_visible()

    lead.reload()
    lead.keyboard.press("g")
    lead.get_by_label("Mis muutub").fill("Panen tuvastamise viisi alati kirja")
    lead.get_by_label("Tähtaeg").fill((workdays.today() + timedelta(days=7)).strftime("%d.%m.%Y"))
    lead.get_by_role("button", name="Pane kokkulepe kirja").click()
    expect(lead.get_by_role("link", name="Panen tuvastamise viisi alati kirja")).to_be_visible()

    person.goto("/people/owed/")
    person.get_by_role("link", name="Panen tuvastamise viisi alati kirja").first.click()
    person.get_by_label("Mis näitab, et see on tehtud").fill("Viis kõnet, kõigis kirjas.")
    person.get_by_role("button", name="Tehtud", exact=True).click()
    expect(person.get_by_text("Viis kõnet, kõigis kirjas.")).to_be_visible()
    coaching = Coaching.objects.get()
    assert (coaching.done_by, coaching.review) == (riina, review)
