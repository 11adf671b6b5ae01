"""Promises by the day on which they fell due."""

from django.db.models import QuerySet

from desk.enquiries.models import Promise
from desk.enquiries.models.promise import OUTCOMES
from stats.rollups.counting import Rows


def promises() -> QuerySet[Promise]:
    """Promises to clients."""
    return Promise.objects.counted()


def parts() -> tuple[Rows, ...]:
    """Promises, by what became of them."""
    return (Rows(promises, at="due_at", keys={"topic": "enquiry__topic_id"}, counts=OUTCOMES),)
