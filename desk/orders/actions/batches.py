"""Batches of the clean-up: tried out, looked at by a second person, done and undone by the worker."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from desk import clock, outbox
from desk.http import Refused
from desk.orders.actions import old_batches
from desk.orders.cleanup import dead, doubles, fields, rights, standing
from desk.orders.cleanup.doing import do
from desk.orders.cleanup.planned import Found, Planned
from desk.orders.cleanup.states import move
from desk.orders.cleanup.undoing import undo as undo_change
from desk.orders.enums import BatchState, ChangeState, CleanUp
from desk.orders.models import Batch, BatchChange, Order
from desk.people import actions as people
from desk.people.enums import ApprovalState
from desk.people.models import Approval, User
from desk.records.actions import note

TASK = "orders.batch"
SUBJECT = "batch"
PORTION = 40.0  # seconds after which a run pauses: a task may not be long
BUSY_AGAIN = 10  # seconds until what somebody holds is tried again
_WRITTEN = 1000  # changes of a plan in one statement
_PLANNERS: dict[str, Callable[[Batch], Iterator[Found]]] = {
    CleanUp.DEAD_CONTACTS: dead.plan,
    CleanUp.MERGE: doubles.plan,
    CleanUp.FIELDS: fields.plan,
}


@transaction.atomic
def try_out(*, order: Order, what: str, params: dict[str, Any], by: User) -> Batch:
    """Begin a batch: the worker writes down what it would change, and changes nothing."""
    order = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    _refuse_strangers(order, by)
    if refusal := rights.not_now(order):
        raise Refused(refusal)
    number = (order.batches.aggregate(last=Max("number"))["last"] or 0) + 1
    batch = Batch.objects.create(order=order, number=number, what=what, params=params, by=by)
    _note(batch, "tried", by)
    outbox.wake(TASK, batch.pk)
    return batch


@transaction.atomic
def apply(*, batch: Batch, by: User) -> bool:
    """Do what was tried out; whether that begins now or a second person looks first.

    By the person who tried it out: whoever else wants it tries it out himself.
    """
    batch = _held(batch.pk)
    if batch.by_id != by.pk:
        raise Refused(_("Only the person who tried it out does it."))
    if refusal := rights.not_now(batch.order):
        raise Refused(refusal)
    planned = batch.changes.filter(state=ChangeState.PLANNED).count()
    if not planned and batch.state == BatchState.DRY:
        raise Refused(_("There is nothing to change."))
    if standing.needs_second(batch):
        move(batch, BatchState.ASKED)
        batch.save(update_fields=["state"])
        order = batch.order.number
        kind = f"orders.batch.{batch.what}"
        people.ask_second(kind=kind, subject=(SUBJECT, batch.pk), by=by, order=order, count=planned)
        _note(batch, "asked", by)
        return False
    _begin(batch, by)
    return True


@transaction.atomic
def take_back(*, batch: Batch, by: User) -> None:
    """No second person need look: the plan stands as it was tried out."""
    batch = _held(batch.pk)
    if batch.by_id != by.pk:
        raise Refused(_("Only the person who asked takes it back."))
    if batch.state != BatchState.ASKED:
        raise Refused(_("Nobody is being asked."))
    move(batch, BatchState.DRY)
    batch.save(update_fields=["state"])
    _withdraw(batch, by)


@transaction.atomic
def drop(*, batch: Batch, by: User) -> None:
    """Nobody wants what was tried out: it is put away and stays to be read."""
    batch = _held(batch.pk)
    _refuse_strangers(batch.order, by)
    move(batch, BatchState.DROPPED)
    batch.save(update_fields=["state"])
    _withdraw(batch, by)
    _note(batch, "dropped", by)


@transaction.atomic
def undo(*, batch: Batch, reason: str, by: User) -> None:
    """Take the whole batch back, also one that is still being done; the worker does it."""
    batch = _held(batch.pk)
    _refuse_strangers(batch.order, by)
    if not reason.strip():
        raise Refused(_("Write why it is undone."))
    if old_batches.is_destroyed(batch):
        raise Refused(_("What stood there before has been destroyed by rule: it can no longer be put back."))
    move(batch, BatchState.UNDOING)
    batch.undone_at, batch.undone_by, batch.undone_reason = clock.now(), by, reason.strip()[:300]
    batch.save(update_fields=["state", "undone_at", "undone_by", "undone_reason"])
    _note(batch, "undoing", by)
    outbox.wake(TASK, batch.pk)


def hold(approval: Approval) -> None:
    """The batch is locked before what is asked about it."""
    Batch.objects.select_for_update(no_key=True).filter(pk=approval.subject_id).first()


def second_said(approval: Approval) -> None:
    """The second person's word (in the decision's transaction)."""
    batch = Batch.objects.select_related("order").filter(pk=approval.subject_id).first()
    if batch is None or batch.state != BatchState.ASKED or approval.decided_by is None:
        return
    if approval.decided_by_id == batch.by_id:
        raise Refused(_("Nobody is second person to himself."))
    if approval.state == ApprovalState.APPROVED and not rights.not_now(batch.order):
        _begin(batch, approval.asked_by)
        return
    move(batch, BatchState.DRY)
    batch.save(update_fields=["state"])
    _note(batch, "refused", approval.decided_by)


def work(*, batch_id: int) -> None:
    """Go on with a batch where it is: plan it, do it or undo it, one change a transaction.

    May run twice at once and die at any line: whoever holds the batch does the next change, and what is
    done says so in the transaction that did it.
    """
    steps = {
        BatchState.TRYING: _plan, BatchState.APPLYING: _do_next, BatchState.UNDOING: _undo_next,
    }  # fmt: skip
    end = time.monotonic() + PORTION
    while time.monotonic() < end:
        state = Batch.objects.filter(pk=batch_id).values_list("state", flat=True).first()
        step = steps.get(BatchState(state)) if state else None
        if step is None or not step(batch_id):
            return
    outbox.wake(TASK, batch_id, seconds=1)


def wake_under_way() -> int:
    """Batches that a worker left behind go on; how many there are."""
    ids = list(Batch.objects.under_way().values_list("pk", flat=True))
    for pk in ids:
        outbox.wake(TASK, pk)
    return len(ids)


@transaction.atomic
def _plan(batch_id: int) -> bool:
    batch = _mine(batch_id, BatchState.TRYING)
    if batch is None:
        return False
    nothing: Counter[str] = Counter()
    rows = (
        each.row(batch, position)
        for position, each in enumerate(_lines(_PLANNERS[batch.what](batch), nothing), 1)
    )
    while some := list(islice(rows, _WRITTEN)):
        BatchChange.objects.bulk_create(some)
    batch.found = dict(nothing)
    move(batch, BatchState.DRY)
    batch.save(update_fields=["state", "found"])
    return False


def _lines(found: Iterator[Found], nothing: Counter[str]) -> Iterator[Planned]:
    """What gets a line; the rest is counted."""
    for each in found:
        if isinstance(each, str):
            nothing[each] += 1
        else:
            yield each


@transaction.atomic
def _do_next(batch_id: int) -> bool:
    """The next planned change; False when another worker is at it, or nothing is left."""
    batch = _mine(batch_id, BatchState.APPLYING)
    if batch is None:
        return False
    change = batch.changes.filter(state=ChangeState.PLANNED).order_by("position").first()
    if change is not None:
        do(change, batch.by)
        return True
    batch.applied_at = clock.now()
    move(batch, BatchState.APPLIED)
    batch.save(update_fields=["state", "applied_at"])
    _note(batch, "applied", batch.by)
    return False


@transaction.atomic
def _undo_next(batch_id: int) -> bool:
    """The last change that is still done; False when it must wait, or nothing is left."""
    batch = _mine(batch_id, BatchState.UNDOING)
    if batch is None or batch.undone_by is None:
        return False
    change = batch.changes.filter(state=ChangeState.DONE).order_by("-position").first()
    if change is not None:
        if undo_change(change, batch.undone_by):
            return True
        outbox.wake(TASK, batch_id, seconds=BUSY_AGAIN)
        return False
    batch.undone_at = clock.now()
    move(batch, BatchState.UNDONE)
    batch.save(update_fields=["state", "undone_at"])
    standing.list_portal_corrections(batch)
    _note(batch, "undone", batch.undone_by)
    return False


def _begin(batch: Batch, by: User) -> None:
    move(batch, BatchState.APPLYING)
    batch.save(update_fields=["state"])
    _note(batch, "begun", by)
    outbox.wake(TASK, batch.pk)


def _withdraw(batch: Batch, by: User) -> None:
    people.withdraw_about(kind=f"orders.batch.{batch.what}", subject=(SUBJECT, batch.pk), by=by)


def _refuse_strangers(order: Order, by: User) -> None:
    if refusal := rights.refusal(order, by):
        raise Refused(refusal)


def _held(pk: int) -> Batch:
    rows = Batch.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("order").get(pk=pk)


def _mine(pk: int, state: BatchState) -> Batch | None:
    """The batch, held by this worker; None while another has it, or when it stands elsewhere."""
    rows = Batch.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    return rows.select_related("order", "by", "undone_by").filter(pk=pk, state=state).first()


def _note(batch: Batch, what: str, by: User) -> None:
    note(
        kind=f"orders.batch_{what}", subject=("order", batch.order_id), client_id=None, by=by,
        batch=batch.number,
    )  # fmt: skip
