"""A senior specialist looks at the week's load; a specialist sees only the own figures."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from desk.enquiries.models import Topic
from desk.people.enums import Role
from desk.people.models import User
from stats.enums.learning import NormKind
from stats.models import Norm, PersonMix
from tests.conftest import Actor
from tests.stats.people import MONDAY, answered, today_is, together, worked

pytestmark = pytest.mark.browser

MEASURES = {"calls": 12, "finished": 12, "talk_s": 12 * 200, "wrap_s": 12 * 40, "letters": 4, "documents": 3}


@pytest.fixture
def week(as_specialist: Actor, someone: Any) -> dict[str, User]:
    """Riina, Margus and Svetlana worked a week; Uku is in training. It is the Tuesday after."""
    today_is(MONDAY + timedelta(days=8))
    group = Topic.objects.create(
        code="ligipaas", name_et="Ligipääs ja volitused", name_en="Access", name_ru="Доступ"
    )
    Norm.objects.create(kind=NormKind.LETTERS, minutes=12, from_day=MONDAY, basis="hinnang")
    people = {
        "Riina": as_specialist.user,
        "Margus": someone("margus", Role.SPECIALIST, first_name="Margus", last_name="Mets"),
        "Svetlana": someone(
            "svetlana", Role.SPECIALIST, first_name="Svetlana", last_name="Belova", spoken=["et", "ru"],
            weekly_hours=20,
        ),
    }  # fmt: skip
    uku = someone("uku", Role.SPECIALIST, first_name="Uku", last_name="Uus", training=True)
    for number in range(5):
        day = MONDAY + timedelta(days=number)
        for name, person in people.items():
            worked(person, day, **MEASURES)
            answered(person, day, "ru" if name == "Svetlana" else "et", 12, 5 if name == "Svetlana" else 4)
        worked(uku, day, calls_planned_s=0, kept_s=0, letters=1)
        together(day)
    PersonMix.objects.update(topic=group)
    return {**people, "Uku": uku}


def test_the_weeks_load_one_person_and_why_a_trainee_stands_apart(
    as_senior: Actor, week: dict[str, User], page_for: Any
) -> None:
    page = page_for(as_senior.user, path="/")
    page.get_by_role("link", name="Töökoormus").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Töökoormus")
    table = page.get_by_role("region", name="Näitajad inimeste kaupa")
    expect(table.get_by_role("rowheader")).to_have_text(
        ["Svetlana Belova", "Helena Hunt", "Margus Mets", "Riina Rand"]
    )
    expect(table.get_by_role("row", name="Svetlana Belova")).to_contain_text("50% täiskohast")
    trainees = page.get_by_role("region", name="Väljaõppel")
    expect(trainees.get_by_role("rowheader")).to_have_text(["Uku Uus"])
    expect(page.get_by_text("Praktikandid on eraldi")).to_be_visible()
    expect(page.get_by_role("region", name="Praegu pooleli, vanuse järgi")).to_contain_text("Margus Mets")

    page.locator("#load-chart").get_by_role("link", name="Svetlana Belova, vastatud kõnesid").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Svetlana Belova")
    expect(page.get_by_text("Sama keelte ja teemade jaotusega kuluks meeskonnal 5:00.")).to_be_visible()
    expect(page.get_by_role("row", name="vene Ligipääs ja volitused")).to_contain_text("5:00")
    page.get_by_role("link", name="Töökoormus").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Töökoormus")


def test_a_specialist_sees_only_the_own(as_specialist: Actor, week: dict[str, User], page_for: Any) -> None:
    page = page_for(as_specialist.user, path="/")
    expect(page.get_by_role("link", name="Töökoormus")).to_have_count(0)
    page.get_by_role("link", name="Minu näitajad").first.click()
    own = page.get_by_role("region", name="Minu näitajad meeskonna omade kõrval")
    expect(own.get_by_role("row", name="vastatud kõnesid")).to_contain_text("60")
    expect(page.locator("main")).not_to_contain_text("Margus")
    page.get_by_label("Aeg").select_option(value="own")
    page.get_by_label("Alates").fill("04.01.2027")
    page.get_by_label("Kuni").fill("04.01.2027")
    page.get_by_role("button", name="Näita").click()
    expect(own.get_by_role("row", name="vastatud kõnesid")).to_contain_text("12")
    assert as_specialist.get(f"/board/workload/{week['Margus'].pk}/").status_code == 403
