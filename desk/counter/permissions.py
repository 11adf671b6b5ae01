"""Who may, in this room: everyone at the desk serves; the addresses of screens are the administrator's."""

from django.utils.translation import gettext as _

from desk.counter.models import Visit
from desk.people.deputies import works_for
from desk.people.enums import Role
from desk.people.models import User
from desk.people.permissions import leads, roles

keeps_screens = roles(Role.ADMINISTRATOR)


def may_call(by: User, visit: Visit) -> str:
    """Why this person does not call that visitor, empty when they may: a named one waits for nobody else."""
    if visit.specialist_id is None or visit.state != "handed" or visit.specialist_id in works_for(by):
        return ""
    return _("%(number)s waits for %(name)s.") % {"number": visit.number, "name": visit.specialist}


def may_work(by: User, visit: Visit) -> str:
    """Why this person leaves another's visitor alone, empty when they may: a deputy and a lead stand in."""
    if visit.user_id is None or visit.user_id in works_for(by) or leads(by) is None:
        return ""
    return _("%(number)s is served by %(name)s.") % {"number": visit.number, "name": visit.user}
