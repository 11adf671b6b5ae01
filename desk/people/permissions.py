"""Who may: rules over roles, each giving its refusal as text for the person."""

from collections.abc import Callable

from django.conf import settings
from django.utils.translation import gettext as _

from desk.people.enums import Role
from desk.people.models import User

Rule = Callable[[User], str | None]

DESK = (Role.SPECIALIST, Role.SENIOR, Role.HEAD)
LEADS = (Role.SENIOR, Role.HEAD)


def roles(*wanted: Role) -> Rule:
    """A rule that lets in those who hold one of the roles."""

    def rule(user: User) -> str | None:
        if user.holds(*wanted):
            return None
        names = ", ".join(str(role.label) for role in wanted)
        return _("This page is for: %(roles)s.") % {"roles": names}

    rule.roles = frozenset(wanted)  # type: ignore[attr-defined]  # read by the permission matrix
    return rule


def anyone(user: User) -> str | None:
    """A rule that lets in everyone who has logged in."""
    return None


anyone.roles = frozenset(Role)  # type: ignore[attr-defined]
at_the_desk = roles(*DESK)
leads = roles(*LEADS)
head = roles(Role.HEAD)


def sees_where_others_are(user: User) -> bool:
    """Whether the house lets this person see the states of colleagues, with their time."""
    return settings.PRESENCE_VISIBLE_TO == "everyone" or user.holds(*LEADS)


def own_todo_or_leads(by: User, user: User) -> str | None:
    """A to-do for oneself, or for anyone by those who lead; the refusal as text."""
    if by.pk == user.pk or by.holds(*LEADS):
        return None
    return _("Those who lead the work ask others to do something.")


def own_or_leads(by: User, user: User) -> str | None:
    """A person's own absence, or anyone's for those who lead; the refusal as text."""
    if by.pk == user.pk or by.holds(*LEADS):
        return None
    return _("Absences of others are entered by those who lead.")
