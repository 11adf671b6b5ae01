"""Repeating orders: each comes on its day or the next working one, once, to whoever's turn it is."""

from collections.abc import Callable
from datetime import date, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from desk import clock, workdays
from desk.enquiries.worktime import Calendar
from desk.http import Refused
from desk.orders import repeating
from desk.orders.actions import reporting, rounds
from desk.orders.actions.rounds import Routine
from desk.orders.enums import OrderKind, OrderState, Repeats
from desk.orders.models import Order, Round
from desk.orders.tasks import give_rounds
from desk.people.actions import enter_absence
from desk.people.enums import Role
from desk.people.models import User, UserRole
from tests.conftest import Actor
from tests.orders.world import at, on, told

pytestmark = pytest.mark.django_db
WEEK = Calendar()


@pytest.fixture(autouse=True)
def monday(db: None) -> None:
    on("2027-01-11 08:00")


@pytest.fixture
def people(someone: Callable[..., User]) -> list[User]:
    names = ("Anu", "Mart", "Piia")
    return [someone(name.lower(), Role.SPECIALIST, first_name=name, last_name=f"{name}maa") for name in names]


def made(by: User, people: list[User], repeats: Repeats = Repeats.WORKDAY, **said: Any) -> Round:
    facts: dict[str, Any] = {"title": "Saali ülevaatus", "text": "", "people": people, **said}
    return rounds.make_round(routine=Routine(repeats=repeats, **facts), by=by)


def given() -> list[str]:
    """Whose each order of a round was, in their order."""
    orders = Order.objects.filter(kind=OrderKind.ROUND).order_by("pk").prefetch_related("assignments__user")
    return [", ".join(each.user.first_name for each in order.assignments.all()) for order in orders]


def like(repeats: Repeats, **when: int) -> Any:
    return SimpleNamespace(**{"repeats": repeats, "weekday": None, "day": None, "month": None, **when})


@pytest.mark.parametrize(
    ("round_", "first", "own", "given_on"),
    [
        (like(Repeats.WORKDAY), "2027-01-09", "2027-01-11", "2027-01-11"),  # over the weekend
        (like(Repeats.WEEK, weekday=3), "2027-01-11", "2027-01-14", "2027-01-14"),
        (like(Repeats.MONTH, day=31), "2027-02-01", "2027-01-31", "2027-02-01"),  # Sunday: given on Monday
        (like(Repeats.MONTH, day=31), "2027-02-02", "2027-02-28", "2027-03-01"),
        (like(Repeats.YEAR, day=24, month=2), "2027-01-11", "2027-02-24", "2027-02-25"),  # holiday
        (like(Repeats.YEAR, day=1, month=1), "2027-12-31", "2028-01-01", "2028-01-03"),
    ],
)
def test_the_day_moves_to_the_next_working_day(round_: Any, first: str, own: str, given_on: str) -> None:
    expected = (date.fromisoformat(own), date.fromisoformat(given_on))
    assert repeating.coming(round_, date.fromisoformat(first), WEEK) == expected


def test_the_last_day_that_came_is_found() -> None:
    monthly = like(Repeats.MONTH, day=31)
    assert repeating.last_come(monthly, date(2027, 1, 31), WEEK) == date(2026, 12, 31)
    assert repeating.last_come(monthly, date(2027, 2, 1), WEEK) == date(2027, 1, 31)


def test_the_daily_check_goes_round_among_its_people(as_head: Actor, people: list[User]) -> None:
    made(as_head.user, people)
    for _day in range(4):
        give_rounds()
        give_rounds()
        clock.move(timedelta(days=1))
    assert given() == ["Anu", "Mart", "Piia", "Anu"]
    order = Order.objects.order_by("pk")[0]
    assert (order.state, order.due_at) == (OrderState.GIVEN, at("2027-01-11 16:00"))
    assert told(people[1]) == ["orders.given"]


def test_on_a_holiday_and_a_weekend_nothing_comes(as_head: Actor, people: list[User]) -> None:
    on("2027-02-23 07:00")
    made(as_head.user, people)
    for _day in range(6):  # Tuesday to Sunday, with Independence Day
        give_rounds()
        clock.move(timedelta(days=1))
    days = Order.objects.order_by("pk").values_list("round_on", flat=True)
    assert list(days) == [date(2027, 2, 23), date(2027, 2, 25), date(2027, 2, 26)]


def test_who_is_away_is_passed_over_and_comes_next_when_back(as_head: Actor, people: list[User]) -> None:
    made(as_head.user, people)
    today = workdays.today()
    enter_absence(
        user=people[0], first_day=today, last_day=today + timedelta(days=1), deputy=None, by=people[0]
    )
    for _day in range(3):
        give_rounds()
        clock.move(timedelta(days=1))
    assert given() == ["Mart", "Piia", "Anu"]


def test_when_all_are_away_it_is_given_all_the_same(as_head: Actor, people: list[User]) -> None:
    made(as_head.user, people[:1])
    enter_absence(
        user=people[0], first_day=workdays.today(), last_day=workdays.today(), deputy=people[1], by=people[0]
    )
    give_rounds()
    assert given() == ["Anu"]
    assert "orders.given" in told(people[1])


def test_when_nobody_is_left_the_head_is_told(as_head: Actor, people: list[User]) -> None:
    made(as_head.user, people)
    UserRole.objects.filter(user__in=people).delete()
    give_rounds()
    assert given() == []
    assert told(as_head.user) == ["orders.round_nobody"]


def test_everybody_gets_it_each_time(as_head: Actor, people: list[User]) -> None:
    made(as_head.user, people, in_turn=False)
    give_rounds()
    assert given() == ["Anu, Mart, Piia"]
    assert Order.objects.get().items.count() == 3


def test_after_a_standstill_nothing_comes_in_heaps(as_head: Actor, people: list[User]) -> None:
    made(as_head.user, people)
    made(as_head.user, people, Repeats.MONTH, day=15, title="Kuu ülevaade", due_days=3)
    give_rounds()
    on("2027-03-18 09:00")  # the worker stood for two months
    give_rounds()
    give_rounds()
    daily = Order.objects.filter(title="Saali ülevaatus").order_by("pk").values_list("round_on", flat=True)
    assert list(daily) == [date(2027, 1, 11), date(2027, 3, 18)]
    monthly = Order.objects.get(title="Kuu ülevaade")
    assert (monthly.round_on, monthly.due_at) == (date(2027, 3, 15), at("2027-03-23 16:00"))


def test_a_daily_check_whose_time_is_over_is_not_given(as_head: Actor, people: list[User]) -> None:
    made(as_head.user, people)
    on("2027-01-12 16:30")
    give_rounds()
    assert given() == []
    on("2027-01-13 08:00")
    give_rounds()
    assert Order.objects.get().round_on == date(2027, 1, 13)


def test_a_round_without_a_word_is_closed_at_once(as_head: Actor, people: list[User]) -> None:
    made(as_head.user, people)
    give_rounds()
    quiet = Order.objects.get()
    reporting.report(order=quiet, text="", by=people[0])
    assert quiet.state == OrderState.CLOSED
    clock.move(timedelta(days=1))
    give_rounds()
    loud = Order.objects.exclude(pk=quiet.pk).get()
    reporting.report(order=loud, text="Lamp ei põle.", by=people[1])
    assert loud.state == OrderState.REPORTED
    assert told(as_head.user) == ["orders.reported"]


def test_the_head_makes_changes_and_stops_it_on_its_pages(as_head: Actor, people: list[User]) -> None:
    said = {
        "title": "Nädala kokkuvõte", "text": "", "repeats": "week", "weekday": "", "due_time": "12:00",
        "due_days": "1", "people": [people[0].pk, people[1].pk], "in_turn": "turn", "day": "", "month": "",
    }  # fmt: skip
    assert as_head.post("/orders/rounds/new/", said).status_code == 422
    as_head.post("/orders/rounds/new/", {**said, "weekday": "4"})
    round_ = Round.objects.get()
    assert (round_.next_on, round_.due_time) == (date(2027, 1, 15), time(12))
    as_head.post(f"/orders/rounds/{round_.pk}/", {**said, "weekday": "1", "in_turn": "all"})
    round_.refresh_from_db()
    assert (round_.next_on, round_.in_turn) == (date(2027, 1, 12), False)
    as_head.post(f"/orders/rounds/{round_.pk}/switch/", {"off": "1"})
    clock.move(timedelta(days=1))
    give_rounds()
    assert given() == []
    as_head.post(f"/orders/rounds/{round_.pk}/switch/", {"on": "1"})
    give_rounds()
    assert given() == ["Anu, Mart"]
    assert "Nädala kokkuvõte" in as_head.get("/orders/rounds/").content.decode()


def test_today_is_not_given_twice_when_the_round_is_changed(as_head: Actor, people: list[User]) -> None:
    round_ = made(as_head.user, people)
    give_rounds()
    routine = Routine(title="Saali ülevaatus", text="Ka uksed.", repeats=Repeats.WORKDAY, people=people)
    rounds.change_round(round_=round_, routine=routine, by=as_head.user)
    give_rounds()
    assert given() == ["Anu"]
    assert Round.objects.get().next_on == date(2027, 1, 12)


def test_only_the_head_makes_rounds(as_head: Actor, as_senior: Actor, people: list[User]) -> None:
    assert as_senior.get("/orders/rounds/").status_code == 403
    with pytest.raises(Refused):
        made(as_senior.user, people)
    with pytest.raises(Refused):
        made(as_head.user, [as_head.user])
    with pytest.raises(Refused):
        made(as_head.user, people, Repeats.WEEK)
