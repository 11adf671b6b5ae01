"""What is kept from whom: a complaint from the person it concerns (slot KEPT_FROM)."""

from collections.abc import Iterator

from desk.enquiries.models import Enquiry
from desk.slots import Kept


def complaints_about(user_id: int) -> Iterator[Kept]:
    """Complaints and their promises that this person must not see a line about; mostly none, in one query."""
    theirs = Enquiry.objects.filter(concerns_id=user_id)
    for pk, number, promise in theirs.values_list("pk", "number", "promises__pk"):
        yield Kept("enquiry", pk, number)
        if promise is not None:
            yield Kept("promise", promise, number)
