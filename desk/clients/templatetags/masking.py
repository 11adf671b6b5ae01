"""`{{ contact|masked }}`, `{{ code|masked }}`: what a page shows until more may be told."""

from django import template

from desk.clients import masking
from desk.clients.models import ContactPoint

register = template.Library()


@register.filter
def masked(value: ContactPoint | str) -> str:
    """A contact point by its kind; a text as an e-mail address when it has an @, else as a code."""
    if isinstance(value, ContactPoint):
        return masking.contact(value)
    return masking.email(value) if "@" in value else masking.code(value)
