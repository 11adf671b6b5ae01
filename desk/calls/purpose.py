"""A call in hand as the reason to look at a client (slot PURPOSES)."""

from collections.abc import Collection

from desk.calls.models import Call
from desk.people.deputies import works_for
from desk.people.models import User
from desk.records.purpose import Held, of_open_work


@of_open_work
def call_in_hand(user: User, client_ids: Collection[int]) -> list[Held]:
    """`call:7` when a call for one of these clients is in the person's hands today, else empty."""
    mine = Call.objects.in_hand(*works_for(user)).filter(client_id__in=client_ids)
    return [Held("call", mine.order_by("pk"))]
