"""The review day becomes a to-do, and one click sets the next."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from desk import clock, workdays
from desk.guides import actions, tasks
from desk.guides.actions.guides import review_from
from desk.guides.models import Guide
from desk.guides.reference import GUIDES
from desk.people.models import Todo
from tests.conftest import Actor
from tests.guides.world import published


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 11, 22), 6, date(2027, 5, 22)),
        (date(2023, 12, 15), 36, date(2026, 12, 15)),
    ],
)
def test_months_are_those_of_the_calendar(day: date, months: int, after: date) -> None:
    assert review_from(day, months) == after


def test_a_review_day_becomes_one_to_do_and_one_click_sets_the_next(as_senior: Actor) -> None:
    guide = published(as_senior.user).guide
    tasks.sweep()
    assert not Todo.objects.exists()
    clock.move(timedelta(days=190))
    tasks.sweep()
    tasks.sweep()
    todo = Todo.objects.get(kind="guides.review")
    assert todo.owner == as_senior.user
    as_senior.post(reverse("guides:reviewed", args=[guide.pk]))
    guide.refresh_from_db()
    assert guide.review_on > workdays.today() + timedelta(days=150)
    assert not Todo.objects.open().exists()
    tasks.sweep()
    assert not Todo.objects.open().exists()


def test_a_specialist_who_does_not_own_it_reviews_nothing(as_specialist: Actor, as_senior: Actor) -> None:
    guide = published(as_senior.user).guide
    before = guide.reviewed_at
    as_specialist.post(reverse("guides:reviewed", args=[guide.pk]))
    guide.refresh_from_db()
    assert guide.reviewed_at == before


def test_a_guide_out_of_use_is_not_reviewed(as_senior: Actor) -> None:
    guide = published(as_senior.user).guide
    actions.retire(guide=guide, by=as_senior.user)
    clock.move(timedelta(days=190))
    assert actions.ask_for_reviews() == 0


def test_the_guides_of_the_house_come_with_the_first_head(as_specialist: Actor, someone: object) -> None:
    from desk.people.enums import Role

    tasks.sweep()
    assert not Guide.objects.exists(), "nobody could answer for them"
    someone("juht", Role.HEAD)  # type: ignore[operator]
    tasks.sweep()
    tasks.sweep()
    assert Guide.objects.in_use().count() == len(GUIDES)
