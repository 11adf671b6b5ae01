"""What is needed however old it is, because an order is not over (slot STILL_NEEDED)."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from desk.orders.models import Order


def open_orders() -> QuerySet[Any]:
    """Orders that are written or worked on."""
    return Order.objects.filter(closed_at=None).order_by().values("pk")


NEEDED: dict[str, Callable[[], QuerySet[Any]]] = {"order": open_orders}
