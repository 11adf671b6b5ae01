"""Open tickets as the reason to look at a client (slot PURPOSES)."""

from collections.abc import Collection

from desk.people.deputies import works_for
from desk.people.models import User
from tickets.models import Escalation


def open_ticket(user: User, client_ids: Collection[int]) -> str:
    """`escalation:7` when an open ticket of one of these clients is the person's work today, else empty."""
    mine = Escalation.objects.open().readable_by(user).owned_by(*works_for(user))
    pk = mine.filter(enquiry__client_id__in=client_ids).order_by("-pk").values_list("pk", flat=True).first()
    return f"escalation:{pk}" if pk else ""
