"""A client's representation is no longer what documents in force were accepted on: found, seen to, gone."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from contracts.enums import ChangeState
from contracts.life import flags
from contracts.models import Authorisation, RepresentationChange
from contracts.verification import comparing
from desk import clock, live
from desk.clients.models import Client
from desk.http import Refused
from desk.people import actions as people
from desk.people import deputies
from desk.people.models import User
from desk.records.actions import note
from registry.models import Check

SUBJECT = "representation_change"
_EVENT = "owed"  # what the pages of whoever owes it are told


@transaction.atomic
def found(
    *, client: Client, documents: Sequence[Authorisation], bases: Mapping[int, Check], after: Check
) -> RepresentationChange:
    """Write down the change, or the next step of the one that is open; its owner is told.

    `documents` are those concerned, the oldest first; `bases` the check that each package rests on.
    """
    newest = documents[-1].package
    signatures = comparing.signatures_of(list(bases))
    gone = {
        who
        for pk, base in bases.items()
        for who in comparing.lost(base, after, [each.identity for each in signatures.get(pk, [])])
    }
    values = {"before": bases[newest.pk], "after": after, "owner": newest.drafted_by, "lost": len(gone)}
    change = RepresentationChange.objects.select_for_update().open().filter(client=client).first()
    if change is None:
        change = RepresentationChange(client=client, found_at=clock.now())
    for name, value in values.items():
        setattr(change, name, value)
    change.save()
    change.documents.set(flags.given_by_the_lost(documents, bases, after, signatures))
    numbers = comparing.numbers_of(documents)
    subject = (SUBJECT, change.pk)
    kind = "contracts.representation_changed"
    note(
        kind=kind, subject=subject, client_id=client.pk, by=None, owner_id=newest.drafted_by_id,
        numbers=numbers,
    )  # fmt: skip
    people.tell(users=[newest.drafted_by], kind=kind, subject=subject, client_id=client.pk, numbers=numbers)
    _tell_pages(change)
    return change


@transaction.atomic
def settle(*, change: RepresentationChange, text: str, by: User) -> RepresentationChange:
    """A person looked at the change and wrote what was done about it."""
    change = _held(change)
    if not change.is_open:
        raise Refused(_("This change has been looked at already."))
    if not text.strip():
        raise Refused(_("Write what you found and did."))
    _close(change, by, text.strip(), "contracts.change_settled")
    return change


@transaction.atomic
def reopen(*, change: RepresentationChange, by: User) -> RepresentationChange:
    """It was looked at by mistake: the note stays and is written on."""
    change = _held(change)
    if change.is_open:
        return change
    if change.settled_by_id is None:
        raise Refused(_("There is nothing left to look at."))
    if RepresentationChange.objects.open().filter(client=change.client_id).exists():
        raise Refused(_("A newer change of this client is to be looked at."))
    change.state, change.settled_by, change.settled_at = ChangeState.OPEN, None, None
    change.save(update_fields=["state", "settled_by", "settled_at"])
    _note(change, "contracts.change_reopened", by)
    return change


@transaction.atomic
def settle_itself(*, client: Client, why: str) -> None:
    """Nothing is left to look at; `why` is a word of `enums.SETTLED_ITSELF`."""
    change = RepresentationChange.objects.select_for_update().open().filter(client=client).first()
    if change is not None:
        _close(change, None, why, "contracts.change_gone")


@transaction.atomic
def settle_ended() -> None:
    """Changes of clients none of whose documents is in force any more."""
    documents = Authorisation.objects.relied_on().filter(package__client=OuterRef("client"))
    over = RepresentationChange.objects.open().exclude(Exists(documents))
    for change in over.select_for_update(skip_locked=True):
        _close(change, None, "ended", "contracts.change_gone")


def _held(change: RepresentationChange) -> RepresentationChange:
    return RepresentationChange.objects.select_for_update().get(pk=change.pk)


def _close(change: RepresentationChange, by: User | None, text: str, kind: str) -> None:
    change.state, change.settled_by, change.settled_at = ChangeState.SETTLED, by, clock.now()
    change.note = text
    change.save(update_fields=["state", "settled_by", "settled_at", "note"])
    _note(change, kind, by)


def _note(change: RepresentationChange, kind: str, by: User | None) -> None:
    note(kind=kind, subject=(SUBJECT, change.pk), client_id=change.client_id, by=by, owner_id=change.owner_id)
    _tell_pages(change)


def _tell_pages(change: RepresentationChange) -> None:
    live.push(deputies.doing(change.owner_id), _EVENT, change.pk)
