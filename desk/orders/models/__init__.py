"""Orders with their rows, whom they are about, declaration periods, and the clean-up of our own data."""

from desk.orders.models.batch import Batch, BatchChange
from desk.orders.models.change import OrderChange
from desk.orders.models.cohort import CohortRow, CohortUpload, Selection
from desk.orders.models.item import ItemAttempt, ItemFinding, WorkItem, WorkItemQuerySet
from desk.orders.models.order import Assignment, Objection, Order, OrderQuerySet, OrderSeries, Round
from desk.orders.models.period import Obligation, Period

__all__ = [
    "Assignment",
    "Batch",
    "BatchChange",
    "CohortRow",
    "CohortUpload",
    "ItemAttempt",
    "ItemFinding",
    "Objection",
    "Obligation",
    "Order",
    "OrderChange",
    "OrderQuerySet",
    "OrderSeries",
    "Period",
    "Round",
    "Selection",
    "WorkItem",
    "WorkItemQuerySet",
]
