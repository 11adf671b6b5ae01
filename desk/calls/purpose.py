"""A call in hand as the reason to look at a client (slot PURPOSES)."""

from desk.calls.models import Call
from desk.people.models import User


def call_in_hand(user: User, client_id: int) -> str:
    """`call:7` when the person is in, or finishes, a call on behalf of this client, else empty."""
    pk = Call.objects.in_hand(user.pk).for_client(client_id).values_list("pk", flat=True).first()
    return f"call:{pk}" if pk else ""
