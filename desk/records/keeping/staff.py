"""Those who work at the desk, as persons with data of their own: the account, the roster, what they owed.

The room desk.people lies below this one, so it is spoken for here. A former colleague's name stays while the
access log names him; then the account is made anonymous in place, since what was done by him stays done.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.people.models import (
    Absence,
    Approval,
    Notice,
    Presence,
    Shift,
    Todo,
    TodoChange,
    User,
    UserRole,
)
from desk.people.words import sentence
from desk.records import actions, retention
from desk.records.histories import delete, forget_history
from desk.records.holdings import Erasure, Held, Holding, Outcome, Subject, Thing, let_go
from desk.records.models import RetentionRule
from desk.records.retention import Store

FORMER, ROSTER, ABSENCES, TODOS, APPROVALS = "former_staff", "roster", "absences", "todos", "approvals"
_FORMER = "Kinnitada arhivaaril: endise töötaja konto sama kaua kui juurdepääsulogi, mis teda nimetab"
_ROSTER = "Kinnitada arhivaaril: töögraafik ja puudumised 3 aastat"
_TODOS = "Kinnitada arhivaaril: tehtud ülesanded 3 aastat"
_APPROVALS = "Kinnitada arhivaaril: teise isiku otsused 10 aastat, nagu dokumendid, mille kohta need on"
_NAMELESS = Q(first_name="", last_name="", email="", extension="")


def closed_before(before: datetime) -> QuerySet[User]:
    """Accounts that are closed, and that nobody changed or used since then."""
    changed = User.history.filter(id=OuterRef("pk"), history_date__gte=before)
    used = Q(last_login=None) | Q(last_login__lt=before)
    return User.objects.filter(used, ~Exists(changed), is_active=False, date_joined__lt=before)


def due_former(before: datetime) -> QuerySet[User]:
    """Those of them that still have a name."""
    return closed_before(before).exclude(_NAMELESS)


@transaction.atomic
def destroy_former(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The account without a name, and without roster, presence, notices and the words of to-dos."""
    user = User.objects.select_for_update().filter(pk=pk, is_active=False).exclude(_NAMELESS).first()
    if user is None:
        return False

    def empty() -> None:
        for rows in (Shift.objects.filter(user=pk), Absence.objects.filter(user=pk)):
            delete(rows)
        for gone in (Presence.objects.filter(user=pk), Notice.objects.filter(user=pk)):
            gone.delete()
        TodoChange.objects.filter(Q(by=pk) | Q(owner=pk)).exclude(reason="").update(reason="")
        user.skills.clear()
        user.username, user.first_name, user.last_name = f"lahkunud-{pk}", "", ""
        user.email, user.extension, user.spoken, user.weekly_hours = "", "", [], 0
        user.last_login = None
        user.set_unusable_password()
        user.save()
        forget_history(User, [pk])

    actions.destroy(rule=rule, subject=("user", pk), client_id=None, kept=[], by=by, let_go=empty)
    return True


def _span(first: date, last: date) -> str:
    return " – ".join(formats.date_format(day, "SHORT_DATE_FORMAT") for day in (first, last))


def tell_account(subject: Subject) -> Iterator[Held]:
    """What the account says of the person."""
    for user in User.objects.filter(pk__in=subject.user_ids).order_by("pk"):
        lines = [
            gettext("User name: %(name)s") % {"name": user.username},
            gettext("Name: %(name)s") % {"name": user.get_full_name()},
            gettext("E-mail: %(email)s") % {"email": user.email},
            gettext("Extension: %(extension)s") % {"extension": user.extension},
            gettext("Agreed hours a week: %(hours)s") % {"hours": user.weekly_hours},
        ]
        for role in UserRole.objects.filter(user=user).order_by("pk"):
            lines.append(gettext("Role: %(role)s") % {"role": role.get_role_display()})
        for skill in user.skills.order_by("pk"):
            lines.append(gettext("Skill: %(skill)s") % {"skill": skill})
        yield Held("user", user.pk, user.date_joined, gettext("Your account"), tuple(lines))


def erase_account(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """Closed first; then it is kept while the access log names its person."""
    first = gettext("Close the account and hand over its work first.")
    things = [
        Thing(user.pk, closed_at(user), first if user.is_active else "")
        for user in User.objects.filter(pk__in=subject.user_ids).exclude(_NAMELESS)
    ]
    return let_go(things, erasure, kind="user", store=FORMER, destroy=destroy_former)


def closed_at(user: User) -> datetime:
    """Since when nobody changed the account."""
    newest = User.history.filter(id=user.pk).order_by("-history_date").first()
    moments: list[datetime | None] = [user.date_joined, user.last_login]
    moments.append(newest.history_date if newest else None)
    return max(moment for moment in moments if moment)


def due_shifts(before: datetime) -> QuerySet[Shift]:
    """Shifts that ended before then."""
    return Shift.objects.filter(ends_at__lt=before)


def due_absences(before: datetime) -> QuerySet[Absence]:
    """Absences whose last day was before then."""
    return Absence.objects.filter(last_day__lt=before.date())


@transaction.atomic
def destroy_shift(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """One shift with its history."""
    return _delete(rule, "shift", Shift.objects.filter(pk=pk), pk, by)


@transaction.atomic
def destroy_absence(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """One absence with its history."""
    return _delete(rule, "absence", Absence.objects.filter(pk=pk), pk, by)


def tell_roster(subject: Subject) -> Iterator[Held]:
    """Shifts, absences, and where the person was in the last months."""
    rule = retention.rule_of(ROSTER)
    for shift in Shift.objects.filter(user__in=subject.user_ids).order_by("starts_at"):
        until = retention.last_day(rule, shift.ends_at)
        yield Held("shift", shift.pk, shift.starts_at, shift.get_duty_display(), until=until)
    for absence in Absence.objects.filter(user__in=subject.user_ids).order_by("first_day"):
        lines = (_span(absence.first_day, absence.last_day),)
        yield Held("absence", absence.pk, absence.entered_at, gettext("Absence"), lines)
    for presence in Presence.objects.filter(user__in=subject.user_ids).order_by("started_at"):
        yield Held("presence", presence.pk, presence.started_at, presence.get_state_display())


def erase_roster(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """With the roster's own term; presences go with the account."""
    shifts = [Thing(row.pk, row.ends_at) for row in Shift.objects.filter(user__in=subject.user_ids)]
    yield from let_go(shifts, erasure, kind="shift", store=ROSTER, destroy=destroy_shift)
    absences = [Thing(row.pk, row.entered_at) for row in Absence.objects.filter(user__in=subject.user_ids)]
    yield from let_go(absences, erasure, kind="absence", store=ABSENCES, destroy=destroy_absence)


def due_todos(before: datetime) -> QuerySet[Todo]:
    """To-dos done before then, but those about an open matter."""
    return retention.about_nothing_open(Todo.objects.filter(done_at__lt=before))


@transaction.atomic
def destroy_todo(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The to-do with its changes."""
    return _delete(rule, "todo", Todo.objects.filter(pk=pk, done_at__isnull=False), pk, by)


def tell_todos(subject: Subject) -> Iterator[Held]:
    """What the person had to do, was told, and had to look at a second time."""
    rule = retention.rule_of(TODOS)
    for todo in Todo.objects.filter(owner__in=subject.user_ids).order_by("pk"):
        until = retention.last_day(rule, todo.done_at) if todo.done_at else None
        yield Held("todo", todo.pk, todo.made_at, sentence(todo.kind, todo.params), until=until)
    for notice in Notice.objects.filter(user__in=subject.user_ids).order_by("pk"):
        yield Held("notice", notice.pk, notice.at, sentence(notice.kind, notice.params))


def erase_todos(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """A to-do names nobody but its owner by number; it goes by its rule, notices with the account."""
    yield from ()


def due_approvals(before: datetime) -> QuerySet[Approval]:
    """Decided, or withdrawn, before then."""
    decided = Q(decided_at__lt=before) | Q(decided_at=None, state="withdrawn", asked_at__lt=before)
    return retention.about_nothing_open(Approval.objects.filter(decided))


@transaction.atomic
def destroy_approval(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """What was asked and decided, with its history."""
    return _delete(rule, "approval", due_approvals(clock.now()).filter(pk=pk), pk, by)


def tell_approvals(subject: Subject) -> Iterator[Held]:
    """What the person asked a second one to decide, and what he decided himself."""
    rule = retention.rule_of(APPROVALS)
    theirs = Q(asked_by__in=subject.user_ids) | Q(decided_by__in=subject.user_ids)
    for row in Approval.objects.filter(theirs).order_by("pk"):
        lines = [row.get_state_display(), *filter(None, [row.reason])]
        until = retention.last_day(rule, row.decided_at) if row.decided_at else None
        title = gettext("Second pair of eyes")
        yield Held("approval", row.pk, row.asked_at, title, tuple(lines), until=until)


def _delete(rule: RetentionRule, kind: str, rows: QuerySet[Any], pk: int, by: User | None) -> bool:
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        return False
    client_id = getattr(row, "client_id", None)
    actions.destroy(
        rule=rule, subject=(kind, pk), client_id=client_id, kept=[], by=by, let_go=lambda: delete(rows)
    )  # fmt: skip
    return True


HOLDINGS = (
    Holding(
        "staff", _("Account"), ("people.User", "people.UserRole"), tell_account, erase_account, _FORMER
    ),
    Holding(
        "roster", _("Roster and absences"), ("people.Shift", "people.Absence", "people.Presence"),
        tell_roster, erase_roster, _ROSTER,
    ),
    Holding(
        "todos", _("To-dos and notices"), ("people.Todo", "people.TodoChange", "people.Notice"),
        tell_todos, erase_todos, _TODOS,
    ),
    Holding(
        "approvals", _("Second pairs of eyes"), ("people.Approval",), tell_approvals, erase_todos, _APPROVALS
    ),
)  # fmt: skip
STORES = (
    Store(FORMER, _("Accounts of former staff"), 1826, _FORMER, due_former, destroy_former, kind="user"),
    Store(ROSTER, _("Roster"), 1095, _ROSTER, due_shifts, destroy_shift, kind="shift"),
    Store(
        ABSENCES, _("Absences"), 1095, _ROSTER, due_absences, destroy_absence, kind="absence", rule=ROSTER
    ),
    Store(TODOS, _("To-dos that are done"), 1095, _TODOS, due_todos, destroy_todo, kind="todo"),
    Store(
        APPROVALS, _("Decisions of a second person"), 3653, _APPROVALS, due_approvals, destroy_approval,
        kind="approval",
    ),
)  # fmt: skip
