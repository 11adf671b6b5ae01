"""A declaration period in words."""

from django import template

from desk.orders import periods
from desk.orders.models import Period

register = template.Library()


@register.filter
def period_name(period: Period) -> str:
    """III quarter of 2026, or the year."""
    return periods.named(period)
