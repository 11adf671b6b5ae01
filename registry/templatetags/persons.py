"""`{{ person|role_name }}`: in what role somebody stands on the card, in the language of the page."""

from django import template

from registry import vocabulary
from registry.rules import Person

register = template.Library()


@register.filter
def role_name(person: Person) -> str:
    """The role of a row of the card."""
    return vocabulary.role(person)
