"""The one escalation as the second level sees it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from desk.http import Request, reads
from desk.records import access
from tickets.models import Escalation
from tickets.permissions import opens_by_link
from tickets.views.seen import shows


@reads(opens_by_link)
def expert(request: Request, uuid: UUID) -> HttpResponse:
    """The one escalation as the second level sees it: read only, every look logged."""
    ticket = get_object_or_404(
        Escalation.objects.readable_by(request.user).shown().select_related("enquiry__person"), uuid=uuid
    )
    shows(request, [ticket])
    if ticket.enquiry.person_id:
        access.shows(
            request, "person", ticket.enquiry.person_id, client_id=ticket.enquiry.client_id,
            purpose=f"escalation:{ticket.pk}",
        )  # fmt: skip
    return render(request, "tickets/expert.html", {"ticket": ticket})
