"""What is done with the cohort of a draft: its steps, their order, its table."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from desk.http import Refused
from desk.orders import cohort_table, freezing, permissions, selecting
from desk.orders.actions import tables
from desk.orders.enums import How, OrderKind, OrderState
from desk.orders.models import CohortUpload, Order, Selection
from desk.people.models import User
from desk.records import blobs, filecheck
from desk.records.actions import note
from desk.tables.table import TableError

MOST_STEPS = 12
BLOB = "cohort_table"


def _draft(order: Order, by: User) -> Order:
    """The order, locked; refused unless it is a draft of a follow-up that this person may change."""
    order = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if text := permissions.changes_draft(by, order):
        raise Refused(text)
    if order.kind != OrderKind.FOLLOW_UP or order.state != OrderState.DRAFT:
        raise Refused(_("Whom an order is about is chosen while a follow-up is being written."))
    return order


def _tell(order: Order, what: str, by: User) -> None:
    note(kind=f"orders.{what}", subject=("order", order.pk), client_id=None, by=by)


@transaction.atomic
def add_step(*, order: Order, selector: str, how: How, params: Mapping[str, object], by: User) -> Selection:
    """One more step after the others."""
    order = _draft(order, by)
    if selecting.named(selector) is None or selector == selecting.UPLOAD:
        raise Refused(_("Choose which clients."))
    return _add(order, selector, how, params, by)


def _add(order: Order, selector: str, how: How, params: Mapping[str, object], by: User) -> Selection:
    if order.selections.count() >= MOST_STEPS:
        raise Refused(_("A cohort has %(most)s steps at most.") % {"most": MOST_STEPS})
    last = order.selections.aggregate(last=Max("position"))["last"] or 0
    step = Selection(order=order, position=last + 1, how=how, selector=selector, params=dict(params))
    step._history_user = by  # type: ignore[attr-defined]  # read by django-simple-history
    step.save()
    _tell(order, "cohort_changed", by)
    return step


@transaction.atomic
def change_step(*, step: Selection, how: How, params: Mapping[str, object], by: User) -> None:
    """What a step does and asks; its place stays."""
    _draft(step.order, by)
    step.how, step.params = how, dict(params)
    step._history_user = by  # type: ignore[attr-defined]
    step.save()
    _tell(step.order, "cohort_changed", by)


@transaction.atomic
def remove_step(*, step: Selection, by: User) -> None:
    """Take a step out; with that of the table the table goes too."""
    order = _draft(step.order, by)
    if step.selector == selecting.UPLOAD:
        tables.throw_away(order, by)
    step._history_user = by  # type: ignore[attr-defined]
    step.delete()
    _tell(order, "cohort_changed", by)


@transaction.atomic
def move_step(*, step: Selection, up: bool, by: User) -> None:
    """One place up or down; at the end of the list nothing happens."""
    order = _draft(step.order, by)
    steps = selecting.steps_of(order)
    at = next((place for place, each in enumerate(steps) if each.pk == step.pk), 0)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(steps):
        return
    steps[at], steps[to] = steps[to], steps[at]
    for place, each in enumerate(steps, start=1):
        each.position = place
    bulk_update_with_history(steps, Selection, ["position"], default_user=by)
    _tell(order, "cohort_changed", by)


def take_table(*, order: Order, name: str, data: bytes, by: User) -> CohortUpload:
    """Take a table in place of the one before; a step for it is added where there is none.

    Rows whose code is wrong are left out and told (`CohortUpload.troubles`). Refused where the file is no
    table at all, or none of its codes is one.
    """
    verdict = filecheck.check(data, name, most=cohort_table.LIMITS.size)
    if verdict.outcome is not filecheck.Outcome.TAKEN and verdict.reason != "not_scanned":
        raise Refused(verdict.words)
    try:
        found = cohort_table.read(data)
    except TableError as trouble:
        raise Refused(trouble.text) from None
    if not found.rows:
        words = [f"{line}: {cohort_table.WHY[why]}" for line, _heading, why in found.lines[:5]]
        raise Refused(_("The table has no registry code that can be right."), *words)
    with transaction.atomic():
        order = _draft(order, by)
        tables.throw_away(order, by)
        upload = CohortUpload(
            order=order, blob=blobs.store(data, verdict.content_type, BLOB), name=verdict.name,
            columns=found.columns, rows_count=len(found.rows), troubles=found.troubles, by=by,
        )  # fmt: skip
        upload._history_user = by  # type: ignore[attr-defined]
        upload.save()
        cohort_table.write(upload, found)
        if not order.selections.filter(selector=selecting.UPLOAD).exists():
            _add(order, selecting.UPLOAD, How.ADD, {"unknown": "rows"}, by)
        else:
            _tell(order, "cohort_changed", by)
    return upload


@transaction.atomic
def share_again(*, order: Order, anew: bool, by: User) -> freezing.Shared:
    """Share the open rows of those who cannot do them any more among the others, or (`anew`) all that
    nobody has begun."""
    if text := permissions.manages(by, order):
        raise Refused(text)
    return freezing.share_again(order=order, by=by, anew=anew)
