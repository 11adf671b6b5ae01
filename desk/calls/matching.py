"""Whom a number may belong to. All are listed and nobody is picked: a number identifies no one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Window
from django.db.models.functions import RowNumber

from desk import slots, workdays
from desk.clients.models import Caution, Client, ClientRole, ContactPoint, Person
from desk.enquiries.enums import State
from desk.enquiries.models import Enquiry, Promise, Topic
from desk.slots import Fact

MOST = 60  # pairs; a bookkeeper with forty companies still fits
LAST = 3  # enquiries of before, for each client


@dataclass(frozen=True)
class Last:
    """An enquiry of before: what it was about and when, no more."""

    topic: Topic
    opened_at: datetime
    is_open: bool

    @property
    def days(self) -> int:
        """How long ago, in days of the calendar."""
        return (workdays.today() - workdays.day_of(self.opened_at)).days


@dataclass(frozen=True)
class Match:
    """One way of reading the number: this person, for this client (either may be unknown)."""

    person: Person | None
    client: Client | None
    role: str
    open_enquiries: int = 0
    promises: int = 0
    facts: tuple[Fact, ...] = ()
    last: tuple[Last, ...] = ()
    cautions: tuple[Caution, ...] = ()


def of_number(number: str) -> list[Match]:
    """Everyone with this number and everyone they act for; seven queries however many there are."""
    contacts = list(ContactPoint.objects.matching(number).select_related("client", "person")[:MOST])
    persons = [contact.person for contact in contacts if contact.person is not None]
    pairs = _acting(persons)
    acted_for = {client.pk for _person, client, _role in pairs if client is not None}
    pairs += [
        (None, contact.client, "") for contact in contacts
        if contact.client is not None and contact.client.pk not in acted_for
    ]  # fmt: skip
    return _counted(pairs[:MOST], number)


def of_person(person: Person) -> list[Match]:
    """The clients for whom this person acts."""
    return _counted(_acting([person]))


def cautions(person: Person | None, client: Client | None, number: str = "") -> list[Caution]:
    """Of what to beware with this caller, this client and this number."""
    about = Q(number=number) if number else Q(pk__in=[])
    if person is not None:
        about |= Q(person=person)
    if client is not None:
        about |= Q(client=client)
    return list(Caution.objects.standing().filter(about))


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


def _counted(pairs: list[Pair], number: str = "") -> list[Match]:
    clients = {client.pk for _person, client, _role in pairs if client is not None}
    persons = {person.pk for person, _client, _role in pairs if person is not None}
    owed = Promise.objects.owed().filter(enquiry__concerns=None, enquiry__client__in=clients).order_by()
    promises = dict(owed.values_list("enquiry__client_id").annotate(Count("pk")))
    (last, enquiries), facts = _last(clients), _facts(clients)
    about = Q(client__in=clients) | Q(person__in=persons)
    about |= Q(number=number) if number else Q(pk__in=[])
    beware = list(Caution.objects.standing().filter(about))
    matches = [
        Match(
            person,
            client,
            role,
            enquiries.get(key, 0),
            promises.get(key, 0),
            tuple(facts.get(key, ())),
            tuple(last.get(key, ())),
            tuple(each for each in beware if _about(each, person, client)),
        )
        for person, client, role in pairs
        for key in [client.pk if client else 0]
    ]
    return sorted(matches, key=_likely)


def _about(caution: Caution, person: Person | None, client: Client | None) -> bool:
    if caution.number:  # whoever calls from there
        return True
    of_client = client is not None and caution.client_id == client.pk
    return of_client or (person is not None and caution.person_id == person.pk)


def _likely(match: Match) -> tuple[bool, float]:
    """Whom they called about last comes first; the order of names stays among equals."""
    newest = match.last[0].opened_at.timestamp() if match.last else 0.0
    return (not match.promises, -newest)


def _last(clients: Collection[int]) -> tuple[dict[int, list[Last]], dict[int, int]]:
    """The last enquiries of each of these clients, the newest first, and how many are open; one query."""
    place = Window(RowNumber(), partition_by="client_id", order_by=["-opened_at", "-pk"])
    opened = Window(Count("pk", filter=~Q(state=State.CLOSED)), partition_by="client_id")
    # One card may stand before several people: complaints about one of them are never on it.
    rows = Enquiry.objects.filter(concerns=None, client__in=clients).annotate(place=place, opened=opened)
    found: dict[int, list[Last]] = {}
    counts: dict[int, int] = {}
    for row in rows.filter(place__lte=LAST).select_related("topic").order_by("-opened_at", "-pk"):
        found.setdefault(row.client_id or 0, []).append(Last(row.topic, row.opened_at, row.is_open))
        counts[row.client_id or 0] = row.opened  # type: ignore[attr-defined]  # annotated
    return found, counts


def _facts(clients: Collection[int]) -> dict[int, list[Fact]]:
    found: dict[int, list[Fact]] = {}
    for ask in slots.each("CALLER_FACTS") if clients else ():
        for client, facts in ask(clients).items():
            found.setdefault(client, []).extend(facts)
    return found
