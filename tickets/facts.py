"""Open tickets on the card of a caller (slot CALLER_FACTS)."""

from collections.abc import Collection

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import ngettext

from desk.slots import Fact
from tickets.enums import State
from tickets.models import Escalation


def open_tickets(client_ids: Collection[int]) -> dict[int, list[Fact]]:
    """How many tickets of each of these clients the second level, or we, still owe an answer."""
    left = Escalation.objects.open().exclude(state=State.DRAFT)
    open_ones = left.filter(enquiry__client_id__in=client_ids).order_by()
    counts = dict(open_ones.values_list("enquiry__client_id").annotate(Count("pk")))
    return {
        client: [
            Fact(
                ngettext("%(n)s open ticket", "%(n)s open tickets", n) % {"n": n},
                n,
                reverse("tickets:client_panel", args=[client]),
            )
        ]
        for client, n in counts.items()
        if client is not None
    }
