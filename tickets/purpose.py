"""Open tickets as the reason to look at a client (slot PURPOSES)."""

from collections.abc import Collection

from desk.people.deputies import works_for
from desk.people.models import User
from desk.records.purpose import Held, of_open_work
from tickets.models import Escalation


@of_open_work
def open_ticket(user: User, client_ids: Collection[int]) -> list[Held]:
    """`escalation:7` when an open ticket of one of these clients is the person's work today, else empty."""
    mine = Escalation.objects.open().readable_by(user).owned_by(*works_for(user))
    return [Held("escalation", mine.filter(enquiry__client_id__in=client_ids).order_by("-pk"))]
