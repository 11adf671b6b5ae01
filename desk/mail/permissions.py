"""Who may read letters and try them again."""

from desk.people.enums import Role
from desk.people.permissions import DESK, roles

reads_letters = roles(*DESK, Role.REGISTRAR, Role.AUDITOR)
sends_letters = roles(*DESK, Role.REGISTRAR)
