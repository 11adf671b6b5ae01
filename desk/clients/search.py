"""Finding clients and contact persons by any fragment: name, code, phone, e-mail."""

import re
from functools import cached_property
from typing import TypeVar

from django.db import connection
from django.db.models import Case, Q, When
from django.utils.translation import gettext as _

from desk.clients import masking, protection
from desk.clients.models import Client, ClientQuerySet, ClientRole, ContactPoint, NamedQuerySet, Person
from desk.clients.models.client import PersonQuerySet
from desk.clients.numbers import phone
from desk.ordering import fold, resembles
from desk.people.models import User
from desk.people.permissions import at_the_desk
from desk.slots import Hit

MOST = 8
SHORTEST_NUMBER = 4  # digits: fewer would match half of the numbers
SHORTEST_TYPO = 4  # letters: a shorter word resembles everything
OWNERS = 4  # contacts looked up for each line to be shown: many may have the same owner
ROLES = 400  # of those owners at clients: a bookkeeper has forty
NEAR = 60  # names that pg_trgm finds alike, of which those are kept that differ by a slip of the finger
# Four letters of which two are swapped share a third of their trigrams with the right word.
_LOOSE = "SET LOCAL pg_trgm.word_similarity_threshold = 0.3"

Named = TypeVar("Named", Client, Person)


def find_clients(text: str, limit: int = 25) -> list[Client]:
    """Clients by name (typing errors forgiven), code, or a phone or e-mail of theirs or their people."""
    sought = Sought(text, limit)
    return sought.clients() or sought.clients_nearly()


def find_persons(text: str, limit: int = 25) -> list[Person]:
    """Contact persons by name (typing errors forgiven), code, or a phone or e-mail of theirs."""
    sought = Sought(text, limit)
    return sought.persons() or sought.persons_nearly()


def clients(user: User, text: str, limit: int = MOST) -> list[Hit]:
    """The search box's share of this room (slot SEARCHES): clients first, then contact persons."""
    if at_the_desk(user) is not None:
        return []
    sought = Sought(text, limit, brief=True)
    found, persons = sought.clients(), sought.persons()
    if not found and not persons:
        found, persons = sought.clients_nearly(), sought.persons_nearly()
    hits = [
        Hit(
            _("Clients"),
            client.name,
            _detail(client.registry_code, sought.reached_client.get(client.pk)),
            client.get_absolute_url(),
            shown=(("client", client.pk),),
        )
        for client in found
    ]
    names = sought.clients_of(persons)
    hits += [
        Hit(
            _("Contact persons"),
            str(person),
            _detail(names.get(person.pk, ""), sought.reached_person.get(person.pk)),
            person.get_absolute_url(),
            shown=(("person", person.pk),),
        )
        for person in persons
    ]
    return hits


def _detail(text: str, contact: str | None) -> str:
    """The second half of a line, with the contact through which it was found as people write it."""
    shown = phone(contact) if contact and contact.startswith("+") else contact
    return " · ".join(filter(None, (text, shown)))


def _masked(rows: list[tuple[str, int | None, int | None]]) -> list[tuple[str, int | None, int | None]]:
    """A protected address finds its owner, and the line does not show it."""
    clients, persons = protection.owners() if rows else (frozenset(), frozenset())
    return [
        (masking.value(value) if client in clients or person in persons else value, client, person)
        for value, client, person in rows
    ]


class Sought:
    """One typed fragment; what both lists need of the contacts is asked once.

    With `brief` the rows hold no more than a line of the box shows.
    """

    def __init__(self, text: str, limit: int, *, brief: bool = False) -> None:
        self.limit = limit
        self.brief = brief
        self.text = " ".join(text.split())
        digits = re.sub(r"[\s()./-]", "", self.text)
        number = re.fullmatch(r"\+?\d+", digits) and len(digits.lstrip("+")) >= SHORTEST_NUMBER
        self.number = re.sub(r"^00", "+", digits) if number else ""
        # A word with a dot inside may be part of an address; any other word is first of all a name.
        self.address = self.text.lower() if re.fullmatch(r"\S*(@|\w\.\w)\S*", self.text) else ""
        # A whole code finds its person, a part of it nobody.
        self.code = self.text if re.fullmatch(r"[\w-]*\d[\w-]*", self.text) and len(self.text) > 5 else ""

    @cached_property
    def contacts(self) -> list[tuple[str, int | None, int | None]]:
        """Contacts that hold the fragment, as far as it may be part of one: value, client, person."""
        if self.number:
            found = ContactPoint.objects.phones().containing(self.number)
        elif self.address:
            found = ContactPoint.objects.emails().containing(self.address)
        else:
            return []
        rows = found.order_by("value", "pk").values_list("value", "client_id", "person_id")
        return _masked(list(rows[: OWNERS * self.limit]))

    @cached_property
    def reached_person(self) -> dict[int, str]:
        """By whose contact the fragment was found: the person's id and the contact."""
        return {person: value for value, _client, person in reversed(self.contacts) if person}

    @cached_property
    def acting(self) -> list[tuple[int, int, str]]:
        """For whom those persons act: client, person, name of the client."""
        if not self.reached_person:
            return []
        roles = ClientRole.objects.filter(person_id__in=self.reached_person, ended_at=None)
        return list(roles.order_by("pk").values_list("client_id", "person_id", "client__name")[:ROLES])

    @cached_property
    def reached_client(self) -> dict[int, str]:
        """The same of clients, through their own contacts and those of people who act for them."""
        through = dict[int, str]()
        for client, person, _name in self.acting:
            through.setdefault(client, self.reached_person[person])
        return through | {client: value for value, client, _person in reversed(self.contacts) if client}

    def clients_of(self, persons: list[Person]) -> dict[int, str]:
        """The clients for whom each of the persons acts, as one line."""
        if not persons:
            return {}
        if all(person.pk in self.reached_person for person in persons):
            roles = [(person, name) for _client, person, name in self.acting]
        else:
            standing = ClientRole.objects.filter(person__in=persons, ended_at=None)
            roles = list(standing.values_list("person_id", "client__name"))
        names: dict[int, dict[str, None]] = {}
        for person, name in sorted(roles, key=lambda role: fold(role[1])):
            names.setdefault(person, {})[name] = None
        return {person: ", ".join(found) for person, found in names.items()}

    def clients(self) -> list[Client]:
        """Clients that hold the fragment literally: the one with this code first."""
        rows = self._clients
        if not self.code and not self.reached_client:
            found = rows.named_like(self.text) if self._named else rows.none()
            return list(found.beginning_first(self.text)[: self.limit])
        wanted = Q(pk__in=self.reached_client)
        if self._named:
            wanted |= _name(self.text)
        if not self.code:
            return list(rows.filter(wanted).beginning_first(self.text)[: self.limit])
        wanted |= Q(personal_code=self.code)
        exact = When(Q(registry_code=self.code) | Q(personal_code=self.code), then=0)
        return list(rows.filter(wanted).order_by(Case(exact, default=1), "sort_name", "pk")[: self.limit])

    def persons(self) -> list[Person]:
        """Persons that hold the fragment literally: by code, by contact, or by name."""
        rows = self._persons
        if not self.code and not self.reached_person:
            found = rows.named_like(self.text) if self._named else rows.none()
            return list(found.beginning_first(self.text)[: self.limit])
        wanted = Q(pk__in=self.reached_person)
        if self.code:
            wanted |= Q(personal_code=self.code)
        return list(rows.filter(wanted).in_estonian_order()[: self.limit])

    @property
    def _named(self) -> bool:
        """Whether the fragment may be part of a name (or of a registry code, which stands beside it)."""
        return bool(self.text) and "@" not in self.text

    @property
    def _clients(self) -> ClientQuerySet:
        rows = Client.objects.distinct_ones()
        return rows.only("name", "registry_code") if self.brief else rows

    @property
    def _persons(self) -> PersonQuerySet:
        rows = Person.objects.distinct_ones()
        return rows.only("first_name", "last_name") if self.brief else rows

    @cached_property
    def _loosely(self) -> bool:
        """Once a search: how alike is alike enough for pg_trgm."""
        if connection.in_atomic_block:  # elsewhere it would hold for no statement
            with connection.cursor() as cursor:
                cursor.execute(_LOOSE)
        return True

    def clients_nearly(self) -> list[Client]:
        """Clients whose name differs from the fragment by slips of the finger."""
        if not self._words or not self._loosely:
            return []
        return _nearly(self._clients.named_nearly(self.text), self._words, self.limit)

    def persons_nearly(self) -> list[Person]:
        """Persons whose name differs from the fragment by slips of the finger."""
        if not self._words or not self._loosely:
            return []
        return _nearly(self._persons.named_nearly(self.text), self._words, self.limit)

    @cached_property
    def _words(self) -> list[str]:
        words = fold(self.text).split()
        return words if self._named and max(map(len, words), default=0) >= SHORTEST_TYPO else []


def _name(text: str) -> Q:
    """The rows that `named_like` finds, as one part of a wider question."""
    return Q(*(Q(search_name__contains=word) for word in fold(text).split()))


def _nearly(rows: NamedQuerySet[Named], words: list[str], limit: int) -> list[Named]:
    """Of the names that pg_trgm finds alike, those in which a slip or two explain each typed word."""
    alike = [row for row in rows[:NEAR] if _explained(words, fold(str(row)).split())]
    return alike[:limit]


def _explained(words: list[str], name: list[str]) -> bool:
    return all(any(resembles(word, part) or word in part for part in name) for word in words)
