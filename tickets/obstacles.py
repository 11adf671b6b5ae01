"""What this room says when somebody wants to close an enquiry (slot CLOSING_OBSTACLES)."""

from django.utils.translation import gettext as _

from desk.enquiries.models import Enquiry
from tickets.models import Escalation


def open_escalations(enquiry: Enquiry) -> list[str]:
    """One text for each ticket of the enquiry that is not closed."""
    tickets = Escalation.objects.open().filter(enquiry=enquiry).select_related("issue", "enquiry")
    return [
        _("The ticket %(ticket)s is open: %(state)s.")
        % {"ticket": ticket, "state": ticket.get_state_display()}
        for ticket in tickets
    ]
