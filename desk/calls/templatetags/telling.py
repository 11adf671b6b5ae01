"""`{{ contact|as_far_as:identity }}`: a contact as far as the caller may be told it."""

from django import template

from desk.calls.identity import Identity
from desk.clients import masking
from desk.clients.models import ContactPoint

register = template.Library()


@register.filter
def may_hear(contact: ContactPoint, identity: Identity) -> bool:
    """Whether the caller may be told this contact: his own once identified, the client's when covered."""
    return identity.shows_caller if contact.person_id else identity.shows_client


@register.filter
def as_far_as(contact: ContactPoint, identity: Identity) -> str:
    """The contact as people write it, or masked."""
    return contact.shown if may_hear(contact, identity) else masking.contact(contact)
