"""What documents in force say of a caller's right (slots DISCLOSURE_GROUNDS, KNOWN_DOCUMENTS)."""

from collections.abc import Iterator
from datetime import datetime

from contracts.life import standing
from contracts.models import Authorisation
from desk import workdays
from desk.clients.models import Client, Person
from desk.ordering import fold
from desk.slots import Ground, Weight


def of_caller(client: Client, caller: Person | None) -> Iterator[Ground]:
    """Each power of attorney in force that names the caller."""
    if caller is None:
        return
    in_force = Authorisation.objects.in_force().filter(package__client=client)
    documents = in_force.select_related("kind").prefetch_related("persons")
    named = [each for each in documents if _names(each, caller)]
    for document in named:
        said = {"number": document.number, "document": document.kind.name}
        if caller.personal_code:
            yield Ground("contracts.in_force", Weight.RIGHT, said)
        else:
            yield Ground("contracts.by_name", Weight.SAID, said)
    if not named:
        yield Ground("contracts.none", Weight.NONE)


def _names(document: Authorisation, caller: Person) -> bool:
    """Whether the document still gives the caller its power."""
    holders = standing.holders(document, document.persons.all(), workdays.today())
    if caller.personal_code:
        return any(each.code == caller.personal_code for each in holders)
    return any(fold(str(each)) == fold(str(caller)) for each in holders)


def was_sent(client_id: int, number: str, before: datetime) -> bool:
    """Whether a document of this number had gone out to the client by then."""
    documents = Authorisation.objects.filter(number=number, package__client_id=client_id)
    return documents.filter(package__sent_at__lt=before).exists()
