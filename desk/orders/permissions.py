"""Who may do what with orders; what the state allows stands in `workflow`."""

from django.utils.translation import gettext as _

from desk.orders.enums import OrderKind
from desk.orders.models import Assignment, Order
from desk.people.deputies import works_for
from desk.people.enums import Role
from desk.people.models import User
from desk.people.permissions import at_the_desk, head, leads

works_on_orders = at_the_desk
drafts = leads
gives = head


def manages(user: User, order: Order) -> str | None:
    """Who gave an order (today's deputy too, or a head) answers, changes, closes and withdraws it."""
    if order.given_by_id in works_for(user):
        return None
    if order.kind != OrderKind.HELP and user.holds(Role.HEAD):
        return None
    return _("Only the one who gave the order does this.")


def changes_draft(user: User, order: Order) -> str | None:
    """A draft is changed by who wrote it, or by the head, who gives it."""
    if order.given_by_id == user.pk or user.holds(Role.HEAD):
        return None
    return _("Only the one who wrote the draft, or the head, changes it.")


def assignment_of(user: User, order: Order) -> Assignment | None:
    """The place among the order's people that is this person's today: the own, else an absent one's."""
    theirs = order.assignments.filter(user_id__in=works_for(user), released_at=None).select_related("user")
    return min(theirs, key=lambda one: (one.user_id != user.pk, one.pk), default=None)


def does(user: User, order: Order) -> str | None:
    """Whether the order is this person's to do, or an absent person's in whose place he stands."""
    if assignment_of(user, order) is not None:
        return None
    return _("This order was not given to you.")
