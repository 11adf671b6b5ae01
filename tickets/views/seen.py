"""A ticket that somebody looks at: who looks at whose data is written down."""

from django.shortcuts import get_object_or_404

from desk.http import Request
from desk.records import access
from tickets.models import Escalation


def ticket_of(request: Request, pk: int) -> Escalation:
    """The ticket with all that its page shows; 404 for a complaint about the one who asks."""
    found = Escalation.objects.shown().select_related(
        "enquiry__person", "enquiry__topic", "promise", "message", "created_by", "form"
    )
    ticket = get_object_or_404(found.whole().readable_by(request.user), pk=pk)
    shows(request, [ticket])
    return ticket


def shows(request: Request, tickets: list[Escalation]) -> None:
    """Write down that these tickets' clients were looked at."""
    for ticket in tickets:
        client_id = ticket.enquiry.client_id
        if client_id:
            access.shows(request, "client", client_id, client_id=client_id, purpose=f"escalation:{ticket.pk}")
