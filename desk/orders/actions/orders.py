"""Writing an order, giving it, and withdrawing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.enquiries import deadlines
from desk.http import Refused
from desk.orders import freezing, permissions
from desk.orders.actions import story, tables
from desk.orders.enums import Changed, ItemState, OrderKind, OrderState
from desk.orders.models import Assignment, Order, OrderSeries, Period
from desk.people import deputies
from desk.people.enums import Role
from desk.people.models import User, UserRole


@dataclass(frozen=True)
class Wanted:
    """What an order says. `people`: whose id, and what share of a full load of its rows is his."""

    title: str
    text: str
    due_at: datetime
    people: Mapping[int, int]
    kind: OrderKind = OrderKind.ONE_OFF
    checks: Sequence[str] = field(default_factory=list)
    four_eyes: bool = False
    period: Period | None = None
    attempts_wanted: int = 3


@transaction.atomic
def draft(*, wanted: Wanted, by: User) -> Order:
    """Write an order down; nobody is told, and it binds nobody, until it is given."""
    if refusal := permissions.drafts(by):
        raise Refused(refusal)
    order = Order(number=next_number(clock.now()), given_by=by)
    _fill(order, wanted)
    order.save()
    _name(order, wanted.people)
    story.log(order, "orders.drafted", by)
    return order


@transaction.atomic
def change_draft(*, order: Order, wanted: Wanted, by: User) -> Order:
    """Word it anew. Refused once it is given: what people were given does not change under their hands."""
    _hold_draft(order, by)
    _fill(order, wanted)
    order.save()
    _name(order, wanted.people)
    story.log(order, "orders.redrafted", by)
    return order


@transaction.atomic
def discard(*, order: Order, by: User) -> None:
    """Throw a draft away; only its history is left."""
    _hold_draft(order, by)
    story.log(order, "orders.discarded", by)
    tables.throw_away(order, by)
    order.delete()


@transaction.atomic
def propose(*, order: Order, by: User) -> None:
    """Tell the head that the draft is ready to be given."""
    _hold_draft(order, by)
    heads = UserRole.objects.in_force(workdays.today()).filter(role=Role.HEAD, user__is_active=True)
    story.tell_all(order, "orders.to_give", [each.user for each in heads.select_related("user")], by=by)
    story.log(order, "orders.proposed", by)


@transaction.atomic
def give(*, order: Order, by: User) -> Order:
    """Give the order to its people: its rows are made, and they are told. From now on it is the giver's."""
    story.hold(order)
    story.refuse_move(order, OrderState.GIVEN)
    if refusal := permissions.gives(by):
        raise Refused(refusal)
    refuse_unfit(order, [each.user for each in order.assignments.select_related("user")], by)
    order.given_by = by
    open_order(order, by=by)
    return order


@transaction.atomic
def withdraw(*, order: Order, reason: str, by: User) -> Order:
    """Nobody need do it any more: what is not done is dropped, what is done stays; its people are told."""
    story.hold(order)
    story.refuse_stranger(order, by)
    story.refuse_move(order, OrderState.WITHDRAWN)
    order.reason = story.written(reason, _("Write why the order is withdrawn."))[:300]
    end(order, OrderState.WITHDRAWN)
    story.enter(order, Changed.WITHDRAWN, by, kind="orders.withdrawn", text=reason.strip())
    story.tell_all(order, "orders.withdrawn", story.people_of(order), by=by)
    return order


def open_order(order: Order, *, by: User, kind: str = "orders.given") -> None:
    """Its first steps, alike for what a head gives, what comes again and what a colleague asks.

    `order` is saved with its people; the caller has a transaction open and has asked whether it may.
    """
    order.given_at = clock.now()
    order.state = OrderState.GIVEN
    if order.due_at <= soon():
        order.warned_at = order.given_at  # whoever is told of it now is told when it is due
    order.save()
    freezing.freeze(order=order, by=by)
    story.enter(order, Changed.GIVEN, by, kind=kind)
    story.tell_all(order, kind, story.people_of(order), by=by)


def end(order: Order, state: OrderState) -> None:
    """It is over: what is open is nobody's to do any more. `order` is held."""
    order.state, order.closed_at = state, clock.now()
    order.save()
    order.items.filter(state=ItemState.OPEN).update(state=ItemState.DROPPED, rests_until=None)
    story.wake(order, order.given_by_id)


def soon() -> datetime:
    """Until when what falls due does so soon: by the end of the next working day."""
    week = deadlines.calendar()
    return week.ends_on(week.on_or_after(workdays.today() + timedelta(days=1)))


def next_number(now: datetime) -> str:
    """The next number of the year, taken by one upsert."""
    table, year = OrderSeries._meta.db_table, workdays.day_of(now).year
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (year, last) VALUES (%s, 1)"  # noqa: S608  (our own table's name)
            f" ON CONFLICT (year) DO UPDATE SET last = {table}.last + 1 RETURNING last",
            [year],
        )
        (last,) = cursor.fetchone()
    return f"TK-{year}-{last:06d}"


def refuse_unfit(order: Order, people: Sequence[User], by: User) -> None:
    """Refused, with every reason, where the order cannot be given as it stands."""
    texts = []
    able = set(deputies.able(workdays.today()).values_list("user_id", flat=True))
    if not people:
        texts.append(_("Say who is to do it."))
    texts += [
        _("%(name)s does not work at the desk now.") % {"name": person}
        for person in people
        if person.pk not in able
    ]
    if people and all(person == by for person in people):
        texts.append(_("An order to yourself alone is a to-do: write it down among what you owe."))
    if order.due_at <= clock.now():
        texts.append(_("The deadline has passed: choose another."))
    if texts:
        raise Refused(*texts)


def _hold_draft(order: Order, by: User) -> None:
    story.hold(order)
    if order.state != OrderState.DRAFT:
        raise Refused(_("A given order is not edited: change its deadline or people, or withdraw it."))
    if refusal := permissions.changes_draft(by, order):
        raise Refused(refusal)


def _fill(order: Order, wanted: Wanted) -> None:
    for name in ("title", "text", "due_at", "kind", "four_eyes", "period", "attempts_wanted"):
        setattr(order, name, getattr(wanted, name))
    order.checks = list(wanted.checks)
    if order.kind != OrderKind.FOLLOW_UP:
        order.period, order.four_eyes = None, False


def _name(order: Order, people: Mapping[int, int]) -> None:
    """The order's people are these; those who stay keep their rows of the table, hence their history."""
    order.assignments.exclude(user__in=people).delete()
    there = {each.user_id: each for each in order.assignments.all()}
    for user_id, share in people.items():
        known = there.get(user_id)
        if known is None:
            Assignment.objects.create(order=order, user_id=user_id, share=share)
        elif known.share != share:
            known.share = share
            known.save(update_fields=["share"])
