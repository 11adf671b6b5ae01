"""Who may: rules over roles, each giving its refusal as text for the person."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from desk.people.enums import Role
from desk.people.models import User

Rule = Callable[[User], str | None]

DESK = (Role.SPECIALIST, Role.SENIOR, Role.HEAD)


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
leads = roles(Role.SENIOR, Role.HEAD)
