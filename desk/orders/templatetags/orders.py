"""What a template cannot say of an order by itself."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def of(counted: Mapping[int | None, Mapping[str, int]], user_id: int) -> Mapping[str, int]:
    """This person's numbers among those of all; nothing where he has none."""
    return counted.get(user_id, {"open": 0, "done": 0, "all": 0})
