"""A call in hand as the reason to look at a client (slot PURPOSES)."""

from collections.abc import Collection

from desk.calls.models import Call
from desk.people.models import User


def call_in_hand(user: User, client_ids: Collection[int]) -> str:
    """`call:7` when the person is in, or finishes, a call on behalf of one of these clients, else empty."""
    pk = Call.objects.in_hand(user.pk).filter(client_id__in=client_ids).values_list("pk", flat=True).first()
    return f"call:{pk}" if pk else ""
