"""Known faults on the pages of clients: `{% lasting_faults %}`, one query."""

from typing import Any

from django import template
from django.utils.translation import get_language

from desk import clock
from desk.enquiries.models import Fault

register = template.Library()


@register.inclusion_tag("enquiries/_faults_outside.html")
def lasting_faults() -> dict[str, Any]:
    """What is down and since when, as it is read out, in the language of the page."""
    language = (get_language() or "et")[:2]
    faults = [{"fault": one, "text": one.text(language)} for one in Fault.objects.lasting()]
    return {"faults": faults, "now": clock.now()}
