"""What this room keeps about people, how long, and how it is let go of.

An order goes as a whole, with its rows, words and files, once it is long over; the row of one client is made
nobody's before that where it must be.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.orders.enums import OrderState
from desk.orders.models import (
    Assignment,
    Batch,
    BatchChange,
    CohortRow,
    CohortUpload,
    ItemAttempt,
    ItemFinding,
    Objection,
    Order,
    OrderChange,
    Selection,
    WorkItem,
)
from desk.people.models import User
from desk.records import actions as records
from desk.records import retention
from desk.records.histories import delete
from desk.records.holdings import Erasure, Fate, Held, Holding, Outcome, Subject, Thing, let_go
from desk.records.models import Blob, RetentionRule
from desk.records.retention import Store

ORDERS, ITEMS = "work_orders", "work_items"
ORDERS_BASIS = "Kinnitada arhivaaril: töökorraldus 5 aastat pärast lõppu"
ITEMS_BASIS = "Kinnitada arhivaaril: töökorralduse rea kliendiandmed 2 aastat pärast korralduse lõppu"

_EMPTY = Q(code="", values=[], client=None)


# Rows of orders


def items_of(subject: Subject) -> QuerySet[WorkItem]:
    """Rows about the person as a client, or about the person's code."""
    own = Q(client__in=subject.client_ids) | Q(code__in=subject.codes - {""})
    return WorkItem.objects.filter(own).order_by("pk")


def tell_items(subject: Subject) -> Iterator[Held]:
    """Each row: what was asked of whom, what was found and how the person was sought."""
    rule = retention.rule_of(ITEMS)
    rows = items_of(subject).select_related("order").prefetch_related("findings__screenshot", "attempts_made")
    for item in rows:
        lines = [" · ".join(str(value) for value in item.values)] if item.values else []
        files = []
        for found in item.findings.all():
            said = (found.get_result_display(), found.check_name, found.before, found.after, found.note)
            lines += [text for text in said if text]
            if found.screenshot is not None:
                files.append((gettext("Screenshot"), found.screenshot))
        for tried in item.attempts_made.all():
            lines += [text for text in (tried.get_channel_display(), tried.note) if text]
        until = retention.last_day(rule, item.order.closed_at) if item.order.closed_at else None
        title = gettext("Work order %(number)s") % {"number": item.order.number}
        at = item.done_at or item.order.given_at
        yield Held("work_item", item.pk, at, title, tuple(lines), tuple(files), until)


def erase_items(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """Rows of an order that goes on are done first."""
    first = gettext("Close the work order first.")
    rows = items_of(subject).values_list("pk", "order__closed_at")
    things = [Thing(pk, closed or clock.now(), "" if closed else first) for pk, closed in rows]
    return let_go(things, erasure, kind="work_item", store=ITEMS, destroy=destroy_item)


def due_items(before: datetime) -> QuerySet[WorkItem]:
    """Rows of orders that were over before then, while they tell of somebody."""
    told = [model.objects.filter(item=OuterRef("pk")) for model in (ItemFinding, ItemAttempt)]
    telling = ~_EMPTY | Exists(told[0]) | Exists(told[1])
    return WorkItem.objects.filter(telling, order__closed_at__lt=before)


@transaction.atomic
def destroy_item(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """Whom the row was about, what was found and how it was tried; that it was done stays counted."""
    rows = due_items(clock.now()).filter(pk=pk)
    item = rows.select_for_update(of=("self",)).first()
    if item is None:
        return False
    findings = ItemFinding.objects.filter(item=pk)
    pictures = findings.exclude(screenshot=None).values_list("screenshot", flat=True)

    def empty() -> None:
        findings.delete()
        ItemAttempt.objects.filter(item=pk).delete()
        if item.client_id is not None:
            changes = BatchChange.objects.filter(batch__order=item.order_id, client_id=item.client_id)
            changes.update(before="", after="", kept={}, client_id=None)
        WorkItem.objects.filter(pk=pk).update(client=None, code="", values=[])

    records.destroy(
        rule=rule, subject=("work_item", pk), client_id=item.client_id, by=by,
        kept=Blob.objects.filter(pk__in=list(pictures)), let_go=empty,
    )  # fmt: skip
    return True


# Orders


def orders_of(subject: Subject) -> QuerySet[Order]:
    """Requests for help about the person as a client."""
    return Order.objects.filter(client_id__in=subject.client_ids).order_by("pk")


def tell_orders(subject: Subject) -> Iterator[Held]:
    """What colleagues asked of each other about the person; of a member of staff, the orders given to him."""
    rule = retention.rule_of(ORDERS)
    mine = Order.objects.exclude(state=OrderState.DRAFT).filter(
        Exists(Assignment.objects.filter(order=OuterRef("pk"), user_id__in=subject.user_ids))
    )
    for order in Order.objects.filter(Q(pk__in=orders_of(subject)) | Q(pk__in=mine)).order_by("pk"):
        lines = [text for text in (order.text, order.conclusion, order.reason) if text]
        said = Objection.objects.filter(order=order, by_id__in=subject.user_ids)
        for text, answer in said.values_list("text", "answer"):
            lines += [words for words in (text, answer) if words]
        until = retention.last_day(rule, order.closed_at) if order.closed_at else None
        title = gettext("Work order %(number)s") % {"number": order.number} + f": {order.title}"
        yield Held("order", order.pk, order.given_at or order.made_at, title, tuple(lines), until=until)


def erase_orders(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """An order that goes on is closed first. What was ordered of a member of staff is the agency's work."""
    first = gettext("Close the work order first.")
    rows = orders_of(subject).values_list("pk", "closed_at")
    things = [Thing(pk, closed or clock.now(), "" if closed else first) for pk, closed in rows]
    return let_go(
        things, erasure, kind="order", store=ORDERS, destroy=destroy_order, fate=Fate.DESTROYED
    )  # fmt: skip


def due_orders(before: datetime) -> QuerySet[Order]:
    """Orders that were over before then."""
    return Order.objects.over().filter(closed_at__lt=before)


@transaction.atomic
def destroy_order(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The order with its people, rows, tables, clean-ups and all that was said of it."""
    order = Order.objects.over().select_for_update(of=("self",)).filter(pk=pk).first()
    if order is None:
        return False
    findings = ItemFinding.objects.filter(item__order=pk)
    uploads = CohortUpload.objects.filter(order=pk)
    stored = {
        *findings.exclude(screenshot=None).values_list("screenshot", flat=True),
        *uploads.exclude(blob=None).values_list("blob", flat=True),
    }

    def empty() -> None:
        findings.delete()
        ItemAttempt.objects.filter(item__order=pk).delete()
        WorkItem.objects.filter(order=pk).delete()
        BatchChange.objects.filter(batch__order=pk).delete()
        CohortRow.objects.filter(upload__order=pk).delete()
        OrderChange.objects.filter(order=pk).delete()
        for model in (Batch, Objection, Selection, CohortUpload, Assignment):
            delete(model._default_manager.filter(order=pk))
        delete(Order.objects.filter(pk=pk))

    records.destroy(
        rule=rule, subject=("order", pk), client_id=order.client_id, by=by,
        kept=Blob.objects.filter(pk__in=stored), let_go=empty,
    )  # fmt: skip
    return True


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "work_items", _("Rows of work orders"),
        ("orders.WorkItem", "orders.ItemFinding", "orders.ItemAttempt"),
        tell_items, erase_items, ITEMS_BASIS,
    ),
    Holding(
        "work_orders", _("Work orders"),
        (
            "orders.Order", "orders.Assignment", "orders.Objection", "orders.OrderChange", "orders.Selection",
            "orders.CohortUpload", "orders.CohortRow", "orders.Batch", "orders.BatchChange",
        ),
        tell_orders, erase_orders, ORDERS_BASIS,
    ),
)  # fmt: skip

STORES: tuple[Store, ...] = (
    Store(
        ITEMS, _("Rows of work orders: whom they are about"), 730, ITEMS_BASIS, due_items, destroy_item,
        kind="work_item", parts_of={"order": "order_id"},
    ),
    Store(ORDERS, _("Work orders"), 1826, ORDERS_BASIS, due_orders, destroy_order, kind="order"),
)  # fmt: skip
