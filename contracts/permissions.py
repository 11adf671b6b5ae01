"""Who may do what with documents."""

from desk.people.enums import Role
from desk.people.permissions import DESK, at_the_desk, leads, roles

drafts = at_the_desk
reads_documents = roles(*DESK, Role.REGISTRAR)
registers = roles(Role.REGISTRAR)
sees_evidence = roles(*DESK, Role.REGISTRAR, Role.AUDITOR)
sees_life = sees_evidence  # trees, stories and the register of what is in force
sees_mandates = roles(*DESK, Role.ADMINISTRATOR, Role.AUDITOR)
signs_for_agency = leads
decides = at_the_desk  # who of them is the policy of second persons (contracts.second)
keeps_templates = roles(Role.ADMINISTRATOR)
reads_templates = roles(*DESK, Role.ADMINISTRATOR)  # who of them approves is the policy of second persons
takes_over = leads  # what was in force before the desk came
