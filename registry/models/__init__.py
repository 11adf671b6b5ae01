"""Questions to the register and their answers, the rules they are judged by, and proof from elsewhere."""

from registry.models.check import Check, CheckPayload, CheckQuerySet, Exchange
from registry.models.line import DailyUse, Line
from registry.models.mandate import MandateQuestion
from registry.models.proof import Proof, ProofPerson, ProofQuerySet
from registry.models.reading import Reading, ReadingQuerySet
from registry.models.refresh import ChangedOrganisation, ClassifierValue, Refresh
from registry.models.rulebook import RoleRule, StatusRule

__all__ = [
    "ChangedOrganisation",
    "Check",
    "CheckPayload",
    "CheckQuerySet",
    "ClassifierValue",
    "DailyUse",
    "Exchange",
    "Line",
    "MandateQuestion",
    "Proof",
    "ProofPerson",
    "ProofQuerySet",
    "Reading",
    "ReadingQuerySet",
    "Refresh",
    "RoleRule",
    "StatusRule",
]
