"""How a given order ends: taken on, reported by its people, sent back or closed by who gave it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.http import Refused
from desk.orders import permissions
from desk.orders.actions import changing, orders, story
from desk.orders.enums import Changed, ItemResult, ItemState, OrderKind, OrderState
from desk.orders.models import Assignment, Objection, Order
from desk.orders.workflow import CLOSED_WHEN_DONE
from desk.people.deputies import works_for
from desk.people.models import User


@transaction.atomic
def take(*, order: Order, by: User) -> Assignment:
    """The person has seen it and does it: who gave it need not wonder. The second time nothing happens."""
    story.hold(order)
    place = _place(order, by)
    if order.state != OrderState.GIVEN or place.seen_at is not None:
        return place
    place.seen_at = clock.now()
    place.save(update_fields=["seen_at"])
    story.enter(order, Changed.TAKEN, by, kind="orders.taken", person=place.user)
    if order.kind == OrderKind.HELP:
        story.tell_all(order, "orders.taken", [order.given_by], by=by)
    return place


@transaction.atomic
def report(*, order: Order, text: str, by: User) -> Order:
    """The person says that his part is done; after the last of them the order is reported.

    Rows of a follow-up are done one by one: it is reported with rows left open only when all of them are this
    person's, and then with a conclusion that says why.
    """
    story.hold(order)
    story.refuse_move(order, OrderState.REPORTED)
    place = _place(order, by)
    _refuse_open_refusal(order, place)
    mine = works_for(by)
    left = order.items.filter(state=ItemState.OPEN)
    theirs, others = left.filter(owner_id__in=mine), left.exclude(owner_id__in=mine)
    if order.kind != OrderKind.FOLLOW_UP:
        if not theirs.exists() and left.exists():
            raise Refused(_("Your part is done already; the order waits for the others."))
        theirs.update(
            state=ItemState.DONE, result=ItemResult.DONE, done_at=clock.now(), done_by=by, rests_until=None
        )
    elif others.exists():
        raise Refused(_("Rows of others are still open: the order is reported when they are done."))
    elif theirs.exists():
        text = story.written(text, _("Rows are still open: write why the order is done without them."))
    rest = others.exists()
    kind = "orders.part_done" if rest else "orders.reported"
    story.enter(order, Changed.REPORTED, by, kind=kind, text=text.strip(), person=place.user)
    if rest:
        story.wake(order, place.user_id)
    else:
        _reported(order, by)
    return order


@transaction.atomic
def rows_done(*, order: Order, by: User | None) -> bool:
    """Called when a row is done: with the last one the order is reported. Whether it was."""
    story.hold(order)
    if order.state != OrderState.GIVEN or order.items.filter(state=ItemState.OPEN).exists():
        return False
    story.enter(order, Changed.REPORTED, by, kind="orders.reported")
    _reported(order, by)
    return True


@transaction.atomic
def send_back(*, order: Order, reason: str, by: User, due_at: datetime | None = None) -> Order:
    """Not done as it was meant: it is given again, with the reason and, if one is named, a new deadline."""
    story.hold(order)
    story.refuse_stranger(order, by)
    if order.state != OrderState.REPORTED:
        raise Refused(_("Only what was reported as done is sent back."))
    reason = story.written(reason, _("Write what is missing."))
    order.state, order.reported_at, order.conclusion = OrderState.GIVEN, None, ""
    order.save()
    if order.kind != OrderKind.FOLLOW_UP:
        order.items.filter(state=ItemState.DONE).update(
            state=ItemState.OPEN, result="", done_at=None, done_by=None
        )
    story.enter(order, Changed.SENT_BACK, by, kind="orders.sent_back", text=reason)
    story.tell_all(order, "orders.sent_back", story.people_of(order), by=by)
    if due_at is not None and due_at != order.due_at:
        changing.change_due(order=order, due_at=due_at, reason=reason, by=by)
    return order


@transaction.atomic
def close(*, order: Order, by: User, text: str = "") -> Order:
    """Who gave it has looked through what was reported; rows that were left open are dropped."""
    story.hold(order)
    story.refuse_stranger(order, by)
    if order.state != OrderState.REPORTED:
        raise Refused(_("Only what was reported as done is closed; anything else is withdrawn."))
    orders.end(order, OrderState.CLOSED)
    story.enter(order, Changed.CLOSED, by, kind="orders.closed", text=text.strip())
    story.tell_all(order, "orders.closed", story.people_of(order), by=by)
    return order


def _reported(order: Order, by: User | None) -> None:
    """All is done. Small things are closed at once: a round without a word, and help, which is told."""
    said = order.changes.filter(what=Changed.REPORTED).exclude(text="")
    since = order.changes.filter(what=Changed.SENT_BACK).order_by("-pk").values_list("pk", flat=True).first()
    words = list(said.filter(pk__gt=since or 0).values_list("text", flat=True))
    order.conclusion, order.reported_at = "\n\n".join(words), clock.now()
    if order.kind == OrderKind.HELP or (order.kind in CLOSED_WHEN_DONE and not words):
        orders.end(order, OrderState.CLOSED)
        if order.kind == OrderKind.HELP:
            story.tell_all(order, "orders.helped", [order.given_by], by=by)
    else:
        order.state = OrderState.REPORTED
        order.save()
        story.tell_all(order, "orders.reported", [order.given_by], by=by)
    story.wake(order, *(user.pk for user in story.people_of(order) if user.pk))


def _place(order: Order, by: User) -> Assignment:
    place = permissions.assignment_of(by, order)
    if place is None:
        raise Refused(_("This order was not given to you."))
    return place


def _refuse_open_refusal(order: Order, place: Assignment) -> None:
    if Objection.objects.refusals().filter(order=order, by_id=place.user_id).exists():
        raise Refused(_("You declined this order: first an answer to that is awaited."))
