"""Orders go as a whole when they are long over, and their rows are nobody's before that."""

from datetime import timedelta

import pytest

from desk import clock
from desk.clients.models import Client
from desk.orders import keeping
from desk.orders.enums import OrderState
from desk.orders.models import Batch, ItemFinding, Order, OrderChange, WorkItem
from desk.people.models import User
from desk.records import actions as records
from desk.records import holding
from desk.records.models import Destruction
from tests.conftest import Actor
from tests.orders.cleaning import column_to, done, order_of, organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def puit(db: None) -> Client:
    return organisation("Tamme Puit OÜ", "10000001", "vana@tammepuit.example")


@pytest.fixture
def order(as_head: Actor, as_specialist: Actor, puit: Client) -> Order:
    order = order_of(as_head.user, as_specialist.user, (puit, ["uus@tammepuit.example"]))
    item = WorkItem.objects.get(order=order)
    ItemFinding.objects.create(item=item, result="in_order", note="Kõik korras", by=as_specialist.user)
    return order


def over(order: Order, days: int) -> None:
    Order.objects.filter(pk=order.pk).update(
        state=OrderState.WITHDRAWN, closed_at=clock.now() - timedelta(days=days)
    )


def test_rows_are_nobodys_two_years_after_the_order(order: Order, puit: Client, as_head: Actor) -> None:
    over(order, 729)
    assert records.destroy_due(store=keeping.ITEMS) == 0
    over(order, 731)
    hold = holding.place(kind="order", pk=order.pk, reason="Vaie", until=None, by=as_head.user)
    assert records.destroy_due(store=keeping.ITEMS) == 0
    holding.lift(hold=hold, why="Lahendatud", by=as_head.user)
    assert records.destroy_due(store=keeping.ITEMS) == 1
    item = WorkItem.objects.get()
    assert (item.client, item.code, item.values) == (None, "", [])
    assert not ItemFinding.objects.exists()
    assert records.destroy_due(store=keeping.ITEMS) == 0


def test_an_order_goes_whole_after_five_years_and_one_that_goes_on_stays(
    order: Order, as_specialist: Actor, as_head: Actor
) -> None:
    by: User = as_specialist.user
    done(column_to("email", order, by), as_head.user)
    assert records.destroy_due(store=keeping.ORDERS) == 0
    over(order, 1827)
    assert records.destroy_due(store=keeping.ORDERS) == 1
    for model in (Order, WorkItem, Batch, OrderChange):
        assert not model._default_manager.exists()
    for model in (Order, Batch):
        assert not model.history.exists()
    proof = Destruction.objects.get(store=keeping.ORDERS)
    assert (proof.subject_kind, proof.subject_id) == ("order", order.pk)
