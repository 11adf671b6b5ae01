"""What this room knows of a caller's right to a client's data (slot DISCLOSURE_GROUNDS)."""

from collections.abc import Iterator

from desk.clients.enums import Kind
from desk.clients.models import Client, ClientRole, Person
from desk.slots import Ground, Weight


def of_caller(client: Client, person: Person | None) -> Iterator[Ground]:
    """The caller is the client, or has a role by his own word, which opens nothing by itself."""
    if _is(client, person):
        yield Ground("clients.self", Weight.RIGHT)
        return
    roles = ClientRole.objects.filter(client=client, person=person, ended_at=None).order_by("pk")
    named = [role.role for role in roles] if person else []
    if named:
        yield Ground("clients.role", Weight.SAID, {"role": ", ".join(named)})
    else:
        yield Ground("clients.none", Weight.NONE)


def _is(client: Client, person: Person | None) -> bool:
    """A natural person or sole trader himself: by the same code, or because nobody else was named."""
    if client.kind not in {Kind.PERSON, Kind.SOLE_TRADER}:
        return False
    if person is None:
        return True
    return bool(client.personal_code) and (client.personal_code, client.country) == (
        person.personal_code,
        person.country,
    )
