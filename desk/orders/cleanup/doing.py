"""One change of a batch is made, by what people do with clients; left alone when its ground has moved.

The caller holds the batch and its transaction.
"""

from collections.abc import Callable

from django.db import IntegrityError, transaction

from desk.clients import actions as clients
from desk.clients.enums import Source, Works
from desk.clients.models import Client, ContactPoint
from desk.clients.pictures import of_contact
from desk.http import Refused
from desk.orders.cleanup import dead, doubles, fields
from desk.orders.enums import ChangeState
from desk.orders.models import BatchChange
from desk.people.models import User


def do(change: BatchChange, by: User) -> None:
    """Make it, or say why not."""
    try:
        with transaction.atomic():
            why = _deed(change)(change, by)
    except (Refused, IntegrityError):
        why = "refused"
    change.state = ChangeState.SKIPPED if why else ChangeState.DONE
    change.why = why
    change.save(update_fields=["state", "why", "made_kind", "made_id", "kept"])


def _deed(change: BatchChange) -> Callable[[BatchChange, User], str]:
    if change.field == dead.FIELD:
        return _dead
    if change.field == doubles.FIELD:
        return _merge
    if change.field not in fields.CONTACTS:
        return _fact
    return _replace if change.subject_kind == "contact_point" else _add


def _dead(change: BatchChange, by: User) -> str:
    contact, why = _contact(change)
    if contact is None:
        return why
    clients.fail_contact(contact=contact, by=by)
    change.kept["after"] = of_contact(contact.pk)
    return ""


def _replace(change: BatchChange, by: User) -> str:
    client, why = _client(change)
    contact, why = _contact(change) if client is not None else (None, why)
    if client is None or contact is None:
        return why
    if client.contacts.filter(kind=contact.kind, value=change.after).exists():
        return "changed"
    new = clients.change_contact(contact=contact, value=change.after, by=by, source=Source.STAFF)
    change.kept["after"] = of_contact(change.subject_id)  # None where nothing leant on it
    _made(change, new)
    return ""


def _add(change: BatchChange, by: User) -> str:
    client, why = _client(change)
    if client is None:
        return why
    own = list(client.contacts.filter(kind=fields.CONTACTS[change.field]))
    usable = [contact for contact in own if contact.works != Works.NO]
    if fields.values(usable) != change.kept["seen"]["usable"] or change.after in fields.values(own):
        return "changed"
    kind = fields.CONTACTS[change.field]
    new = clients.add_contact(kind=kind, value=change.after, client=client, by=by, source=Source.STAFF)
    _made(change, new)
    return ""


def _fact(change: BatchChange, by: User) -> str:
    client, why = _client(change)
    if client is None:
        return why
    if str(getattr(client, change.field)) != change.before:
        return "changed"
    clients.change_client(client=client, by=by, **{change.field: change.after})
    return ""


def _merge(change: BatchChange, by: User) -> str:
    # Not locked here: a merge takes its own lock before it takes the rows.
    rows = Client.objects.in_bulk([change.subject_id, change.client_id or 0])
    if len(rows) != 2:
        return "gone"
    lost, kept = rows[change.subject_id], rows[change.client_id or 0]
    if lost.merged_into_id is not None or kept.merged_into_id is not None:
        return "merged"
    seen = change.kept["seen"]
    if doubles.facts(lost) != seen["lost"] or doubles.facts(kept) != seen["kept"]:
        return "changed"
    if doubles.are_told_apart(lost.pk, kept.pk):
        return "told_apart"
    merge = clients.merge_clients(lost=lost, kept=kept, by=by)
    change.made_kind, change.made_id = "merge", merge.pk
    return ""


def _client(change: BatchChange) -> tuple[Client | None, str]:
    """The client, held to the end of the transaction; or why nothing is done to it."""
    rows = Client.objects.select_for_update(no_key=True, of=("self",))
    client = rows.filter(pk=change.client_id or 0).first()
    if client is None:
        return None, "gone"
    return (None, "merged") if client.merged_into_id is not None else (client, "")


def _contact(change: BatchChange) -> tuple[ContactPoint | None, str]:
    """The contact, held, and as it was when the batch was tried out."""
    rows = ContactPoint.objects.select_for_update(of=("self",)).select_related("client", "person")
    contact = rows.filter(pk=change.subject_id).first()
    if contact is None:
        return None, "gone"
    if contact.owner.merged_into_id is not None:
        return None, "merged"
    return (contact, "") if of_contact(contact.pk) == change.kept["seen"]["contact"] else (None, "changed")


def _made(change: BatchChange, contact: ContactPoint) -> None:
    change.made_kind, change.made_id = "contact_point", contact.pk
    change.kept["made"] = of_contact(contact.pk)
