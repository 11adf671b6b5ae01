"""The room's models; one file a noun, all imported from here."""

from tickets.models.forms import Form, Question
from tickets.models.issues import Issue, JiraInbox, JiraOperation, TicketEvent
from tickets.models.line import Contact
from tickets.models.tickets import Escalation
from tickets.models.units import Unit

__all__ = [
    "Contact",
    "Escalation",
    "Form",
    "Issue",
    "JiraInbox",
    "JiraOperation",
    "Question",
    "TicketEvent",
    "Unit",
]
