"""Who may see checks and who may ask the register."""

from desk.people.enums import Role
from desk.people.permissions import DESK, roles

sees_checks = roles(*DESK, Role.REGISTRAR, Role.AUDITOR)
asks = roles(*DESK)
