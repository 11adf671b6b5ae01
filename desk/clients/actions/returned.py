"""Addresses that turned out dead because a letter came back."""

from django.db import transaction

from desk.clients import bounces
from desk.clients.actions.contacts import fail_contact


@transaction.atomic
def fail_returned(*, by: None = None) -> int:
    """By rule: an address from which a letter came back for good does not work; how many became so."""
    dead = bounces.dead_contacts()
    for contact in dead:
        fail_contact(contact=contact, by=None)
    return len(dead)
