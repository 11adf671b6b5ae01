"""Repeating orders: the head says what comes again and when; the worker gives each of them once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.enquiries import deadlines
from desk.http import Refused
from desk.orders import permissions, repeating
from desk.orders.actions import orders
from desk.orders.enums import OrderKind, Repeats
from desk.orders.models import Assignment, Order, Round
from desk.people import deputies
from desk.people.actions import tell
from desk.people.models import User
from desk.records.actions import note


@dataclass(frozen=True)
class Routine:
    """What a repeating order says; of `weekday`, `day` and `month` those that `repeats` needs."""

    title: str
    text: str
    repeats: Repeats
    people: Sequence[User]
    weekday: int | None = None
    day: int | None = None
    month: int | None = None
    due_time: time = time(16)
    due_days: int = 0
    in_turn: bool = True


@transaction.atomic
def make_round(*, routine: Routine, by: User) -> Round:
    """A new one; it comes for the first time on its next day, today included."""
    _refuse(routine, by)
    made = Round(given_by=by)
    _fill(made, routine)
    made.save()
    made.people.set(routine.people)
    _log("orders.round_made", made, by)
    return made


@transaction.atomic
def change_round(*, round_: Round, routine: Routine, by: User) -> Round:
    """What comes from now on; what was given already stays as it was given."""
    round_.refresh_from_db(from_queryset=Round.objects.select_for_update())
    _refuse(routine, by)
    _fill(round_, routine)
    round_.given_by = by
    round_.people.set(routine.people)
    round_.save()
    _log("orders.round_changed", round_, by)
    return round_


@transaction.atomic
def switch_round(*, round_: Round, active: bool, by: User) -> Round:
    """Take it out of use, or into use again from its next day on."""
    round_.refresh_from_db(from_queryset=Round.objects.select_for_update())
    if refusal := permissions.gives(by):
        raise Refused(refusal)
    if round_.active != active:
        round_.active = active
        round_.next_on = _next(round_, workdays.today()) if active else None
        round_.save()
        _log("orders.round_resumed" if active else "orders.round_stopped", round_, by)
    return round_


def give_rounds() -> int:
    """By the clock: give what has come up today, each in a transaction of its own; how many were given."""
    ripe = Round.objects.filter(active=True, next_on__lte=workdays.today()).order_by("pk")
    return sum(give_round(pk=pk) is not None for pk in list(ripe.values_list("pk", flat=True)))


@transaction.atomic
def give_round(*, pk: int) -> Order | None:
    """Give this one for its last day that has come, if it was not; None when there is nothing to give.

    After a standstill it is given once, however often it was missed; a daily one not at all on a day whose
    time is over.
    """
    round_ = Round.objects.select_for_update().get(pk=pk)
    today, week = workdays.today(), deadlines.calendar()
    if not round_.active or round_.next_on is None or round_.next_on > today or not week.works_on(today):
        return None
    own = repeating.last_come(round_, today, week)
    round_.next_on = repeating.coming(round_, today + repeating.DAY, week)[1]
    round_.save(update_fields=["next_on"])
    due_at = _due(round_, today)
    if own is None or due_at is None or Order.objects.filter(round=round_, round_on=own).exists():
        return None
    people = whose_turn(round_, today)
    if not people:
        kind = "orders.round_nobody"
        tell(users=[round_.given_by], kind=kind, subject=("round", round_.pk), title=round_.title)
        return None
    order = Order.objects.create(
        number=orders.next_number(clock.now()), kind=OrderKind.ROUND, title=round_.title, text=round_.text,
        due_at=due_at, given_by=round_.given_by, round=round_, round_on=own,
    )  # fmt: skip
    for person in people:
        Assignment.objects.create(order=order, user=person)
    orders.open_order(order, by=round_.given_by)
    return order


def whose_turn(round_: Round, day: date) -> list[User]:
    """Who is to do it on this day: of those in turn whoever had it longest ago, else everybody.

    Who is away is passed over and comes next when back; when all are away nobody is, since deputies work.
    """
    able = set(deputies.able(day).values_list("user_id", flat=True))
    people = [
        person for person in round_.people.order_by("last_name", "first_name", "pk") if person.pk in able
    ]
    away = deputies.deputy_of(day)
    people = [person for person in people if person.pk not in away] or people
    if not round_.in_turn:
        return people
    last = _last_turns(round_)
    return sorted(people, key=lambda person: (person.pk in last, last.get(person.pk or 0, 0)))[:1]


def _last_turns(round_: Round) -> Mapping[int, int]:
    """The last order of this round that each person was given, by its id."""
    theirs = Assignment.objects.filter(order__round=round_)
    return dict(theirs.values_list("user_id").annotate(Max("order_id")))


def _due(round_: Round, today: date) -> datetime | None:
    """Until when what is given now is to be done; None for a daily one whose time today is over."""
    day = deadlines.working_day(today, round_.due_days) if round_.due_days else today
    due_at = workdays.at(day, round_.due_time)
    if due_at > clock.now():
        return due_at
    if round_.repeats == Repeats.WORKDAY:
        return None
    return workdays.at(deadlines.working_day(today, 1), round_.due_time)


def _fill(round_: Round, routine: Routine) -> None:
    for name in ("title", "text", "repeats", "due_time", "due_days", "in_turn"):
        setattr(round_, name, getattr(routine, name))
    needed: Mapping[str, Collection[str]] = {
        Repeats.WEEK: {"weekday"}, Repeats.MONTH: {"day"}, Repeats.YEAR: {"day", "month"},
    }  # fmt: skip
    for name in ("weekday", "day", "month"):
        setattr(round_, name, getattr(routine, name) if name in needed.get(routine.repeats, ()) else None)
    round_.next_on = _next(round_, workdays.today()) if round_.active else None


def _next(round_: Round, first: date) -> date:
    """The day on which it comes next; today's is passed over where it was given."""
    week = deadlines.calendar()
    own, given = repeating.coming(round_, first, week)
    while round_.pk and Order.objects.filter(round=round_, round_on=own).exists():
        own, given = repeating.coming(round_, given + repeating.DAY, week)
    return given


def _refuse(routine: Routine, by: User) -> None:
    if refusal := permissions.gives(by):
        raise Refused(refusal)
    texts = []
    if not routine.people:
        texts.append(_("Say who is to do it."))
    elif all(person == by for person in routine.people):
        texts.append(_("An order to yourself alone is a to-do: write it down among what you owe."))
    wrong = {
        Repeats.WEEK: routine.weekday is None,
        Repeats.MONTH: routine.day is None,
        Repeats.YEAR: routine.day is None or routine.month is None,
    }
    if wrong.get(routine.repeats):
        texts.append(_("Say on which day it comes."))
    if texts:
        raise Refused(*texts)


def _log(kind: str, round_: Round, by: User) -> None:
    note(kind=kind, subject=("round", round_.pk), client_id=None, by=by)
