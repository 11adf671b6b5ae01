"""Protected addresses, and those of restricted use: shown only to whoever has work with their owners."""

from collections.abc import Iterable

from desk.clients.enums import CautionKind
from desk.clients.models import Caution, Client, ContactPoint
from desk.http import Request
from desk.records import purpose

# What stands in a document instead; a document is Estonian.
KNOWN_TO_US = "asutusele teada"


def owners() -> tuple[frozenset[int], frozenset[int]]:
    """Clients and persons whose address is protected, or of restricted use, today; few, so all at once."""
    kinds = [CautionKind.PROTECTED, CautionKind.RESTRICTED]
    rows = Caution.objects.standing().filter(kind__in=kinds).values_list("client_id", "person_id")
    found = list(rows)
    return (
        frozenset(client for client, _person in found if client),
        frozenset(person for _client, person in found if person),
    )


def is_protected(contact: ContactPoint, protected: tuple[frozenset[int], frozenset[int]]) -> bool:
    """Whether the contact belongs to one of these owners."""
    return contact.client_id in protected[0] or contact.person_id in protected[1]


def hidden(request: Request, contacts: Iterable[ContactPoint]) -> frozenset[int]:
    """Contacts that this page masks: of protected owners, for whoever has no open work with them."""
    protected = request.__dict__.get("protected_owners") or owners()
    request.__dict__["protected_owners"] = protected  # asked once a page, however many lists stand on it
    theirs = [contact for contact in contacts if is_protected(contact, protected)]
    return frozenset(contact.pk for contact in theirs if not _works_with(request, contact))


def _works_with(request: Request, contact: ContactPoint) -> bool:
    if contact.client_id:
        ids = [contact.client_id]
    else:
        ids = list(Client.objects.of_person(contact.person_id or 0).values_list("pk", flat=True))
    return bool(purpose.of_work(request, ids))
