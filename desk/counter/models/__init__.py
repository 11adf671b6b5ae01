"""Offices, visits, and the papers that came to the counter or by post."""

from desk.counter.models.paper import (
    IncomingMail,
    IncomingMailQuerySet,
    MailFile,
    MailPage,
    MailText,
    PageWork,
    PaperKind,
    PaperSeries,
    Quarantined,
)
from desk.counter.models.place import ClosedDay, Desk, Office, Opening
from desk.counter.models.visit import DayNumbers, Period, Visit, VisitEnquiry, VisitQuerySet

__all__ = [
    "ClosedDay",
    "DayNumbers",
    "Desk",
    "IncomingMail",
    "IncomingMailQuerySet",
    "MailFile",
    "MailPage",
    "MailText",
    "Office",
    "Opening",
    "PageWork",
    "PaperKind",
    "PaperSeries",
    "Period",
    "Quarantined",
    "Visit",
    "VisitEnquiry",
    "VisitQuerySet",
]
