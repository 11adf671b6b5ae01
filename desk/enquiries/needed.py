"""What is needed however old it is, because an enquiry is not over (slot STILL_NEEDED)."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from desk.enquiries.models import Enquiry


def open_enquiries() -> QuerySet[Any]:
    """Enquiries that nobody has closed."""
    return Enquiry.objects.filter(closed_at=None).order_by().values("pk")


NEEDED: dict[str, Callable[[], QuerySet[Any]]] = {"enquiry": open_enquiries}
