"""How far an order is, when it will be ready, and the report of what came of it."""

import csv
import io
from datetime import date
from io import BytesIO

import pytest

from desk.orders.actions import items, orders
from desk.orders.actions.items import Found
from desk.orders.enums import ItemResult
from desk.orders.models import Order, WorkItem
from desk.orders.progress import progress, span
from desk.tables.table import read_table
from tests.conftest import Actor
from tests.orders.cohorts import client, draft, step
from tests.orders.world import MONDAY, on

ROWS = 30


@pytest.mark.parametrize(
    ("left", "per_day", "days"),
    [
        (20, [4, 6, 10], (2, 5)),
        (20, [5, 5], (4, 4)),
        (1, [10, 20], (1, 1)),
        (20, [10], None),
        (20, [1, 2], None),
        # A day on which people did something else is a slow one, not one without an end.
        (20, [0, 0, 10, 10], (2, 10)),
    ],
)
def test_the_end_is_foretold_from_the_pace(
    left: int, per_day: list[int], days: tuple[int, int] | None
) -> None:
    assert span(left, per_day) == days


@pytest.fixture
def order(db: None, as_head: Actor, as_specialist: Actor) -> Order:
    """A follow-up of thirty clients, given on a Monday."""
    on(MONDAY)
    for number in range(ROWS):
        client(f"Ettevõte {number:02d} OÜ")
    made = draft(as_head.user, [as_specialist.user])
    step(made, "orders.kind", kinds=["organisation"])
    return orders.give(order=made, by=as_head.user)


def work(order: Order, as_specialist: Actor, day: str, rows: int) -> None:
    on(f"{day} 11:00")
    for item in WorkItem.objects.of_order(order.pk).open().select_related("order")[:rows]:
        items.find(item=item, found=Found(ItemResult.IN_ORDER), by=as_specialist.user)


def test_progress_counts_days_of_tallinn_and_foretells_the_last_row(
    order: Order, as_specialist: Actor
) -> None:
    assert progress(order).forecast is None
    work(order, as_specialist, "2027-01-11", 4)
    work(order, as_specialist, "2027-01-12", 6)
    on("2027-01-13 09:00")
    now = progress(order)
    assert (now.done, now.open, now.percent) == (10, 20, 33)
    assert now.days == ((date(2027, 1, 11), 4), (date(2027, 1, 12), 6))
    # 20 rows: four days at six, five at four, a week-end between them.
    assert now.forecast == (date(2027, 1, 19), date(2027, 1, 20))
    page = as_specialist.get(f"{order.get_absolute_url()}progress/").content.decode()
    assert "19.01.2027" in page and "20.01.2027" in page


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_report_as_a_table_holds_every_row(order: Order, as_specialist: Actor, form: str) -> None:
    work(order, as_specialist, "2027-01-11", 2)
    answer = as_specialist.get(f"{order.get_absolute_url()}result/file/?form={form}")
    data = answer.getvalue()
    rows = list(read_table(BytesIO(data), {"row": ("Rida",), "result": ("Tulemus",)}))
    assert len(rows) == ROWS
    assert [each["result"] for each in rows[:3]] == ["korras", "korras", ""]
    if form == "csv":
        assert next(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))[0] == "Rida"


def test_a_form_of_table_that_there_is_not_is_not_found(order: Order, as_specialist: Actor) -> None:
    assert as_specialist.get(f"{order.get_absolute_url()}result/file/?form=exe").status_code == 404
