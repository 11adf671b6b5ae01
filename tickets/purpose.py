"""Open tickets as the reason to look at a client (slot PURPOSES)."""

from desk.people.models import User
from tickets.models import Escalation


def open_ticket(user: User, client_id: int) -> str:
    """`escalation:7` when the person answers for an open ticket of this client, else empty."""
    mine = Escalation.objects.open().for_client(client_id).filter(enquiry__owner_id=user.pk)
    pk = mine.order_by("-pk").values_list("pk", flat=True).first()
    return f"escalation:{pk}" if pk else ""
