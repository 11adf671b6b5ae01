"""A column of the order's table put into a field of ours; each value by the clients room's own rules."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import override

from desk.clients.actions import normal
from desk.clients.enums import ContactKind, Works
from desk.clients.forms import ClientChangeForm
from desk.clients.models import Client, ContactPoint
from desk.clients.pictures import of_contacts
from desk.http import Refused
from desk.orders.cleanup.planned import Found, Planned, cell, chunks, left
from desk.orders.models import Batch, WorkItem
from desk.tables.table import folded

CONTACTS = {"email": ContactKind.EMAIL, "phone": ContactKind.PHONE}
FACTS = ("name", "legal_form", "language", "channel", "status")


def plan(batch: Batch) -> Iterator[Found]:
    """One line for each row whose cell says something else than what stands here."""
    field = batch.params["field"]
    for items in chunks(batch):
        own = _own(items, CONTACTS[field]) if field in CONTACTS else {}
        pictures = of_contacts(contact.pk for found in own.values() for contact in found)
        for item in items:
            said = cell(batch, item)
            if not said:
                yield "empty"
            elif item.client is None:
                yield left(item, field, "no_client", said)
            elif item.client.merged_into_id is not None:
                yield left(item, field, "merged", said)
            elif field in CONTACTS:
                yield _contact(batch, item, item.client, said, own[item.client.pk], pictures)
            else:
                yield _fact(item, item.client, field, said)


def _own(items: list[WorkItem], kind: str) -> dict[int, list[ContactPoint]]:
    clients = [item.client_id for item in items if item.client_id is not None]
    found: dict[int, list[ContactPoint]] = defaultdict(list)
    for contact in ContactPoint.objects.filter(client__in=clients, kind=kind).order_by("pk"):
        found[contact.client_id or 0].append(contact)
    return found


def _contact(
    batch: Batch, item: WorkItem, client: Client, said: str, own: list[ContactPoint], pictures: dict[int, Any]
) -> Found:
    field = batch.params["field"]
    try:
        value = normal(CONTACTS[field], said)
    except Refused:
        return left(item, field, "invalid", said)
    same = next((contact for contact in own if contact.value == value), None)
    if same is not None:
        return "same" if same.works != Works.NO else left(item, field, "known_dead", value)
    usable = [contact for contact in own if contact.works != Works.NO]
    if batch.params["replace"] and usable:
        old = usable[0] if len(usable) == 1 else next((each for each in usable if each.preferred), None)
        if old is None:
            return left(item, field, "several", value)
        seen = {"contact": pictures[old.pk]}
        return Planned("contact_point", old.pk, client.pk, field, old.value, value, seen=seen)
    return Planned("client", client.pk, client.pk, field, "", value, seen={"usable": values(usable)})


def values(contacts: list[ContactPoint]) -> list[str]:
    """What an added contact is put beside."""
    return sorted(contact.value for contact in contacts)


def _fact(item: WorkItem, client: Client, field: str, said: str) -> Found:
    form = ClientChangeForm(kind=client.kind)
    if field not in form.fields:
        return left(item, field, "not_of_kind", said)
    try:
        value = " ".join(str(form.fields[field].clean(_code(field, said))).split())
    except forms.ValidationError:
        return left(item, field, "invalid", said)
    before = str(getattr(client, field))
    if before == value:
        return "same"
    return Planned("client", client.pk, client.pk, field, before, value)


def _code(field: str, said: str) -> str:
    """A choice as it is kept, also where the table has its name in one of our languages."""
    return _choices(field).get(folded(said), said)


@cache
def _choices(field: str) -> dict[str, str]:
    known: Any = Client._meta.get_field(field)
    choices = known.choices or ()
    found: dict[str, str] = {}
    for language in ("et", "en", "ru"):
        with override(language):
            for code, label in choices:
                found |= {folded(str(label)): str(code), folded(str(code)): str(code)}
    return found
