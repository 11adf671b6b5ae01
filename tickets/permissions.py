"""Who may see and do what with tickets."""

from desk.people.enums import Role
from desk.people.permissions import DESK, at_the_desk, roles

works_on_tickets = at_the_desk
# The second level opens the one escalation it was sent; the desk may see what it sees.
opens_by_link = roles(Role.LEVEL2, *DESK)
