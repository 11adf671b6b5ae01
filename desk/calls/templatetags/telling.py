"""`{{ contact|as_far_as:identity }}`: a contact as far as the caller may be told it."""

from django import template

from desk.calls.identity import Identity
from desk.clients import masking
from desk.clients.models import ContactPoint

register = template.Library()


@register.filter
def may_hear(contact: ContactPoint, identity: Identity) -> bool:
    """His own once identified, the client's when he may be told it; what he said in this call anyway."""
    if identity.since is not None and contact.created_at >= identity.since:
        return True
    return identity.shows_caller if contact.person_id else identity.shows_client


@register.filter
def as_far_as(contact: ContactPoint, identity: Identity) -> str:
    """The contact as people write it, or masked."""
    return contact.shown if may_hear(contact, identity) else masking.contact(contact)
