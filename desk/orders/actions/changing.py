"""A given order is not edited: its deadline and its people change with a reason that stays in its story."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.http import Refused
from desk.orders import freezing
from desk.orders.actions import orders, story
from desk.orders.enums import Changed, ItemState, OrderKind, OrderState
from desk.orders.models import Assignment, Order, WorkItem
from desk.orders.workflow import refuses_changing
from desk.people import deputies
from desk.people.models import User


@transaction.atomic
def change_due(*, order: Order, due_at: datetime, reason: str, by: User) -> Order:
    """Another deadline, told to everybody; of being soon due or late they are told anew."""
    _hold(order, by)
    reason = story.written(reason, _("Write why the deadline changes."))
    if due_at == order.due_at:
        raise Refused(_("This is the deadline already."))
    if due_at <= clock.now():
        raise Refused(_("The deadline has passed: choose another."))
    before, order.due_at = order.due_at, due_at
    order.warned_at = clock.now() if due_at <= orders.soon() else None
    order.late_told_at = None
    order.save()
    story.enter(order, Changed.DUE, by, kind="orders.due_changed", text=reason, due_before=before)
    story.tell_all(order, "orders.due_changed", story.people_of(order), by=by)
    return order


@transaction.atomic
def add_person(*, order: Order, person: User, by: User, share: int = 100, reason: str = "") -> Order:
    """One more does it: rows of a follow-up that nobody has begun are shared anew, another gets a row."""
    _hold(order, by)
    if not deputies.able(workdays.today()).filter(user=person).exists():
        raise Refused(_("%(name)s does not work at the desk now.") % {"name": person})
    place, made = Assignment.objects.get_or_create(order=order, user=person, defaults={"share": share})
    if not made and place.released_at is None:
        raise Refused(_("%(name)s is among its people already.") % {"name": person})
    if not made:
        place.share, place.released_at, place.seen_at = share, None, None
        place.save()
    if order.kind == OrderKind.FOLLOW_UP:
        freezing.share_again(order=order, by=by, anew=True)
    else:
        _row(order, person)
    story.enter(order, Changed.ADDED, by, kind="orders.person_added", text=reason.strip(), person=person)
    story.tell_all(order, "orders.given", [person], by=by)
    return order


@transaction.atomic
def release(*, order: Order, person: User, reason: str, by: User, instead: User | None = None) -> Order:
    """This person does it no more. Refused when nobody would be left: then it is withdrawn instead."""
    _hold(order, by)
    reason = story.written(reason, _("Write why the person is released."))
    if not let_go(order, person, by=by, instead=instead, reason=reason):
        raise Refused(_("Nobody would be left to do it: name somebody else, or withdraw the order."))
    story.tell_all(order, "orders.person_released", [person], by=by)
    return order


def let_go(order: Order, person: User, *, by: User, reason: str, instead: User | None = None) -> bool:
    """Take the person out, and hand his open rows to `instead`, or among the others; whether any are left.

    Of an order that each does for himself the row is dropped, since the others have theirs. The caller holds
    the order and tells the person.
    """
    place = order.assignments.filter(user=person, released_at=None).first()
    if place is None:
        raise Refused(_("%(name)s is not among its people.") % {"name": person})
    if instead == person:
        raise Refused(_("Name somebody else."))
    place.released_at = clock.now()
    place.save(update_fields=["released_at"])
    story.enter(order, Changed.RELEASED, by, kind="orders.person_released", text=reason, person=person)
    theirs = order.items.filter(state=ItemState.OPEN, owner=person)
    others = order.assignments.filter(released_at=None)
    if instead is not None:
        _take_over(order, instead, theirs.count() > 0, by)
    elif not others.exists():
        return False
    if order.kind == OrderKind.FOLLOW_UP:
        freezing.share_again(order=order, by=by)
        story.tell_all(order, "orders.rows_added", story.people_of(order), by=by)
    elif instead is not None and not order.items.filter(state=ItemState.OPEN, owner=instead).exists():
        theirs.update(owner=instead)
    else:
        theirs.update(state=ItemState.DROPPED, rests_until=None)
    story.wake(order, *([person.pk] if person.pk else []))
    return True


def _take_over(order: Order, instead: User, has_rows: bool, by: User) -> None:
    if not deputies.able(workdays.today()).filter(user=instead).exists():
        raise Refused(_("%(name)s does not work at the desk now.") % {"name": instead})
    place, made = Assignment.objects.get_or_create(order=order, user=instead)
    if not made and place.released_at is not None:
        place.released_at = place.seen_at = None
        place.save(update_fields=["released_at", "seen_at"])
    elif not made:
        return
    story.enter(order, Changed.ADDED, by, kind="orders.person_added", person=instead)
    if has_rows and order.kind != OrderKind.FOLLOW_UP:
        story.tell_all(order, "orders.given", [instead], by=by)


def _row(order: Order, person: User) -> None:
    """A row of his own, unless one is open or done; a row that was dropped is opened again."""
    own = order.items.filter(owner=person).order_by("position")
    if own.exclude(state=ItemState.DROPPED).exists():
        return
    if (dropped := own.first()) is not None:
        dropped.state = ItemState.OPEN
        dropped.save(update_fields=["state"])
        return
    last = order.items.order_by("-position").values_list("position", flat=True).first() or 0
    WorkItem.objects.create(order=order, position=last + 1, owner=person)


def _hold(order: Order, by: User) -> None:
    story.hold(order)
    if refusal := refuses_changing(order):
        raise Refused(refusal)
    story.refuse_stranger(order, by)
    assert order.state == OrderState.GIVEN
