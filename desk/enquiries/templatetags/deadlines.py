"""`{{ enquiry|timeliness }}`: how a row of a list stands to its deadline."""

from django import template

from desk import clock
from desk.enquiries import timing
from desk.enquiries.models import Enquiry

register = template.Library()


@register.filter
def timeliness(enquiry: Enquiry) -> timing.Mark | None:
    """The mark beside its deadline; None without one."""
    return timing.mark(enquiry, clock.now())
