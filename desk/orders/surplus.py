"""Two rows of one order whose clients turned out to be the same: one is worked, nothing found is lost."""

from desk.clients.journal import Journal
from desk.orders.enums import ItemState, OrderState
from desk.orders.models import ItemFinding, WorkItem

_NOT_OVER = (OrderState.DRAFT, OrderState.GIVEN, OrderState.REPORTED)


def settle(journal: Journal, left: WorkItem, column: str, kept: int) -> None:
    """`left` stays with the lost client, for an order has one row a client: it, or its twin, is dropped.

    Whichever is done stands; of two that are open the one at the kept client is worked on. Findings never
    move. Undoing the merge opens the dropped one again, by the journal.
    """
    rows = WorkItem.objects.select_for_update(skip_locked=True, no_key=True)
    twin = rows.filter(order_id=left.order_id, client_id=kept).first()  # None: somebody is just at it
    if left.state == ItemState.OPEN and (twin is None or twin.state != ItemState.DROPPED):
        journal.change(left, {"state": ItemState.DROPPED.value})
    elif left.state == ItemState.DONE and twin is not None and twin.state == ItemState.OPEN:
        journal.change(twin, {"state": ItemState.DROPPED.value})


def findings_of(item: WorkItem) -> list[ItemFinding]:
    """What was found about the client in this order, also in rows of those merged into it; oldest first."""
    own = [item.pk]
    if item.client_id is not None:
        same = WorkItem.objects.filter(order_id=item.order_id, client__merged_into=item.client_id)
        own += same.values_list("pk", flat=True)
    return list(ItemFinding.objects.filter(item__in=own).select_related("by").order_by("at", "pk"))


def drop_of_those_over(*client_ids: int) -> int:
    """Rows that undoing a merge opened again in orders that are over: nobody does them; how many."""
    opened = WorkItem.objects.open().filter(client__in=client_ids).exclude(order__state__in=_NOT_OVER)
    return opened.update(state=ItemState.DROPPED)


# Slot ABSORBING.
LEARNING = {"orders.WorkItem": settle}
