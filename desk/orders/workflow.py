"""The states of an order and the moves between them, in one table; those of a batch are `cleanup.states`."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from desk.orders.enums import OrderKind, OrderState

if TYPE_CHECKING:
    from desk.orders.models import Order

MOVES: dict[OrderState, frozenset[OrderState]] = {
    OrderState.DRAFT: frozenset({OrderState.GIVEN}),
    OrderState.GIVEN: frozenset(
        {OrderState.REPORTED, OrderState.CLOSED, OrderState.DECLINED, OrderState.WITHDRAWN}
    ),
    # Sent back with a reason, it is given again.
    OrderState.REPORTED: frozenset({OrderState.CLOSED, OrderState.GIVEN, OrderState.WITHDRAWN}),
    OrderState.CLOSED: frozenset(),
    OrderState.DECLINED: frozenset(),
    OrderState.WITHDRAWN: frozenset(),
}
# Who answers for an order in this state; None: nothing is left to do.
OWNERS: dict[OrderState, str | None] = {
    OrderState.DRAFT: "given_by",
    OrderState.GIVEN: "people",
    OrderState.REPORTED: "given_by",
    OrderState.CLOSED: None,
    OrderState.DECLINED: None,
    OrderState.WITHDRAWN: None,
}
# Small things nobody looks through once they are done: these alone go from given to closed.
CLOSED_WHEN_DONE = (OrderKind.HELP, OrderKind.ROUND)


def may(now: str, then: OrderState) -> bool:
    """Whether an order in state `now` may move to `then`."""
    return then in MOVES[OrderState(now)]


def refusal(order: "Order", then: OrderState) -> str:
    """Why this order may not move to `then` now, empty when it may."""
    if may(order.state, then) and (
        then != OrderState.CLOSED or order.state == OrderState.REPORTED or order.kind in CLOSED_WHEN_DONE
    ):
        return ""
    return _("The order is “%(state)s”: this cannot be done with it now.") % {
        "state": order.get_state_display()
    }


def refuses_changing(order: "Order") -> str:
    """Why deadline and people of this order do not change now, empty when they may."""
    if order.state == OrderState.GIVEN:
        return ""
    if order.state == OrderState.DRAFT:
        return _("This order has not been given yet.")
    return _("The order is “%(state)s”: this cannot be done with it now.") % {
        "state": order.get_state_display()
    }
