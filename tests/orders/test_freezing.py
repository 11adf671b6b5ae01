"""An order that is given has rows from one statement, made once, each with the person who does it."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk import workdays
from desk.clients.models import Client
from desk.http import Refused
from desk.orders import freezing
from desk.orders.actions import cohorts
from desk.orders.enums import How, OrderKind, OrderState
from desk.orders.models import Order, WorkItem
from desk.people.enums import Role
from desk.people.models import Absence
from tests.conftest import Actor
from tests.orders.cohorts import CODES, client, draft, step


@pytest.fixture
def order(as_head: Actor, as_specialist: Actor, as_senior: Actor) -> Order:
    return draft(as_head.user, [as_specialist.user, as_senior.user])


def many(count: int) -> None:
    Client.objects.bulk_create(Client(kind="organisation", name=f"Näidis {n} OÜ") for n in range(count))


def table(order: Order, by: Any, *lines: str) -> None:
    data = "\n".join(("Registrikood;Luba;Märkus", *lines)).encode()
    cohorts.take_table(order=order, name="valim.csv", data=data, by=by)


def test_the_rows_of_any_cohort_come_from_one_statement(order: Order, as_head: Actor) -> None:
    step(order, "orders.everybody")
    counts = []
    for clients in (3, 300):
        many(clients)
        WorkItem.objects.all().delete()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            freezing.freeze(order=order, by=as_head.user)
        made = [each["sql"] for each in asked if "INSERT INTO orders_workitem" in each["sql"]]
        shared = [each["sql"] for each in asked if "UPDATE orders_workitem" in each["sql"]]
        assert (len(made), len(shared)) == (1, 1)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert WorkItem.objects.count() == 303


def test_rows_are_numbered_by_name_and_each_has_its_person(order: Order, as_head: Actor) -> None:
    for name in ("Õnne OÜ", "Aas OÜ", "Zorro OÜ", "Šokolaad OÜ"):
        client(name)
    step(order, "orders.everybody")
    assert freezing.freeze(order=order, by=as_head.user) == 4
    rows = WorkItem.objects.of_order(order.pk).select_related("client")
    assert [str(row.client) for row in rows] == ["Aas OÜ", "Šokolaad OÜ", "Zorro OÜ", "Õnne OÜ"]
    assert [row.position for row in rows] == [1, 2, 3, 4]
    assert {row.owner_id for row in rows} == {each.user_id for each in order.assignments.all()}


def test_freezing_again_makes_nothing_more(order: Order, as_head: Actor) -> None:
    client("Aas OÜ")
    step(order, "orders.everybody")
    assert freezing.freeze(order=order, by=as_head.user) == 1
    client("Berg AS")
    assert freezing.freeze(order=order, by=as_head.user) == 1
    assert WorkItem.objects.count() == 1


def test_columns_of_the_table_travel_with_the_rows(order: Order, as_head: Actor) -> None:
    kept = client("Aas OÜ", CODES[0])
    client("Berg AS", CODES[1], merged_into=kept)
    client("Cedar OÜ", CODES[2], status="ended")
    table(order, as_head.user, f"{CODES[0]};L-1;esimene", f"{CODES[1]};L-2;sama", f"{CODES[2]};L-3;lõpetanud",
          f"{CODES[3]};L-4;tundmatu")  # fmt: skip
    client("Väljaspool OÜ", CODES[5])
    assert freezing.freeze(order=order, by=as_head.user) == 2
    rows = list(WorkItem.objects.of_order(order.pk).select_related("client"))
    assert [(str(row.client), row.code, row.values) for row in rows] == [
        ("Aas OÜ", CODES[0], ["L-1", "esimene"]),
        ("None", CODES[3], ["L-4", "tundmatu"]),
    ]
    assert all(row.owner_id for row in rows)


def test_unknown_codes_stay_out_when_the_step_says_so_or_a_later_one_keeps_only_some(
    order: Order, as_head: Actor
) -> None:
    client("Aas OÜ", CODES[0], legal_form="OÜ")
    table(order, as_head.user, f"{CODES[0]};;", f"{CODES[3]};;")
    step(order, "orders.legal_form", How.ONLY, forms="OÜ")
    assert freezing.freeze(order=order, by=as_head.user) == 1


def test_a_table_beside_a_selector_gives_its_columns_to_whoever_is_in_it(
    order: Order, as_head: Actor
) -> None:
    client("Aas OÜ", CODES[0])
    client("Berg AS", CODES[1])
    table(order, as_head.user, f"{CODES[1]};L-2;tabelist")
    step(order, "orders.everybody")
    freezing.freeze(order=order, by=as_head.user)
    rows = {str(row.client): row.values for row in WorkItem.objects.select_related("client")}
    assert rows == {"Berg AS": ["L-2", "tabelist"], "Aas OÜ": []}


def test_an_order_about_nobody_is_refused(order: Order, as_head: Actor) -> None:
    with pytest.raises(Refused) as refused:
        freezing.freeze(order=order, by=as_head.user)
    assert "tühi" in refused.value.texts[0]
    assert not WorkItem.objects.exists()


def test_an_order_whose_people_are_all_away_until_its_end_is_refused(order: Order, as_head: Actor) -> None:
    client("Aas OÜ")
    step(order, "orders.everybody")
    today = workdays.today()
    for each in order.assignments.all():
        Absence.objects.create(
            user=each.user,
            first_day=today,
            last_day=today.replace(year=today.year + 1),
            entered_by=as_head.user,
        )
    with pytest.raises(Refused):
        freezing.freeze(order=order, by=as_head.user)
    assert not WorkItem.objects.exists()


@pytest.mark.parametrize("kind", [OrderKind.ONE_OFF, OrderKind.HELP, OrderKind.ROUND])
def test_every_other_order_has_a_row_for_each_of_its_people(
    kind: OrderKind, as_head: Actor, as_specialist: Actor, as_senior: Actor
) -> None:
    order = draft(as_head.user, [as_specialist.user, as_senior.user], kind=kind)
    assert freezing.freeze(order=order, by=as_head.user) == 2
    owners = list(WorkItem.objects.of_order(order.pk).values_list("owner", flat=True))
    assert owners == [as_specialist.user.pk, as_senior.user.pk]


def test_a_request_for_help_about_a_client_has_the_client_in_its_row(
    as_senior: Actor, as_specialist: Actor
) -> None:
    aas = client("Aas OÜ")
    order = draft(as_senior.user, [as_specialist.user], kind=OrderKind.HELP, client_id=aas.pk)
    freezing.freeze(order=order, by=as_senior.user)
    assert WorkItem.objects.get().client == aas


def test_rows_of_whoever_fell_ill_go_to_the_others_and_the_rest_stay(
    order: Order, as_head: Actor, as_specialist: Actor, as_senior: Actor, someone: Any
) -> None:
    third = someone("kolmas", Role.SPECIALIST)
    order.assignments.create(user=third)
    many(30)
    step(order, "orders.everybody")
    freezing.freeze(order=order, by=as_head.user)
    order.state, order.given_at = OrderState.GIVEN, order.made_at
    order.save()
    seniors = set(WorkItem.objects.owned_by(as_senior.user.pk).values_list("pk", flat=True))
    today = workdays.today()
    Absence.objects.create(
        user=as_specialist.user,
        first_day=today,
        last_day=workdays.day_of(order.due_at),
        entered_by=as_head.user,
    )
    shared = cohorts.share_again(order=order, anew=False, by=as_head.user)
    assert shared.rows == 10
    owned = {who: WorkItem.objects.owned_by(who).count() for who in (as_senior.user.pk, third.pk)}
    assert owned == {as_senior.user.pk: 15, third.pk: 15}
    assert seniors <= set(WorkItem.objects.owned_by(as_senior.user.pk).values_list("pk", flat=True))
    assert cohorts.share_again(order=order, anew=False, by=as_head.user).rows == 0


def test_rows_that_somebody_has_begun_stay_with_him_when_all_are_shared_anew(
    order: Order, as_head: Actor, as_specialist: Actor, someone: Any
) -> None:
    many(20)
    step(order, "orders.everybody")
    freezing.freeze(order=order, by=as_head.user)
    order.state, order.given_at = OrderState.GIVEN, order.made_at
    order.save()
    begun = WorkItem.objects.owned_by(as_specialist.user.pk).first()
    assert begun is not None
    WorkItem.objects.filter(pk=begun.pk).update(attempts=1)
    third = someone("kolmas", Role.SPECIALIST)
    order.assignments.create(user=third)
    cohorts.share_again(order=order, anew=True, by=as_head.user)
    begun.refresh_from_db()
    assert begun.owner_id == as_specialist.user.pk
    assert sorted(_owned(order)) == [6, 7, 7]


def _owned(order: Order) -> list[int]:
    return [WorkItem.objects.owned_by(each.user_id).count() for each in order.assignments.all()]


def test_a_stranger_to_the_order_shares_nothing(order: Order, as_specialist: Actor) -> None:
    with pytest.raises(Refused):
        cohorts.share_again(order=order, anew=True, by=as_specialist.user)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_people_who_freeze_at_once_make_one_cohort(
    transactional_db: None, as_head: Actor, as_specialist: Actor
) -> None:
    order = draft(as_head.user, [as_specialist.user])
    many(500)
    step(order, "orders.everybody")
    answers: list[int] = []
    start = threading.Barrier(4)

    def run() -> None:
        start.wait()
        try:
            answers.append(freezing.freeze(order=order, by=as_head.user))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _n in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert answers == [500] * 4
    assert WorkItem.objects.count() == 500
