"""Checks of looks: drawn every night, asked about, explained, decided. Nobody checks himself."""

import random
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.http import Refused
from desk.people import actions as people
from desk.people.enums import Role
from desk.people.models import User
from desk.records import drawing
from desk.records.enums import DECIDED, CheckState
from desk.records.models import LookCheck

_DRAWING = 730_511  # the advisory lock of a night's draw
DAYS_TO_EXPLAIN = 3  # working days
DRAWN, EXPLAIN, EXPLAINED = "records.checks_drawn", "records.explain_look", "records.look_explained"
ORDER, OUTCOME = "records.look_not_in_order", "records.look_decided"
ALL = ("look_checks", 0)  # what the head's to-do of a night is about


@transaction.atomic
def draw(*, day: date | None = None, chance: random.Random | None = None) -> int:
    """Draw looks of `day` (yesterday), once however often it is called; how many."""
    day = day or workdays.today() - timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_DRAWING])
    if LookCheck.objects.filter(day=day).exists():
        return 0
    there = set(User.objects.values_list("pk", flat=True))
    looks = [look for look in drawing.looks_of(day) if look.user_id in there]
    watched = drawing.judged(looks, drawing.signs_of_rooms())
    drawn = drawing.draw(watched, settings.LOOK_CHECKS, chance or random.SystemRandom())
    for each in drawn:
        LookCheck.objects.create(
            look_id=each.look.entry, user_id=each.look.user_id, day=day, signs=list(each.signs),
            work=each.look.work,
        )  # fmt: skip
    head = _head()
    if drawn and head is not None:
        people.give_todo(kind=DRAWN, owner=head, subject=ALL, due_at=_in_days(5))
    return len(drawn)


@transaction.atomic
def ask(*, check: LookCheck, by: User) -> LookCheck:
    """Ask the person to explain the look; asked twice, it is one question."""
    check = _locked(check, by)
    if check.state != CheckState.DRAWN:
        return check
    check.state, check.asked_at, check.asked_by = CheckState.ASKED, clock.now(), by
    check.save()
    due_at = _in_days(DAYS_TO_EXPLAIN)
    people.give_todo(kind=EXPLAIN, owner=check.user, subject=("own_look", check.pk), due_at=due_at)
    return check


@transaction.atomic
def explain(*, check: LookCheck, text: str, by: User) -> LookCheck:
    """The person says why; once, since the decision stands on it."""
    check = LookCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if check.user_id != by.pk:
        raise Refused(_("Whoever looked explains it."))
    if check.state != CheckState.ASKED:
        raise Refused(_("This look needs no explanation any more."))
    if not text.strip():
        raise Refused(_("Say why you looked."))
    check.state, check.explanation, check.explained_at = CheckState.EXPLAINED, text.strip(), clock.now()
    check.save()
    people.settle_todos(kind=EXPLAIN, subject=("own_look", check.pk), by=by)
    if check.asked_by is not None:
        people.tell(users=[check.asked_by], kind=EXPLAINED, subject=("look_check", check.pk))
    return check


@transaction.atomic
def decide(*, check: LookCheck, in_order: bool, reason: str, by: User) -> LookCheck:
    """In order, or not in order with a reason: then it is the head's to do something about it."""
    check = _locked(check, by)
    wanted = CheckState.IN_ORDER if in_order else CheckState.NOT_IN_ORDER
    if check.state in DECIDED:
        if check.state == wanted and check.decided_by_id == by.pk:
            return check
        raise Refused(_("This check is decided already."))
    if not in_order and not reason.strip():
        raise Refused(_("Say what is not in order."))
    check.state, check.reason, check.decided_at, check.decided_by = wanted, reason.strip(), clock.now(), by
    check.save()
    people.settle_todos(kind=EXPLAIN, subject=("own_look", check.pk), by=by)
    if check.asked_at is not None:
        people.tell(users=[check.user], kind=OUTCOME, subject=("own_look", check.pk))
    head = by if by.holds(Role.HEAD) else _head(besides=check.user_id)
    if not in_order and head is not None:
        due_at = _in_days(5)
        people.give_todo(kind=ORDER, owner=head, subject=("look_check", check.pk), due_at=due_at)
    if not LookCheck.objects.open().exists():
        people.settle_todos(kind=DRAWN, subject=ALL, by=by)
    return check


def _locked(check: LookCheck, by: User) -> LookCheck:
    check = LookCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if check.user_id == by.pk:
        raise Refused(_("Nobody checks himself: another head or the auditor does."))
    return check


def _head(besides: int = 0) -> User | None:
    heads = User.objects.filter(is_active=True, roles__role=Role.HEAD).exclude(pk=besides).order_by("pk")
    return next((user for user in heads if user.holds(Role.HEAD)), None)


def _in_days(days: int) -> datetime:
    """The end of the so-manieth working day from today."""
    day = workdays.today()
    while days:
        day += timedelta(days=1)
        days -= workdays.is_working(day)
    return workdays.at(day, time(17))
