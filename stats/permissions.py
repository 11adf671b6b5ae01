"""Who may do what in this room, beside those who lead."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from desk.people.enums import Role
from desk.people.models import Unit, User
from desk.people.permissions import LEADS, roles

if TYPE_CHECKING:
    from stats.models import Report

# Signals and reports are read by those who lead, and by the heads of the units that they are about.
follows_units = roles(Role.SENIOR, Role.HEAD, Role.UNIT_HEAD)


def heads(user: User, unit: Unit) -> str | None:
    """What is said in a unit's name is said by its head of today."""
    if user.holds(Role.UNIT_HEAD) and unit.head_id == user.pk:
        return None
    return _("Only the head of this unit does this.")


def leads_learning(user: User) -> str | None:
    """Trainings, who was there, and undertakings are kept by those who lead."""
    if user.holds(*LEADS):
        return None
    return _("Those who lead plan trainings and keep undertakings.")


def own_figures_or_leads(user: User, whose: User) -> str | None:
    """A person's figures are the person's own, and of those who lead."""
    if user.pk == whose.pk or user.holds(*LEADS):
        return None
    return _("These are a colleague's figures; your own are under “My figures”.")


def changes_proposal(user: User, written_by: User) -> str | None:
    """A staffing proposal is changed, sent and taken back by the one who wrote it."""
    if user.pk == written_by.pk:
        return None
    return _("Only the one who wrote the proposal does this.")


def decides_proposal(user: User, written_by: User) -> str | None:
    """The head decides on a staffing proposal, and nobody on his own."""
    if not user.holds(Role.HEAD):
        return _("The head decides on a staffing proposal.")
    if user.pk == written_by.pk:
        return _("Nobody decides on a proposal of his own: another head does.")
    return None


def reads_report(user: User, report: "Report") -> str | None:
    """Those who lead, the head of the unit, and whom the plan names, or named when it was sent."""
    if user.holds(*LEADS) or acknowledges_report(user, report) is None:
        return None
    return _("This report is about another unit.")


def acknowledges_report(user: User, report: "Report") -> str | None:
    """The head of the unit of today, or whom the report was sent to by name."""
    if heads(user, report.unit) is None or report.letters.filter(user=user).exists():
        return None
    return _("Only the head of the unit, or whom the report was sent to, does this.")


def follows_report(user: User, report: "Report") -> str | None:
    """What became of it is said by the unit, or by those who lead."""
    return None if user.holds(*LEADS) else acknowledges_report(user, report)
