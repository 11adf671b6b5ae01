"""What every deed with an order ends in: its row held, its story written, and those concerned told."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from desk import live, workdays
from desk.http import Refused
from desk.orders import permissions
from desk.orders.enums import Changed, OrderState
from desk.orders.models import Order, OrderChange
from desk.orders.workflow import refusal
from desk.people import deputies
from desk.people.actions import tell
from desk.people.models import User
from desk.records.actions import note

EVENT = "owed"  # what the pages of those concerned are told


def hold(order: Order) -> None:
    """The row as it stands, held to the end of the transaction."""
    order.refresh_from_db(from_queryset=Order.objects.select_for_update())


def refuse_move(order: Order, then: OrderState) -> None:
    """Refused where the order's state does not allow it."""
    if text := refusal(order, then):
        raise Refused(text)


def refuse_stranger(order: Order, by: User) -> None:
    """Refused to whoever neither gave the order, nor stands in that person's place, nor is a head."""
    if text := permissions.manages(by, order):
        raise Refused(text)


def written(text: str, why: str) -> str:
    """What was typed, without spaces around it; refused (`why`) when nothing was."""
    text = text.strip()
    if not text:
        raise Refused(why)
    return text


def when(moment: datetime) -> str:
    """Day and time in Tallinn, for the words of a notice."""
    return timezone.localtime(moment, workdays.TALLINN).strftime("%d.%m.%Y %H:%M")


def enter(
    order: Order, what: Changed, by: User | None, *, kind: str, text: str = "", person: User | None = None,
    due_before: datetime | None = None,
) -> OrderChange:  # fmt: skip
    """Write it into the order's own story, with its words, and into the timeline, without them."""
    change = OrderChange.objects.create(
        order=order, what=what, by=by, person=person, text=text, due_before=due_before,
        due_at=order.due_at if what in (Changed.GIVEN, Changed.DUE) else None,
    )  # fmt: skip
    log(order, kind, by, owner_id=person.pk if person else None)
    return change


def log(order: Order, kind: str, by: User | None, owner_id: int | None = None) -> None:
    """The timeline's line alone."""
    note(
        kind=kind, subject=("order", order.pk), client_id=order.client_id, by=by, owner_id=owner_id,
        number=order.number,
    )  # fmt: skip


def tell_all(order: Order, kind: str, users: Iterable[User], *, by: User | None) -> None:
    """A notice to each of them but the one who did it; their open lists are drawn anew."""
    users = [user for user in users if user != by]
    tell(
        users=users, kind=kind, subject=("order", order.pk), client_id=order.client_id,
        number=order.number, due=when(order.due_at),
    )  # fmt: skip
    wake(order, *(user.pk for user in users if user.pk is not None))


def wake(order: Order, *user_ids: int) -> None:
    """The open lists of these people, and of those who do their work today, are drawn anew."""
    concerned = {one for user_id in user_ids for one in deputies.doing(user_id)}
    live.push(concerned, EVENT, order.pk)


def people_of(order: Order) -> list[User]:
    """Those who are to do it, in the order in which they were named."""
    return [
        each.user for each in order.assignments.filter(released_at=None).select_related("user").order_by("pk")
    ]
