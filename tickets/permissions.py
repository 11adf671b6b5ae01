"""Who may see and do what with tickets."""

from django.utils.translation import gettext as _

from desk.people.enums import Role
from desk.people.models import User
from desk.people.permissions import DESK, LEADS, at_the_desk, roles
from tickets.models import Unit

works_on_tickets = at_the_desk
leads_tickets = roles(*LEADS)
# The second level opens the one escalation it was sent; the desk may see what it sees.
opens_by_link = roles(Role.LEVEL2, *DESK)
# How JIRA is reached holds no client's data.
sees_line = roles(*DESK, Role.ADMINISTRATOR)
opens_line = roles(Role.HEAD, Role.ADMINISTRATOR)
expert_of_the_second_level = roles(Role.LEVEL2)


def answers_for(user: User, unit: Unit) -> str | None:
    """An expert answers tickets of units that name him or nobody; the refusal as text."""
    if user.holds(Role.LEVEL2):
        named = set(unit.experts.values_list("pk", flat=True))
        if not named or user.pk in named:
            return None
    return _("The tickets of “%(unit)s” are answered by its own experts.") % {"unit": unit.name}
