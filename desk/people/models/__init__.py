"""People of the desk: who they are, where they are, when they work, who stands in for them, what they owe."""

from desk.people.models.owed import Approval, ApprovalPolicy, Notice, Todo, TodoChange
from desk.people.models.presence import BreakReason, Presence
from desk.people.models.roster import Absence, Shift
from desk.people.models.unit import Unit
from desk.people.models.user import Bilingual, Skill, User, UserRole

__all__ = [
    "Absence",
    "Approval",
    "ApprovalPolicy",
    "Bilingual",
    "BreakReason",
    "Notice",
    "Presence",
    "Shift",
    "Skill",
    "Todo",
    "TodoChange",
    "Unit",
    "User",
    "UserRole",
]
