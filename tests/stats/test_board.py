"""The dashboard page."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from desk import clock, workdays
from desk.calls.models import Call
from desk.people.actions import set_presence
from desk.people.enums import PresenceState
from stats import board, counts
from stats.figures.words import percent
from stats.goals import goals, in_words, reached, seed_goals
from stats.models import Goal
from tests.conftest import Actor
from tests.stats.test_counts import call

pytestmark = pytest.mark.django_db


def test_the_head_sees_the_day_with_the_formula_in_numbers(as_head: Actor) -> None:
    page = as_head.get("/board/").content.decode()
    assert "<svg" in page
    assert "20 s" in page and "5 s" in page


def test_refreshing_takes_over_every_drawn_region_that_the_page_has(as_senior: Actor) -> None:
    response = as_senior.get("/board/")
    page = response.content.decode()
    for region in response.context["regions"].split(","):
        assert f'id="{region[1:]}"' in page


def test_a_specialist_is_told_whose_page_it_is(as_specialist: Actor) -> None:
    assert as_specialist.get("/board/").status_code == 403


def test_a_stranger_logs_in_first(as_stranger: Client) -> None:
    assert as_stranger.get("/board/").status_code == 302


@pytest.mark.parametrize(("value", "shown"), [(None, "–"), (100.0, "100%"), (91.54, "91,5%"), (0.0, "0%")])
def test_percents_are_written_together_with_a_comma(value: float | None, shown: str) -> None:
    assert percent(value) == shown


def test_those_who_lead_see_who_does_what_and_since_when(as_senior: Actor, as_specialist: Actor) -> None:
    riina = as_specialist.user
    set_presence(user=riina, state=PresenceState.ON_CALL, by=riina)
    clock.move(counts.LATELY)
    persons = as_senior.get("/board/").context["persons"]
    assert [(each.name, each.spent) for each in persons if each.spent] == [(str(riina), "30 min")]


def test_every_number_has_its_formula_and_opens_to_its_records(as_head: Actor) -> None:
    now = clock.now()
    call(now, lost=60)
    call(now)
    context = as_head.get("/board/").context
    for _key, _title, tiles in context["groups"]:
        for tile in tiles:
            assert tile.formula and tile.url, tile.label
            assert as_head.get(tile.url).status_code == 200, tile.url
    for card in (context["calls"], *context["states"]):
        for url in re.findall(r'href="([^"]+)"', card.chart):
            assert as_head.get(url.replace("&amp;", "&")).status_code == 200, url


def test_a_state_of_documents_or_tickets_opens_to_that_state_alone(as_head: Actor) -> None:
    documents = as_head.get("/documents/?state=returned")
    assert documents.context["state"] == "returned"
    assert as_head.get("/documents/?state=nonsense").context["state"] == ""
    tickets = as_head.get("/tickets/?state=answered")
    assert tickets.context["only"] == "answered"
    assert not [address for _tab, address in tickets.context["tabs"] if "state=" in address]


def test_the_board_costs_the_same_with_one_call_or_a_hundred(
    as_head: Actor, as_specialist: Actor, django_assert_max_num_queries: Any
) -> None:
    now = clock.now()
    Call.objects.bulk_create(Call(rang_at=now) for _each in range(100))
    with django_assert_max_num_queries(20):
        as_head.get("/board/")


def test_a_goal_colours_its_figure_and_says_so_in_words(as_head: Actor) -> None:
    seed_goals()
    now = clock.now()
    for seconds in (1, 1, 1, 1, 60):
        call(now, answered=seconds)
    day = counts.calls(now)
    today = workdays.today()
    assert reached("service_level", day.sums, goals(today)) is True
    Goal.objects.create(figure="service_level", value=Decimal(90), from_day=today)
    seed_goals()
    assert goals(today) == {"service_level": 90.0}
    assert reached("service_level", day.sums, goals(today)) is False
    with translation.override("et"):
        page = as_head.get("/board/").content.decode()
    tile = next(t for t in board.call_tiles(day, counts.queue(), goals(today), now) if "80%" in t.value)
    assert tile.tone == "bad" and tile.note in (in_words("service_level", day.sums, goals(today)))
    assert "figure--bad" in page


def test_a_figure_that_should_be_low_reaches_its_goal_from_below() -> None:
    day = counts.calls(clock.now())
    assert reached("asa", day.sums, {"asa": 30.0}) is None
    call(clock.now(), answered=10)
    day = counts.calls(clock.now())
    assert reached("asa", day.sums, {"asa": 30.0}) is True
    assert reached("asa", day.sums, {"asa": 5.0}) is False
    assert reached("aht", day.sums, {"aht": 5.0}) is None  # no side of it is the good one


def test_the_workspace_has_the_day_in_a_row_of_figures(as_head: Actor) -> None:
    panel = as_head.get("/board/today/", headers={"HX-Request": "true"}).content.decode()
    assert panel.count("figure__value") == 8
