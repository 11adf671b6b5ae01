"""Telephone lines, calls, offers, callbacks, identity: what the desk knows of its telephone."""

from desk.calls.models.abuse import WARNING, Abuse, SpokenText
from desk.calls.models.call import Call, CallEnquiry, CallEvent, CallQuerySet, Hold
from desk.calls.models.callback import Callback, CallbackAttempt, CallbackQuerySet, CallbackSlot
from desk.calls.models.dial import Dial
from desk.calls.models.identity import DisclosureDecision, HelpRequest, IdentityCheck
from desk.calls.models.line import Line
from desk.calls.models.offer import Offer

__all__ = [
    "WARNING",
    "Abuse",
    "Call",
    "CallEnquiry",
    "CallEvent",
    "CallQuerySet",
    "Callback",
    "CallbackAttempt",
    "CallbackQuerySet",
    "CallbackSlot",
    "Dial",
    "DisclosureDecision",
    "HelpRequest",
    "Hold",
    "IdentityCheck",
    "Line",
    "Offer",
    "SpokenText",
]
