"""Who may clean up in the course of an order, and when."""

from django.utils.translation import gettext as _

from desk.orders import permissions, workflow
from desk.orders.models import Order
from desk.people.models import User
from desk.people.permissions import LEADS


def refusal(order: Order, user: User) -> str | None:
    """Who does the order, who gave it, and those who lead; the refusal as text."""
    if user.holds(*LEADS) or permissions.manages(user, order) is None:
        return None
    if permissions.does(user, order) is None:
        return None
    return _("This is for the people of the order and those who lead the work.")


def not_now(order: Order) -> str:
    """Why nothing is cleaned up now in the course of this order; empty when it may be."""
    return workflow.refuses_changing(order)
