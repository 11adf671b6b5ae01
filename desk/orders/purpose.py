"""A row in hand as the reason to look at its client (slot PURPOSES)."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef

from desk.orders.enums import OrderState
from desk.orders.models import Objection, WorkItem
from desk.people.deputies import works_for
from desk.people.models import User
from desk.records.purpose import Held, of_open_work


@of_open_work
def open_order(user: User, client_ids: Collection[int]) -> list[Held]:
    """`order:7` when a row about one of these clients is the person's to do today, else empty.

    Of an order that the person declined it is no reason, while that waits for an answer.
    """
    declined = Objection.objects.refusals().filter(order=OuterRef("order"), by=OuterRef("owner"))
    mine = WorkItem.objects.open().owned_by(*works_for(user)).filter(client_id__in=client_ids)
    mine = mine.filter(~Exists(declined), order__state=OrderState.GIVEN)
    return [Held("order", mine.order_by("-pk"), key="order_id")]
