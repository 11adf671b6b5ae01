"""Questions, what they were about, by when, how they ended, and what was promised on the way."""

from desk.enquiries.models.drafting import Draft, DraftFile, Glance
from desk.enquiries.models.enquiry import (
    ClosingOverride,
    Enquiry,
    EnquiryMail,
    EnquiryQuerySet,
    EnquirySeries,
)
from desk.enquiries.models.fault import Fault, FaultQuerySet, FaultTie, FaultTieQuerySet
from desk.enquiries.models.limits import DeadlineChange, Limit, OpenInterval, Pause, PauseReason, SpecialDay
from desk.enquiries.models.promise import LastLetter, Promise, PromiseQuerySet, ReachAttempt
from desk.enquiries.models.topic import FavouriteTopic, OutcomeCode, Topic, TopicQuerySet, Trilingual
from desk.enquiries.models.writing import TextModule, UsedGuide

__all__ = [
    "ClosingOverride",
    "DeadlineChange",
    "Draft",
    "DraftFile",
    "Enquiry",
    "EnquiryMail",
    "EnquiryQuerySet",
    "EnquirySeries",
    "Fault",
    "FaultQuerySet",
    "FaultTie",
    "FaultTieQuerySet",
    "FavouriteTopic",
    "Glance",
    "LastLetter",
    "Limit",
    "OpenInterval",
    "OutcomeCode",
    "Pause",
    "PauseReason",
    "Promise",
    "PromiseQuerySet",
    "ReachAttempt",
    "SpecialDay",
    "TextModule",
    "Topic",
    "TopicQuerySet",
    "Trilingual",
    "UsedGuide",
]
