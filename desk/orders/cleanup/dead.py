"""Contacts that do not work: letters came back, somebody else answered, or the table says so."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Max, Q

from desk import clock
from desk.clients import bounces
from desk.clients.actions import normal
from desk.clients.enums import ContactKind, Works
from desk.clients.models import ContactPoint
from desk.clients.pictures import Picture, of_contacts
from desk.http import Refused
from desk.orders.cleanup.planned import Found, Planned, cell, chunks, left
from desk.orders.models import Batch, ItemAttempt, WorkItem

BOUNCED, WRONG, COLUMN = "bounced", "wrong", "column"
FIELD = "works"

Known = dict[tuple[int, str], list[ContactPoint]]


def plan(batch: Batch) -> Iterator[Found]:
    """By the rule in the batch's params; of the clients of its order and those who act for them."""
    rule = batch.params["rule"]
    if rule == COLUMN:
        yield from _named(batch)
        return
    since = clock.now() - timedelta(days=int(batch.params["days"]))
    last = _wrong(batch, since) if rule == WRONG else _returned(batch, since)
    # What was seen working since then, or is younger, is another story.
    dead = [each for each in last if (each.verified_at or each.created_at) < last[each]]
    pictures = of_contacts(contact.pk for contact in dead)
    clients = _clients_of([each.person_id for each in dead if each.person_id is not None], batch)
    for contact in sorted(dead, key=lambda each: each.pk):
        client_id = contact.client_id or clients.get(contact.person_id or 0)
        yield _change(contact, client_id, pictures[contact.pk])


def _change(contact: ContactPoint, client_id: int | None, picture: Picture) -> Planned:
    return Planned(
        "contact_point", contact.pk, client_id, FIELD, contact.works, Works.NO.value,
        seen={"contact": picture},
    )  # fmt: skip


def _returned(batch: Batch, since: datetime) -> dict[ContactPoint, datetime]:
    last = bounces.returned_since(since)
    clients = WorkItem.objects.filter(order_id=batch.order_id, client__isnull=False).values("client")
    acting = Q(person__roles__client__in=clients, person__roles__ended_at=None)
    rows = ContactPoint.objects.emails().standing().exclude(works=Works.NO).filter(value__in=last)
    return {each: last[each.value] for each in rows.filter(Q(client__in=clients) | acting).distinct()}


def _wrong(batch: Batch, since: datetime) -> dict[ContactPoint, datetime]:
    tried = ItemAttempt.objects.filter(item__order_id=batch.order_id, wrong=True, contact__isnull=False)
    tried = tried.filter(at__gte=since).order_by()
    last = dict(tried.values_list("contact").annotate(last=Max("at")))
    rows = ContactPoint.objects.standing().exclude(works=Works.NO).filter(pk__in=last)
    return {contact: last[contact.pk] for contact in rows}


def _clients_of(persons: list[int], batch: Batch) -> dict[int, int]:
    """Of each person the first client of the order for whom they act."""
    rows = WorkItem.objects.filter(
        order_id=batch.order_id, client__roles__person__in=persons, client__roles__ended_at=None
    )
    return dict(rows.order_by("-position").values_list("client__roles__person", "client"))


def _named(batch: Batch) -> Iterator[Found]:
    taken: set[int] = set()
    for items in chunks(batch):
        known = _known(items, {_value(cell(batch, item)) for item in items} - {""})
        pictures = of_contacts({each.pk for found in known.values() for each in found})
        for item in items:
            said = cell(batch, item)
            found = known.get((item.client_id or 0, _value(said)), [])
            if not said:
                yield "empty"
            elif why := _why_not(item, _value(said), found):
                yield left(item, FIELD, why, said)
            else:
                fresh = [each for each in found if each.works != Works.NO and each.pk not in taken]
                taken |= {each.pk for each in fresh}
                yield from (_change(each, item.client_id, pictures[each.pk]) for each in fresh)
                yield from () if fresh else ("same",)


def _why_not(item: WorkItem, value: str, found: list[ContactPoint]) -> str:
    if item.client is None:
        return "no_client"
    if item.client.merged_into_id is not None:
        return "merged"
    if not value:
        return "invalid"
    return "" if found else "not_found"


def _value(said: str) -> str:
    try:
        return normal(ContactKind.EMAIL if "@" in said else ContactKind.PHONE, said) if said else ""
    except Refused:
        return ""


def _known(items: list[WorkItem], values: set[str]) -> Known:
    """Contacts with these values, by the client whose own they are, or for whom their person acts."""
    clients = [item.client_id for item in items if item.client_id is not None]
    rows = ContactPoint.objects.filter(value__in=values).order_by("pk")
    acting = rows.filter(person__roles__client__in=clients, person__roles__ended_at=None)
    pairs = [
        *rows.filter(client__in=clients).values_list("pk", "client"),
        *acting.values_list("pk", "person__roles__client").distinct(),
    ]
    contacts = ContactPoint.objects.in_bulk({pk for pk, _client in pairs})
    found: Known = {}
    for pk, client_id in pairs:
        found.setdefault((client_id, contacts[pk].value), []).append(contacts[pk])
    return found
