"""The worklist of calls that nobody answered: what each row says, in a counted number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.db.models import Count

from desk import workdays
from desk.calls.models import Call, CallQuerySet
from desk.clients.models import Client, ClientRole, ContactPoint, Person

KEPT = timedelta(days=30)  # an older missed call is history; nobody waits at the phone for so long
MOST = 50  # rows of a worklist; more than that is not a list to work from


@dataclass
class Row:
    """The last call of one number, how often it tried today, and whom the number may belong to."""

    call: Call
    tries: int = 0
    owners: list[tuple[Person | None, Client | None]] = field(default_factory=list)


def _left(now: datetime) -> CallQuerySet:
    return Call.objects.unhandled(now - KEPT, _midnight(now))


def rows(now: datetime) -> list[Row]:
    """What is left to call back, the longest waiting first."""
    calls = list(_left(now).shown().order_by("rang_at", "pk")[:MOST])
    numbers = {call.number for call in calls if call.number}
    tried, owners = _tries(numbers, now), _owners(numbers)
    return [Row(call, tried.get(call.number, 0), owners.get(call.number, [])) for call in calls]


def count(now: datetime) -> int:
    """How many rows the worklist has."""
    return _left(now).count()


def _midnight(now: datetime) -> datetime:
    return workdays.at(workdays.day_of(now), time.min)


def _tries(numbers: Iterable[str], now: datetime) -> dict[str, int]:
    today = Call.objects.counted().unreached().filter(number__in=numbers, rang_at__gte=_midnight(now))
    return dict(today.order_by().values_list("number").annotate(Count("pk")))


def _owners(numbers: Iterable[str]) -> dict[str, list[tuple[Person | None, Client | None]]]:
    """Everyone with one of the numbers, and for whom they act; nobody is picked."""
    contacts = list(
        ContactPoint.objects.phones().filter(value__in=numbers).select_related("client", "person")
    )
    persons = {contact.person_id for contact in contacts if contact.person_id}
    acting: dict[int, list[Client]] = defaultdict(list)
    roles = ClientRole.objects.filter(person__in=persons, ended_at=None).select_related("client")
    for role in roles.order_by("client__sort_name"):
        acting[role.person_id].append(role.client)
    found: dict[str, list[tuple[Person | None, Client | None]]] = defaultdict(list)
    for contact in contacts:
        if contact.person is None:
            found[contact.value].append((None, contact.client))
            continue
        clients: list[Client | None] = [*acting.get(contact.person.pk, [])] or [None]
        found[contact.value] += [(contact.person, client) for client in clients]
    return found
