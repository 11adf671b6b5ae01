"""The screen on the wall: for everybody at the desk, without anybody's name, a word for each colour."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from desk import clock
from desk.calls.models import Call
from desk.people.actions import set_presence
from desk.people.enums import PresenceState
from stats import counts, wall
from stats.goals import seed_goals
from tests.conftest import Actor
from tests.stats.test_counts import call

pytestmark = pytest.mark.django_db
WALL = "/board/wall/"


def shown() -> wall.Shown:
    now = clock.now()
    here = counts.people(counts.here(now))
    return wall.Shown(counts.calls(now), counts.queue(), here, counts.owed(now))


def main(goal: dict[str, float] | None = None) -> list[tuple[str, str, str]]:
    return [(t.value, t.tone, t.note) for t in wall.main_tiles(shown(), goal or {}, clock.now())]


def test_everybody_at_the_desk_may_hang_it_up_and_nobody_else(
    as_specialist: Actor, as_head: Actor, as_registrar: Actor, as_stranger: Client
) -> None:
    assert as_specialist.get(WALL).status_code == as_head.get(WALL).status_code == 200
    assert as_registrar.get(WALL).status_code == 403
    assert as_stranger.get(WALL).status_code == 302


def test_it_names_no_colleague_and_no_caller(as_head: Actor, as_specialist: Actor) -> None:
    riina = as_specialist.user
    set_presence(user=riina, state=PresenceState.AVAILABLE, by=riina)
    call(clock.now(), number="+37251230000")
    page = as_head.get(WALL).content.decode()
    # Not even whose login shows it: who passes by reads it.
    for name in (riina.last_name, riina.username, as_head.user.last_name, "51230000"):
        assert name not in page
    assert dict(counts.people(counts.here(clock.now())))[PresenceState.AVAILABLE] == 1


def test_who_waits_is_told_in_a_colour_and_in_words() -> None:
    assert main()[0] == ("0", "ok", "keegi ei oota")
    waiting = call(clock.now())
    assert main()[0] == ("1", "warn", "kuni 20 s")
    Call.objects.filter(pk=waiting.pk).update(rang_at=clock.now() - timedelta(seconds=75))
    assert main()[:2] == [("1", "bad", "üle 20 s"), ("1:15", "bad", "üle 20 s")]


def test_the_goal_and_whether_it_is_reached_stand_beside_the_service_level() -> None:
    call(clock.now(), answered=60)
    assert main({"service_level": 80.0})[2] == ("0%", "bad", "eesmärk 80%: täitmata")
    assert main()[2] == ("0%", "", "")


def test_that_nobody_is_ready_is_said() -> None:
    tile = wall.people_tiles(shown())[0]
    assert (tile.value, tile.tone, tile.note) == ("0", "bad", "keegi pole valmis")


def test_every_colour_has_its_words(as_head: Actor) -> None:
    """Of the states of people the label itself says it."""
    seed_goals()
    call(clock.now(), answered=60)
    call(clock.now())
    context = as_head.get(WALL).context
    for tile in (*context["main"], *context["rest"]):
        assert bool(tile.tone) <= bool(tile.note), tile.label


def test_a_refresh_puts_in_what_a_fresh_page_shows(as_head: Actor) -> None:
    page = as_head.get(WALL).content.decode()
    inside = re.search(r'<main[^>]*id="wall"[^>]*hx-select="#wall > \*"[^>]*>', page)
    assert inside, "the page asks for itself and takes over only what is within"
    assert "style=" not in page and "<script>" not in page


def test_it_costs_the_same_with_one_call_or_a_hundred(
    as_head: Actor, django_assert_max_num_queries: Any
) -> None:
    Call.objects.bulk_create(Call(rang_at=clock.now()) for _each in range(100))
    with django_assert_max_num_queries(18):
        as_head.get(WALL)
