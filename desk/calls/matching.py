"""Whom a number may belong to. All are listed and nobody is picked: a number identifies no one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from desk.clients.models import Client, ClientRole, ContactPoint, Person
from desk.enquiries.models import Enquiry, Promise

MOST = 60  # pairs; a bookkeeper with forty companies still fits


@dataclass(frozen=True)
class Match:
    """One way of reading the number: this person, for this client (either may be unknown)."""

    person: Person | None
    client: Client | None
    role: str
    open_enquiries: int = 0
    promises: int = 0


def of_number(number: str) -> list[Match]:
    """Everyone with this number and everyone they act for; four queries however many there are."""
    contacts = list(ContactPoint.objects.matching(number).select_related("client", "person")[:MOST])
    persons = [contact.person for contact in contacts if contact.person is not None]
    pairs = _acting(persons)
    acted_for = {client.pk for _person, client, _role in pairs if client is not None}
    pairs += [
        (None, contact.client, "") for contact in contacts
        if contact.client is not None and contact.client.pk not in acted_for
    ]  # fmt: skip
    return _counted(pairs[:MOST])


def of_person(person: Person) -> list[Match]:
    """The clients for whom this person acts."""
    return _counted(_acting([person]))


Pair = tuple[Person | None, Client | None, str]


def _acting(persons: Iterable[Person]) -> list[Pair]:
    by_pk = {person.pk: person for person in persons}
    roles = ClientRole.objects.filter(person__in=by_pk, ended_at=None).select_related("client")
    pairs: list[Pair] = [
        (by_pk[role.person_id], role.client, role.role) for role in roles.order_by("client__sort_name")
    ]
    placed = {person.pk for person, _client, _role in pairs if person is not None}
    pairs += [(person, None, "") for person in by_pk.values() if person.pk not in placed]
    return pairs


def _counted(pairs: list[Pair]) -> list[Match]:
    clients = [client.pk for _person, client, _role in pairs if client is not None]
    enquiries = _counts(Enquiry.objects.open().filter(client__in=clients), "client_id")
    promises = _counts(Promise.objects.owed().filter(enquiry__client__in=clients), "enquiry__client_id")
    return [
        Match(person, client, role, enquiries.get(key, 0), promises.get(key, 0))
        for person, client, role in pairs
        for key in [client.pk if client else 0]
    ]


def _counts(rows: "QuerySet[Enquiry] | QuerySet[Promise]", key: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(key).annotate(Count("pk")))
