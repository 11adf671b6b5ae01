"""Finding clients and contact persons by any fragment: name, code, phone, e-mail."""

import re

from django.db.models import Q
from django.utils.translation import gettext as _

from desk.clients.models import Client, ContactPoint, ContactPointQuerySet, Person
from desk.people.models import User
from desk.people.permissions import at_the_desk
from desk.slots import Hit

SHORTEST_NUMBER = 4  # digits: fewer would match half of the numbers
SHORTEST_TYPO = 4  # letters: a shorter word resembles everything


def find_clients(text: str, limit: int = 25) -> list[Client]:
    """Clients by name (typing errors forgiven), code, or a phone or e-mail of theirs or their people."""
    text = text.strip()
    if not text:
        return []
    contacts = _contacts(text)
    if contacts is not None:
        owners = contacts.values_list("client_id", "person_id")[:200]
        clients = [client for client, _person in owners if client]
        persons = [person for _client, person in owners if person]
        acting = Q(roles__person_id__in=persons, roles__ended_at__isnull=True)
        found = Client.objects.filter(Q(pk__in=clients) | acting).distinct()
        by_contact = list(found.in_estonian_order()[:limit])
        if by_contact or "@" in text:
            return by_contact
    if exact := list(Client.objects.with_code(text)[:limit]):
        return exact
    by_name = list(Client.objects.named_like(text).in_estonian_order()[:limit])
    if by_name or len(text) < SHORTEST_TYPO:
        return by_name
    return list(Client.objects.named_nearly(text)[:limit])


def find_persons(text: str, limit: int = 25) -> list[Person]:
    """Contact persons by name (typing errors forgiven), code, or a phone or e-mail of theirs."""
    text = text.strip()
    if not text:
        return []
    contacts = _contacts(text)
    if contacts is not None:
        owners = contacts.filter(person__isnull=False).values("person_id")[:200]
        by_contact = list(Person.objects.filter(pk__in=owners).in_estonian_order()[:limit])
        if by_contact or "@" in text:
            return by_contact
    if exact := list(Person.objects.filter(personal_code=text)[:limit]):
        return exact
    by_name = list(Person.objects.named_like(text).in_estonian_order()[:limit])
    if by_name or len(text) < SHORTEST_TYPO:
        return by_name
    return list(Person.objects.named_nearly(text)[:limit])


def clients(user: User, text: str) -> list[Hit]:
    """The search box's share of this room (slot SEARCHES): clients first, then contact persons."""
    if at_the_desk(user) is not None:
        return []
    hits = [
        Hit(
            _("Clients"),
            client.name,
            client.registry_code,
            client.get_absolute_url(),
            shown=(("client", client.pk),),
        )
        for client in find_clients(text, limit=8)
    ]
    persons = find_persons(text, limit=8)
    names = _whose(persons)
    hits += [
        Hit(
            _("Contact persons"),
            str(person),
            names.get(person.pk, ""),
            person.get_absolute_url(),
            shown=(("person", person.pk),),
        )
        for person in persons
    ]
    return hits


def _contacts(text: str) -> ContactPointQuerySet | None:
    """Contact points with this fragment, or None when the text is no part of a number or address."""
    if "@" in text:
        return ContactPoint.objects.emails().containing(text)
    digits = re.sub(r"[\s()-]", "", text)
    if re.fullmatch(r"\+?\d+", digits) and len(digits) >= SHORTEST_NUMBER:
        return ContactPoint.objects.phones().containing(digits)
    return None


def _whose(persons: list[Person]) -> dict[int, str]:
    """The clients for whom each person acts, as one line."""
    names: dict[int, list[str]] = {}
    acting = Client.objects.filter(roles__person__in=persons, roles__ended_at__isnull=True)
    for person_id, name in acting.order_by("sort_name").values_list("roles__person_id", "name"):
        names.setdefault(person_id, []).append(name)
    return {pk: ", ".join(dict.fromkeys(found)) for pk, found in names.items()}
