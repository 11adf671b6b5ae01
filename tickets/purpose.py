"""Open tickets as the reason to look at a client (slot PURPOSES)."""

from collections.abc import Collection

from desk.people.models import User
from tickets.models import Escalation


def open_ticket(user: User, client_ids: Collection[int]) -> str:
    """`escalation:7` when the person answers for an open ticket of one of these clients, else empty."""
    mine = Escalation.objects.open().filter(enquiry__client_id__in=client_ids, enquiry__owner_id=user.pk)
    pk = mine.order_by("-pk").values_list("pk", flat=True).first()
    return f"escalation:{pk}" if pk else ""
