"""How it goes between the desk and JIRA: when it was last heard, and since when it is not."""

from datetime import timedelta

from django.db import transaction

from desk import clock
from tickets.models import Contact


@transaction.atomic
def note_contact(*, trouble: str = "") -> Contact:
    """The poll reached JIRA, or did not and why (a code of the gateway)."""
    Contact.objects.get_or_create(pk=1)
    contact = Contact.objects.select_for_update().get(pk=1)
    if trouble:
        contact.trouble_since = contact.trouble_since or clock.now()
    else:
        contact.polled_at, contact.trouble_since = clock.now(), None
    contact.trouble = trouble
    contact.save()
    return contact


def minutes_to_ask(contact: Contact | None) -> int:
    """How far back the poll asks: since the last answer, and five minutes that the index of JIRA may lag."""
    if contact is None or contact.polled_at is None:
        return int(timedelta(days=1).total_seconds() // 60)
    passed = clock.now() - contact.polled_at
    return int(passed.total_seconds() // 60) + 5
