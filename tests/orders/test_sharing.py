"""Rows are shared fairly: by share, part time and days at work; a language to those who speak it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk import clock, workdays
from desk.clients.models import Client
from desk.orders import freezing, sharing
from desk.orders.enums import OrderState
from desk.orders.models import Order, WorkItem
from desk.people.enums import Role
from desk.people.models import Absence, User
from tests.conftest import Actor
from tests.orders.cohorts import draft, step


def person(pk: int, *spoken: str, percent: int = 100, hours: float = 40, days: int = 10) -> sharing.Sharer:
    return sharing.Sharer(User(pk=pk), percent, hours, days, 10, frozenset(spoken or ("et",)))


def total(quotas: Mapping[tuple[str, int], int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for (_language, pk), n in quotas.items():
        found[pk] = found.get(pk, 0) + n
    return found


def test_equal_people_get_equal_parts_and_nobody_more_than_one_over() -> None:
    assert sorted(total(sharing.quotas({"et": 10}, [person(1), person(2), person(3)])).values()) == [3, 3, 4]


def test_part_time_share_and_days_at_work_make_the_part_smaller() -> None:
    people = [person(1), person(2, hours=20), person(3, percent=50), person(4, days=5)]
    assert total(sharing.quotas({"et": 100}, people)) == {1: 40, 2: 20, 3: 20, 4: 20}


def test_a_language_goes_to_those_who_speak_it_and_the_rest_evens_out() -> None:
    people = [person(1, "et"), person(2, "et", "ru")]
    quotas = sharing.quotas({"et": 60, "ru": 40}, people)
    assert quotas == {("ru", 2): 40, ("et", 1): 50, ("et", 2): 10}


def test_a_language_that_nobody_speaks_is_shared_by_all() -> None:
    assert total(sharing.quotas({"en": 4}, [person(1), person(2)])) == {1: 2, 2: 2}


def test_whoever_is_away_until_the_end_gets_nothing_even_if_only_he_speaks_the_language() -> None:
    people = [person(1), person(2, "ru", days=0)]
    assert total(sharing.quotas({"ru": 3, "et": 3}, people)) == {1: 6}


def test_rows_that_people_keep_count_in_their_part() -> None:
    assert total(sharing.quotas({"et": 10}, [person(1), person(2)], {1: 10})) == {2: 10}


def test_it_always_comes_to_the_same_whatever_order_people_stand_in() -> None:
    people = [person(1), person(2, hours=30), person(3, "et", "ru")]
    first = sharing.quotas({"et": 101, "ru": 17}, people)
    assert first == sharing.quotas({"ru": 17, "et": 101}, people[::-1])


def test_nobody_at_work_shares_nothing() -> None:
    assert sharing.quotas({"et": 3}, [person(1, days=0), person(2, percent=0)]) == {}


def test_days_are_those_left_of_the_agency_without_absences(as_head: Actor, as_specialist: Actor) -> None:
    monday = date(2026, 11, 23)
    noon = datetime(2026, 11, 23, 12, tzinfo=workdays.TALLINN)
    clock.move(noon - clock.now())
    order = draft(as_head.user, [as_specialist.user], due_at=noon + timedelta(days=11))
    Absence.objects.create(
        user=as_specialist.user,
        first_day=monday,
        last_day=monday + timedelta(days=6),
        entered_by=as_head.user,
    )
    (one,) = sharing.sharers(order)
    assert (one.days, one.of_days) == (5, 10)
    order.due_at = noon - timedelta(days=3)
    assert sharing.sharers(order)[0].of_days == 1


def test_rows_of_each_person_lie_evenly_between_the_others(
    as_head: Actor, someone: Callable[..., User]
) -> None:
    people = [someone(f"inimene{n}", Role.SPECIALIST) for n in range(3)]
    people.append(someone("venekeelne", Role.SPECIALIST, spoken=["et", "ru"]))
    order = draft(as_head.user, people)
    Client.objects.bulk_create(
        Client(kind="organisation", name=f"Näidis {n:03d} OÜ", language="ru" if n % 10 == 0 else "et")
        for n in range(120)
    )
    step(order, "orders.everybody")
    freezing.freeze(order=order, by=as_head.user)
    rows = WorkItem.objects.of_order(order.pk).select_related("client")
    owned: dict[Any, list[int]] = {}
    for row in rows:
        assert row.client is not None
        assert row.client.language == "et" or row.owner == people[-1]
        owned.setdefault(row.owner_id, []).append(row.position)
    assert {len(places) for places in owned.values()} == {30}
    assert all(places[0] <= 12 and places[-1] >= 108 for places in owned.values())


@pytest.fixture
def given(as_head: Actor, as_specialist: Actor, as_senior: Actor) -> Order:
    order = draft(as_head.user, [as_specialist.user, as_senior.user])
    Client.objects.bulk_create(Client(kind="organisation", name=f"Näidis {n} OÜ") for n in range(10))
    step(order, "orders.everybody")
    freezing.freeze(order=order, by=as_head.user)
    order.state, order.given_at = OrderState.GIVEN, order.made_at
    order.save()
    return order


def test_the_page_explains_who_has_how_many_and_shares_out_again(
    given: Order, as_head: Actor, as_specialist: Actor
) -> None:
    address = reverse("orders:cohort_panel", args=[given.pk])
    assert "Riina Rand" in as_head.get(address).content.decode()
    assert reverse("orders:share_again", args=[given.pk]) not in as_specialist.get(address).content.decode()
    today = workdays.today()
    Absence.objects.create(
        user=as_specialist.user, first_day=today, last_day=today + timedelta(days=60), entered_by=as_head.user
    )
    as_head.post(reverse("orders:share_again", args=[given.pk]))
    assert not WorkItem.objects.owned_by(as_specialist.user.pk).exists()


def test_sharing_again_asks_the_same_for_any_number_of_rows(given: Order, as_head: Actor) -> None:
    with CaptureQueriesContext(connection) as asked:
        freezing.share_again(order=given, by=as_head.user, anew=True)
    assert len([each for each in asked if "UPDATE orders_workitem" in each["sql"]]) == 1
