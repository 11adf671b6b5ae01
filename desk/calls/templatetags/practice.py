"""`{{ call|scenario }}`: what a practice call is about, for its banner."""

from django import template

from desk.calls.models import Call
from desk.calls.training import Scenario, scenario_of

register = template.Library()


@register.filter
def scenario(call: Call) -> Scenario | None:
    """The scenario of a practice call; None for real ones."""
    return scenario_of(call.call_id) if call.training else None
