"""The dashboard page."""

import pytest
from django.test import Client

from stats.board import percent
from tests.conftest import Actor

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
