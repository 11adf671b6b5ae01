"""Open enquiries as the reason to look at a client (slot PURPOSES)."""

from collections.abc import Collection

from desk.enquiries.models import Enquiry
from desk.people.deputies import works_for
from desk.people.models import User
from desk.records.purpose import Held, of_open_work


@of_open_work
def open_enquiry(user: User, client_ids: Collection[int]) -> list[Held]:
    """`enquiry:7` when an open enquiry of one of these clients is the person's work today, else empty."""
    mine = Enquiry.objects.open().readable_by(user).owned_by(*works_for(user))
    return [Held("enquiry", mine.filter(client_id__in=client_ids).order_by("-pk"))]
