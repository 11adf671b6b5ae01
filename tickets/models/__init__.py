"""The room's models; one file a noun, all imported from here."""

from tickets.models.exchange import L2Answer, Override, Return, TicketFile
from tickets.models.forms import Form, Question
from tickets.models.issues import Issue, JiraInbox, JiraOperation, TicketEvent
from tickets.models.line import Contact, Line
from tickets.models.rules import StatusRule
from tickets.models.telling import Wording
from tickets.models.tickets import Escalation, Watch
from tickets.models.units import Expert, Unit

__all__ = [
    "Contact",
    "Escalation",
    "Expert",
    "Form",
    "Issue",
    "JiraInbox",
    "JiraOperation",
    "L2Answer",
    "Line",
    "Override",
    "Question",
    "Return",
    "StatusRule",
    "TicketEvent",
    "TicketFile",
    "Unit",
    "Watch",
    "Wording",
]
