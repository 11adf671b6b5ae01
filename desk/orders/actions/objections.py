"""The official's right: an order is questioned or declined with a ground, and answered.

Both sides' words are kept: PostgreSQL refuses to change them.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.http import Refused
from desk.orders.actions import changing, orders, story
from desk.orders.enums import Answered, Changed, Ground, ObjectionKind, OrderKind, OrderState
from desk.orders.models import Objection, Order
from desk.orders.workflow import refuses_changing
from desk.people.models import User


@transaction.atomic
def question(*, order: Order, text: str, by: User) -> Objection:
    """Ask what is meant, or why; the order is owed meanwhile."""
    return _object(order, by, text, ObjectionKind.QUESTION, "")


@transaction.atomic
def decline(*, order: Order, ground: str, text: str, by: User) -> Objection:
    """Decline it with a ground; until that is answered the person owes nothing of it.

    A colleague's request for help ends with that: nobody answers it.
    """
    if ground not in Ground.values:
        raise Refused(_("Choose the ground."))
    made = _object(order, by, text, ObjectionKind.DECLINE, ground)
    if order.kind == OrderKind.HELP:
        orders.end(order, OrderState.DECLINED)
        story.tell_all(order, "orders.help_declined", [order.given_by], by=by)
    story.wake(order, made.by_id)
    return made


@transaction.atomic
def answer(
    *,
    objection: Objection,
    answered: str,
    text: str,
    by: User,
    due_at: datetime | None = None,
    instead: User | None = None,
) -> Objection:
    """What the one who gave the order makes of it: it stands, it was changed, or the person is released.

    `changed` needs another deadline, here or already set. Of whom is released the rows go to `instead`, or to
    the others; where nobody is left the order is declined.
    """
    order = objection.order
    story.hold(order)
    objection.refresh_from_db(from_queryset=Objection.objects.select_for_update())
    _refuse_answer(objection, answered, by)
    said = story.written(text, _("Write the answer."))
    objection.answered, objection.answer = answered, said
    objection.answered_by, objection.answered_at = by, clock.now()
    if answered == Answered.CHANGED:
        _change(objection, due_at, said, by)
    objection.save()
    story.log(order, "orders.answered", by)
    if answered == Answered.RELEASED and not changing.let_go(
        order, objection.by, by=by, reason=said, instead=instead
    ):
        orders.end(order, OrderState.DECLINED)
        story.enter(order, Changed.DECLINED, by, kind="orders.declined")
    story.tell_all(order, f"orders.answered.{answered}", [objection.by], by=by)
    return objection


def _object(order: Order, by: User, text: str, kind: ObjectionKind, ground: str) -> Objection:
    story.hold(order)
    if refusal := refuses_changing(order):
        raise Refused(refusal)
    if not order.assignments.filter(user=by, released_at=None).exists():
        # Nobody declines in another's name: the right is the person's own.
        raise Refused(_("Only a person to whom the order was given questions or declines it."))
    if Objection.objects.open().filter(order=order, by=by).exists():
        raise Refused(_("Your earlier words on this order have not been answered yet."))
    said = story.written(text, _("Write what you ask.") if not ground else _("Write why you decline it."))
    made = Objection.objects.create(order=order, by=by, kind=kind, ground=ground, text=said)
    told = "orders.questioned" if kind == ObjectionKind.QUESTION else "orders.objected"
    story.log(order, told, by)
    if order.kind != OrderKind.HELP or kind == ObjectionKind.QUESTION:
        story.tell_all(order, told, [order.given_by], by=by)
    return made


def _refuse_answer(objection: Objection, answered: str, by: User) -> None:
    order = objection.order
    if objection.by_id == by.pk:
        raise Refused(_("Nobody answers his own words."))
    story.refuse_stranger(order, by)
    if objection.answered_at is not None:
        raise Refused(_("This has been answered already."))
    if answered not in Answered.values:
        raise Refused(_("Say what you decide."))
    if order.state not in (OrderState.GIVEN, OrderState.REPORTED):
        raise Refused(_("The order is over: there is nothing to decide any more."))
    if answered != Answered.STANDS and (refusal := refuses_changing(order)):
        raise Refused(refusal)


def _change(objection: Objection, due_at: datetime | None, said: str, by: User) -> None:
    order = objection.order
    if due_at is not None and due_at != order.due_at:
        changing.change_due(order=order, due_at=due_at, reason=said, by=by)
        return
    since = order.changes.filter(at__gte=objection.at)
    if not since.filter(what__in=[Changed.DUE, Changed.ADDED, Changed.RELEASED]).exists():
        raise Refused(_("Say what is changed: name another deadline, or change its people first."))
