"""Who may see checks and who may ask the register."""

from desk.people.enums import Role
from desk.people.permissions import DESK, LEADS, roles

sees_checks = roles(*DESK, Role.REGISTRAR, Role.AUDITOR)
asks = roles(*DESK)
# The register as a system holds no client's data.
sees_line = roles(*LEADS, Role.ADMINISTRATOR)
opens_line = roles(Role.HEAD, Role.ADMINISTRATOR)
