"""What must always be true of work orders and their rows."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from desk.orders.enums import BatchState, ChangeState, ItemState, OrderState
from desk.orders.models import Batch, BatchChange, Order, WorkItem
from desk.slots import Invariant

_OVER = [OrderState.CLOSED, OrderState.DECLINED, OrderState.WITHDRAWN]


def _rows_of_the_over() -> Any:
    return WorkItem.objects.filter(state=ItemState.OPEN, order__state__in=_OVER)


def _rows_of_the_gone() -> Any:
    given = WorkItem.objects.filter(state=ItemState.OPEN, order__state=OrderState.GIVEN)
    return given.filter(owner__is_active=False)


def _given_without_rows() -> Any:
    rows = WorkItem.objects.filter(order=OuterRef("pk"))
    return Order.objects.filter(~Exists(rows), state=OrderState.GIVEN)


def _applied_in_part() -> Any:
    left = BatchChange.objects.filter(batch=OuterRef("pk"), state=ChangeState.PLANNED)
    return Batch.objects.filter(Exists(left), state=BatchState.APPLIED)


INVARIANTS = (
    Invariant(
        "orders.rows",
        _("No row of an order that is over is still to be done."),
        _("People see work that nobody wants: tell support which orders."),
        _rows_of_the_over,
    ),
    Invariant(
        "orders.owner",
        _("Every row to be done belongs to somebody who works here."),
        _("Share the rows out again on the page of the order."),
        _rows_of_the_gone,
        grave=False,
    ),
    Invariant(
        "orders.empty",
        _("Every order that was given has rows."),
        _("Withdraw the order and give it anew."),
        _given_without_rows,
    ),
    Invariant(
        "orders.batch",
        _("A clean-up that is done has nothing left to do."),
        _("Open the batch, and have it undone or done again."),
        _applied_in_part,
    ),
)
