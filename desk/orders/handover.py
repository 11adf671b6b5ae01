"""Open orders of people in this room, for whoever does them, and for an absent one's deputy (slot HANDOVER).

One line an order, with the number of its open rows: a follow-up of a thousand rows is one thing to do. All of
it is asked for in one question.
"""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Count, DateTimeField, Exists, F, IntegerField, OuterRef, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.orders.enums import OrderKind, OrderState
from desk.orders.models import Assignment, Objection, Order, WorkItem
from desk.slots import Work

MOST = 200  # more than that is not a list to work from
ROWS, SENT_BACK, REPORTED, ASKED = "rows", "sent_back", "reported", "asked"
_NONE = Value(0, IntegerField())  # rows of what has none
_COLUMNS = ("what", "owed_by", "about", "named", "titled", "sort", "due", "since")


def work(user_ids: Collection[int]) -> Iterator[Work]:
    """What these people are to do, and what waits for them because they gave it."""
    for what, owner, pk, number, title, kind, due, since, rows in _rows(user_ids).union(
        _sent_back(user_ids), _waiting(user_ids, REPORTED), _waiting(user_ids, ASKED), all=True
    ):
        text, group = f"{number} · {title}", _("Work orders")
        if what == ROWS and kind == OrderKind.FOLLOW_UP:
            many = ngettext("%(rows)s row open", "%(rows)s rows open", rows) % {"rows": rows}
            text = f"{text} ({many})"
        elif what == ROWS and kind == OrderKind.HELP:
            group = _("Help that colleagues ask for")
        elif what in (REPORTED, ASKED):
            group = _("Work orders that wait for an answer")
            text = f"{text}: {_('done, waits for you') if what == REPORTED else _('waits for your answer')}"
        yield Work(group, text, reverse("orders:page", args=[pk]), due, owner, kind="order", since=since)


def _asked(rows: QuerySet[Any], order: str, what: str, owed_by: str, since: str) -> QuerySet[Any]:
    """The columns that all parts have in common; `order` is the way to the order from `rows`."""
    waits = what in (REPORTED, ASKED)
    asked: QuerySet[Any] = rows.annotate(
        what=Value(what), owed_by=F(owed_by), about=F(f"{order}id"), named=F(f"{order}number"),
        titled=F(f"{order}title"), sort=F(f"{order}kind"),
        due=Value(None, DateTimeField()) if waits else F(f"{order}due_at"), since=F(f"{order}{since}"),
    )  # fmt: skip
    return asked


def _rows(user_ids: Collection[int]) -> QuerySet[Any, Any]:
    open_rows = WorkItem.objects.open().owned_by(*user_ids).filter(order__state=OrderState.GIVEN)
    # Of what a person declined he owes nothing until that is answered.
    declined = Objection.objects.refusals().filter(order=OuterRef("order"), by=OuterRef("owner"))
    each = _asked(open_rows.filter(~Exists(declined)), "order__", ROWS, "owner_id", "given_at")
    counted: QuerySet[Any, Any] = (
        each.order_by("due", "about").values_list(*_COLUMNS).annotate(rows=Count("pk"))
    )
    return counted[:MOST]


def _sent_back(user_ids: Collection[int]) -> QuerySet[Any, Any]:
    """A follow-up that was sent back although every row is done: it waits for its people's word."""
    places = Assignment.objects.filter(
        user__in=user_ids, released_at=None, order__state=OrderState.GIVEN, order__kind=OrderKind.FOLLOW_UP
    )
    open_rows = WorkItem.objects.open().filter(order=OuterRef("order"))
    each = _asked(places.filter(~Exists(open_rows)), "order__", SENT_BACK, "user_id", "given_at")
    listed: QuerySet[Any, Any] = each.order_by("due", "about").values_list(*_COLUMNS, _NONE)
    return listed[:MOST]


def _waiting(user_ids: Collection[int], what: str) -> QuerySet[Any, Any]:
    """What was reported, or questioned or declined, for who gave it."""
    rows = Order.objects.waiting_for(*user_ids)
    if what == REPORTED:
        rows, since = rows.filter(state=OrderState.REPORTED), "reported_at"
    else:
        rows, since = rows.exclude(state=OrderState.REPORTED), "given_at"
    each = _asked(rows, "", what, "given_by_id", since)
    listed: QuerySet[Any, Any] = each.order_by("due_at", "pk").values_list(*_COLUMNS, _NONE)
    return listed[:MOST]
