"""`{{ numbers|near:contact }}`: over which of the known numbers a contact may be read back."""

from collections.abc import Iterable

from django import template

from desk.clients.models import ContactPoint

register = template.Library()


@register.filter
def near(numbers: Iterable[ContactPoint], contact: ContactPoint) -> list[ContactPoint]:
    """Those that share an owner with the contact, other than itself."""
    return [each for each in numbers or () if each.is_near(contact) and each.pk != contact.pk]
