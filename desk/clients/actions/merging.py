"""Two rows that are one: merged in the chosen direction, undone as long as nothing contradicts.

A merge does not wait for rows that somebody works with, so that nobody meets it in a deadlock: it locks the
two rows themselves in the order of their ids, moves what is free, and leaves what is held, or came to point
at the lost row at that very moment, to `follow` (woken after commit, and by the sweep of every minute).
"""

from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from desk import clock, outbox
from desk.clients import conflicts
from desk.clients.absorbing import absorb
from desk.clients.journal import Journal
from desk.clients.models import Client, Merge, Moved, Pair, Person
from desk.clients.references import Reference, movable
from desk.http import Refused
from desk.people.models import User
from desk.records.actions import note

# What the kept one takes over where it has nothing itself.
_CLIENT_FACTS = ("legal_form", "parent_id", "channel")
_PERSON_FACTS = ("channel",)
_MERGING = 7_203_041  # the advisory lock under which merges stand in a row: they are rare and touch much


@transaction.atomic
def merge_clients(*, lost: Client, kept: Client, by: User) -> Merge:
    """Everything that points at `lost` points at `kept` from now on. Refused with what speaks against it."""
    lost, kept = _locked(Client, lost.pk, kept.pk)
    if against := conflicts.of_clients(lost, kept):
        raise Refused(*against)
    merge = Merge.objects.create(lost_client=lost, kept_client=kept, by=by, at=clock.now())
    _merge(merge, lost, kept, _CLIENT_FACTS, by)
    note(kind="clients.merged", subject=("client", lost.pk), client_id=kept.pk, by=by)
    return merge


@transaction.atomic
def merge_persons(*, lost: Person, kept: Person, by: User) -> Merge:
    """As for clients."""
    lost, kept = _locked(Person, lost.pk, kept.pk)
    if against := conflicts.of_persons(lost, kept):
        raise Refused(*against)
    merge = Merge.objects.create(lost_person=lost, kept_person=kept, by=by, at=clock.now())
    _merge(merge, lost, kept, _PERSON_FACTS, by)
    note(kind="clients.person_merged", subject=("person", kept.pk), client_id=None, by=by)
    return merge


@transaction.atomic
def undo_merge(*, merge: Merge, by: User) -> int:
    """Both stand apart again, each with its own; how many rows were changed later and so stay as they are.

    Refused when it was undone before, when the kept one was itself merged since, or while somebody holds a
    row that must go back.
    """
    model, lost, kept = _locked_of(merge)
    merge.refresh_from_db()
    if merge.undone_at is not None:
        raise Refused(_("This merge was undone before."))
    if kept.merged_into_id is not None:
        raise Refused(_("The kept one was merged into another since: undo that first."))
    try:
        with transaction.atomic():
            later = Journal(merge, by).undo()
    except IntegrityError:
        raise Refused(_("Something written down since stands in the way, such as the same code.")) from None
    merge.undone_at, merge.undone_by = clock.now(), by
    merge.save(update_fields=["undone_at", "undone_by"])
    if model is Client:
        note(kind="clients.merge_undone", subject=("client", lost.pk), client_id=kept.pk, by=by)
    else:
        note(kind="clients.person_merge_undone", subject=("person", kept.pk), client_id=None, by=by)
    return later


@transaction.atomic
def say_different(*, pair: Pair, by: User) -> None:
    """The two look alike and are not the same: the worklist names them no more."""
    if not Pair.objects.filter(pk=pair.pk, different_at=None).update(
        different_at=clock.now(), different_by=by
    ):
        return
    if pair.second_client_id is not None:
        subject = ("client", pair.second_client_id)
        note(kind="clients.told_apart", subject=subject, client_id=pair.first_client_id, by=by)
    else:
        subject = ("person", pair.second_person_id or 0)
        note(kind="clients.person_told_apart", subject=subject, client_id=None, by=by)


@transaction.atomic
def follow(*, merge_id: int) -> int:
    """Move what came to point at the lost row since; how many rows."""
    merge = Merge.objects.select_related("by").get(pk=merge_id)
    model, lost, _kept = _locked_of(merge)
    merge.refresh_from_db()
    if merge.undone_at is not None or lost.merged_into_id is None:
        return 0
    kept = model.objects.get(pk=lost.merged_into_id)
    return _move_all(Journal(merge, merge.by), lost, kept)


def unfollowed() -> list[int]:
    """Merges at whose lost row something points that nobody has looked at; for the sweep."""
    found: set[int] = set()
    for model, key in ((Client, "lost_client"), (Person, "lost_person")):
        merged: Any = model._default_manager.filter(merged_into__isnull=False).values("pk")
        for each in movable(model):
            left = Moved.objects.filter(model=each.label, field=each.column, before=F("after"))
            left = left.filter(merge__undone_at=None)
            astray = each.model._base_manager.filter(**{f"{each.column}__in": merged})
            lost = set(astray.exclude(pk__in=left.values("row")).values_list(each.column, flat=True))
            if lost:
                standing = Merge.objects.filter(undone_at=None, **{f"{key}__in": lost})
                found |= set(standing.values_list("pk", flat=True))
    return sorted(found)


def _locked(model: Any, lost_pk: int, kept_pk: int) -> tuple[Any, Any]:
    """Both rows, locked in the order of their ids against other merges and changes; not against new keys."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_MERGING])
    rows = model.objects.select_for_update(no_key=True).order_by("pk").filter(pk__in=[lost_pk, kept_pk])
    found = {row.pk: row for row in rows}
    return found[lost_pk], found[kept_pk]


def _locked_of(merge: Merge) -> tuple[Any, Any, Any]:
    model: Any = Client if merge.lost_client_id else Person
    lost, kept = merge.lost_client_id or merge.lost_person_id, merge.kept_client_id or merge.kept_person_id
    assert lost is not None and kept is not None  # a constraint of the table
    return (model, *_locked(model, lost, kept))


def _merge(merge: Merge, lost: Any, kept: Any, facts: tuple[str, ...], by: User) -> None:
    journal = Journal(merge, by)
    _move_all(journal, lost, kept)
    # First the lost one steps aside: a code stands once among those that are not merged.
    journal.change(lost, {"merged_into_id": kept.pk})
    journal.change(kept, _taken_over(lost, kept, facts))
    outbox.wake("clients.follow", merge.pk)


def _taken_over(lost: Any, kept: Any, facts: tuple[str, ...]) -> dict[str, Any]:
    codes = [field for field in ("registry_code", "personal_code") if hasattr(kept, field)]
    taken = {f: getattr(lost, f) for f in facts if getattr(lost, f) and not getattr(kept, f)}
    if not any(getattr(kept, field) for field in codes):
        taken["country"] = lost.country
    if taken.get("country", kept.country) == lost.country:
        taken |= {f: getattr(lost, f) for f in codes if getattr(lost, f) and not getattr(kept, f)}
    return {field: value for field, value in taken.items() if getattr(kept, field) != value}


def _move_all(journal: Journal, lost: Any, kept: Any) -> int:
    return sum(_move(journal, each, lost.pk, kept.pk) for each in movable(type(lost)))


def _move(journal: Journal, reference: Reference, lost: int, kept: int) -> int:
    """Move the rows of one column that nobody holds: at once, or one by one where a rule forbids some."""
    settled = Moved.objects.filter(
        merge=journal.merge, model=reference.label, field=reference.column, before=lost, after=lost
    )
    rows = reference.to(lost).exclude(pk__in=settled.values("row")).order_by("pk")
    ids = list(rows.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True))
    if not ids:
        return 0
    try:
        with transaction.atomic():
            journal.move(reference, ids, lost, kept)
        return len(ids)
    except IntegrityError:
        return sum(_move_one(journal, reference, pk, lost, kept) for pk in ids)


def _move_one(journal: Journal, reference: Reference, pk: int, lost: int, kept: int) -> int:
    try:
        with transaction.atomic():
            journal.move(reference, [pk], lost, kept)
    except IntegrityError:
        # The kept one has the same already, or the row is evidence that never changes: it stays.
        absorb(journal, reference, pk, kept)
        journal.stays(reference, pk, lost)
        return 0
    return 1
