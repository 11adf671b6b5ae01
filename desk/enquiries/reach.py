"""Where the client of an enquiry can be written to now."""

from collections.abc import Collection

from django.db.models import Q

from desk.clients.models import ContactPoint
from desk.enquiries.models import Enquiry


def addresses(enquiries: Collection[Enquiry]) -> dict[int, ContactPoint]:
    """By enquiry, the e-mail that works: the enquirer's own, else the client's; one query for them all.

    The preferred comes first, then those that were confirmed. An enquiry without one is not in the answer.
    """
    clients = {one.client_id for one in enquiries if one.client_id}
    persons = {one.person_id for one in enquiries if one.person_id}
    theirs = Q(client_id__in=clients) | Q(person_id__in=persons)
    found = list(ContactPoint.objects.emails().standing().usable().filter(theirs))
    of_client: dict[int, ContactPoint] = {}
    of_person: dict[int, ContactPoint] = {}
    for contact in sorted(found, key=lambda one: not one.preferred):
        if contact.person_id is not None:
            of_person.setdefault(contact.person_id, contact)
        elif contact.client_id is not None:
            of_client.setdefault(contact.client_id, contact)
    best = {
        one.pk: of_person.get(one.person_id or 0) or of_client.get(one.client_id or 0) for one in enquiries
    }
    return {pk: contact for pk, contact in best.items() if contact is not None}
