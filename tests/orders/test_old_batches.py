"""What clean-ups changed is destroyed by rule once their order is long over, with proof."""

from datetime import timedelta

import pytest

from desk import clock
from desk.clients.models import Client
from desk.http import Refused
from desk.orders.actions import batches, old_batches
from desk.orders.enums import OrderState
from desk.orders.models import BatchChange, Order
from desk.people.models import User
from desk.records import actions as records
from desk.records.models import Destruction
from tests.conftest import Actor
from tests.orders.cleaning import column_to, done, order_of, organisation

pytestmark = pytest.mark.django_db

WHAT = ("before", "after", "kept", "state")


@pytest.fixture
def puit(db: None) -> Client:
    return organisation("Tamme Puit OÜ", "10000001", "vana@tammepuit.example")


@pytest.fixture
def order(as_head: Actor, as_specialist: Actor, puit: Client) -> Order:
    return order_of(as_head.user, as_specialist.user, (puit, ["uus@tammepuit.example"]))


def over(order: Order, days: int) -> None:
    Order.objects.filter(pk=order.pk).update(
        state=OrderState.WITHDRAWN, closed_at=clock.now() - timedelta(days=days)
    )


def test_a_year_after_the_order_what_stood_before_and_after_is_gone_and_cannot_be_put_back(
    order: Order, as_specialist: Actor, as_head: Actor
) -> None:
    by: User = as_specialist.user
    batch = done(column_to("email", order, by), as_head.user)
    assert "vana@tammepuit.example" in str(list(BatchChange.objects.values_list(*WHAT)))
    over(order, 364)
    assert records.destroy_due(store=old_batches.STORE) == 0
    over(order, 366)
    assert records.destroy_due(store=old_batches.STORE) == 1
    rows = list(BatchChange.objects.values_list(*WHAT))
    assert rows == [("", "", {}, "done")]
    assert Destruction.objects.get().subject_id == batch.pk
    assert records.destroy_due(store=old_batches.STORE) == 0
    batch.refresh_from_db()
    with pytest.raises(Refused):
        batches.undo(batch=batch, reason="Vale veerg", by=as_head.user)


def test_the_night_destroys_what_any_room_has_kept_long_enough(
    order: Order, as_specialist: Actor, as_head: Actor
) -> None:
    from desk.records.tasks import retention

    done(column_to("email", order, as_specialist.user), as_head.user)
    over(order, 366)
    retention()
    assert list(BatchChange.objects.values_list("before", "after")) == [("", "")]
