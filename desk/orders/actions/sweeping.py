"""What the clock does to orders: their people are told that they fall due, and that they are late, once."""

from django.db import transaction

from desk import clock
from desk.orders.actions import orders, story
from desk.orders.enums import ItemState
from desk.orders.models import Objection, Order
from desk.people.models import User

AT_ONCE = 200  # orders of one round of the sweep; the rest waits a minute


def tell_of_deadlines() -> int:
    """Tell who still has something open of what falls due by the next working day, or is late; how many."""
    told = 0
    for pk in list(Order.objects.falling_due(orders.soon()).values_list("pk", flat=True)[:AT_ONCE]):
        told += _tell(pk, late=False)
    for pk in list(Order.objects.newly_late().values_list("pk", flat=True)[:AT_ONCE]):
        told += _tell(pk, late=True)
    return told


@transaction.atomic
def _tell(pk: int, *, late: bool) -> bool:
    order = Order.objects.select_for_update(of=("self",)).get(pk=pk)
    found = Order.objects.newly_late() if late else Order.objects.falling_due(orders.soon())
    if not found.filter(pk=pk).exists():
        return False  # another worker was here, or it has been done
    now = clock.now()
    order.warned_at = order.warned_at or now
    order.late_told_at = now if late else None
    # Without a row of its history: nobody did anything with the order.
    Order.objects.filter(pk=pk).update(warned_at=order.warned_at, late_told_at=order.late_told_at)
    people = owing(order)
    story.tell_all(order, "orders.late" if late else "orders.due_soon", people, by=None)
    if late and order.given_by not in people:
        story.tell_all(order, "orders.late_with_others", [order.given_by], by=None)
    return True


def owing(order: Order) -> list[User]:
    """Its people who have a row open, and no refusal of theirs waits for an answer."""
    refused = Objection.objects.refusals().filter(order=order).values_list("by", flat=True)
    theirs = order.items.filter(state=ItemState.OPEN).values("owner")
    rows = User.objects.filter(pk__in=theirs, is_active=True).exclude(pk__in=list(refused))
    return list(rows.order_by("pk"))
