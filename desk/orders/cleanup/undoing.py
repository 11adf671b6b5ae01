"""One change of a batch is undone, unless somebody has changed it since: then it is kept, and said so."""

from collections.abc import Callable

from django.db import IntegrityError, transaction

from desk.clients import actions as clients
from desk.clients.models import Client, ContactPoint, Merge
from desk.clients.pictures import of_contact
from desk.http import Refused
from desk.orders import surplus
from desk.orders.cleanup import dead, doubles, fields
from desk.orders.enums import ChangeState
from desk.orders.models import BatchChange
from desk.people.models import User

TRIES = 5  # of one change that somebody else is just at, before it is kept

_KEPT = frozenset({"changed_since", "merged_since", "in_the_way"})


class Busy(Exception):
    """Somebody holds what must go back: another time."""


def undo(change: BatchChange, by: User) -> bool:
    """Take it back, or keep it; False when somebody is just at it and it is tried again later."""
    try:
        with transaction.atomic():
            why = _deed(change)(change, by)
    except (Refused, IntegrityError):
        why = "in_the_way"
    except Busy:
        tried = change.kept["tried"] = change.kept.get("tried", 0) + 1
        if tried < TRIES:
            change.save(update_fields=["kept"])
            return False
        why = "in_the_way"
    change.state = ChangeState.KEPT if why in _KEPT else ChangeState.UNDONE
    change.why = why
    change.save(update_fields=["state", "why", "kept"])
    return True


def _deed(change: BatchChange) -> Callable[[BatchChange, User], str]:
    if change.field == dead.FIELD:
        return _dead
    if change.field == doubles.FIELD:
        return _merge
    if change.field not in fields.CONTACTS:
        return _fact
    return _replaced if change.subject_kind == "contact_point" else _added


def _dead(change: BatchChange, by: User) -> str:
    _held(change.subject_id)
    if of_contact(change.subject_id) != change.kept["after"]:
        return "changed_since"
    clients.put_back_contact(picture=change.kept["seen"]["contact"], by=by)
    return ""


def _replaced(change: BatchChange, by: User) -> str:
    _held(change.subject_id)
    if of_contact(change.subject_id) != change.kept["after"]:
        return "changed_since"
    if why := _added(change, by):
        return why
    clients.put_back_contact(picture=change.kept["seen"]["contact"], by=by)
    return ""


def _added(change: BatchChange, by: User) -> str:
    made = _held(change.made_id or 0)
    if made is None or of_contact(made.pk) != change.kept["made"]:
        return "changed_since"
    clients.take_away_contact(contact=made, by=by)
    return ""


def _fact(change: BatchChange, by: User) -> str:
    rows = Client.objects.select_for_update(no_key=True, of=("self",))
    client = rows.get(pk=change.client_id or 0)
    if client.merged_into_id is not None:
        return "merged_since"
    if str(getattr(client, change.field)) != change.after:
        return "changed_since"
    clients.change_client(client=client, by=by, **{change.field: change.before})
    return ""


def _merge(change: BatchChange, by: User) -> str:
    merge = Merge.objects.select_related("kept_client").get(pk=change.made_id or 0)
    if merge.undone_at is not None:
        return "undone_before"
    if merge.kept_client is not None and merge.kept_client.merged_into_id is not None:
        return "merged_since"
    try:
        later = clients.undo_merge(merge=merge, by=by)
    except Refused:
        raise Busy from None
    surplus.drop_of_those_over(merge.lost_client_id or 0, merge.kept_client_id or 0)
    return "some_kept" if later else ""


def _held(pk: int) -> ContactPoint | None:
    """The contact, held to the end of the transaction."""
    rows = ContactPoint.objects.select_for_update(of=("self",)).select_related("client", "person")
    return rows.filter(pk=pk).first()
