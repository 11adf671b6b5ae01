"""People who work at the desk: who they are, where they are, when they work, who stands in for them."""

from desk.people.models.presence import BreakReason, Presence
from desk.people.models.roster import Absence, Shift
from desk.people.models.user import Bilingual, Skill, User, UserRole

__all__ = ["Absence", "Bilingual", "BreakReason", "Presence", "Shift", "Skill", "User", "UserRole"]
