"""Who may do what with documents."""

from desk.people.enums import Role
from desk.people.permissions import DESK, at_the_desk, roles

drafts = at_the_desk
reads_documents = roles(*DESK, Role.REGISTRAR)
registers = roles(Role.REGISTRAR)
keeps_templates = roles(Role.ADMINISTRATOR)
