"""What takes too long with a ticket: its owner is told once, and the head when it goes on.

Not accepted, standing still, solved but not told, told but not closed; how long each may take stands with
the unit, in working time. Nobody is told on closed days, and nothing of the second level's while JIRA cannot
be asked: an issue counts as late only when it was read after its time had run out, so an outage raises
nothing, and neither does its end. The number of statements does not depend on the number of tickets.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest

from desk import clock, workdays
from desk.enquiries.deadlines import calendar, due_in
from desk.enquiries.worktime import Calendar
from desk.people import deputies
from desk.people.actions import give_todos, settle_many_todos, tell
from desk.people.enums import Role
from desk.people.models import Todo, User, UserRole
from tickets.actions.duties import ESCALATION, owner_of
from tickets.enums import Alarm, Deed, LineState, State
from tickets.models import Contact, Escalation, JiraOperation, Line, Return, Unit, Watch
from tickets.time.clocks import Patience

OF_JIRA = (Alarm.NOT_ACCEPTED, Alarm.STILL, Alarm.NOT_CLOSED)
HEAD_AFTER = timedelta(hours=8)  # of work: a working day
TRIED_LATELY = timedelta(minutes=30)  # what the queue has just tried is the queue's own business
EACH = 5  # more alarms at a time than this are one notice to the head

_SUPPLIED = Subquery(
    Return.objects.filter(escalation=OuterRef("pk"))
    .order_by()
    .values("escalation")
    .annotate(last=Max("supplied_at"))
    .values("last")
)


@transaction.atomic
def watch() -> int:
    """By rule: raise what has become too long, end what is over, tell the head; how many were raised."""
    units = list(Unit.objects.select_for_update(no_key=True))  # one watch at a time
    now, week = clock.now(), calendar()
    works, reaches = week.is_working(now), not _unreachable()
    raised = 0
    for alarm in Alarm:
        late = overdue(alarm, units, week, now)
        _end(alarm, late, now)
        if works and (reaches or alarm not in OF_JIRA):
            raised += _raise(alarm, late, week, now)
    if works:
        _tell_heads(week, now, reaches)
    return raised


def patience(unit: Unit) -> Patience:
    """How long each thing may take with the unit's tickets."""
    return Patience(unit.accept_hours, unit.still_days, unit.tell_within_days, unit.close_hours)


def caused(alarm: Alarm) -> QuerySet[Escalation]:
    """Tickets of which the alarm may be raised, each with `since`: when that began."""
    return _CAUSES[alarm](Escalation.objects.open())


def overdue(alarm: Alarm, units: Iterable[Unit], week: Calendar, now: datetime) -> QuerySet[Escalation]:
    """Those of them whose time has run out."""
    turning = Case(
        *(
            When(unit=unit, then=Value(patience(unit).limit(alarm).run_out_before(week, now)))
            for unit in units
        ),
        default=Value(now - timedelta(days=366)),
    )
    found: Any = caused(alarm)
    if alarm == Alarm.NOT_TOLD:
        promised = Q(promise__due_at__lt=now)
        found = found.filter(promised | Q(promise=None, since__lt=turning))
    else:
        found = found.filter(since__lt=turning)
    late: QuerySet[Escalation] = found
    return late


def _not_accepted(open_ones: QuerySet[Escalation]) -> QuerySet[Escalation]:
    waiting = open_ones.filter(state=State.CREATED, issue__accepted_at=None, issue__gone="")
    began = Greatest("created_at", "issue__jira_created_at", _SUPPLIED)
    return waiting.exclude(issue__jira_id="").annotate(since=began)


def _still(open_ones: QuerySet[Escalation]) -> QuerySet[Escalation]:
    theirs = open_ones.filter(state__in=[State.CREATED, State.WORKING], issue__gone="")
    taken = Q(state=State.WORKING) | Q(issue__accepted_at__isnull=False) | Q(issue__jira_id="")
    began = Greatest("created_at", Coalesce("issue__moved_at", "created_at"), _SUPPLIED)
    return theirs.filter(taken).annotate(since=began)


def _not_told(open_ones: QuerySet[Escalation]) -> QuerySet[Escalation]:
    return open_ones.filter(state__in=[State.ANSWERED, State.DELIVERING]).annotate(since=F("answered_at"))


def _not_closed(open_ones: QuerySet[Escalation]) -> QuerySet[Escalation]:
    # While another client of the issue has to be told it stays open there.
    others = Escalation.objects.untold().filter(issue=OuterRef("issue")).exclude(pk=OuterRef("pk"))
    return open_ones.filter(~Exists(others), state=State.TOLD).annotate(since=F("told_at"))


_CAUSES = {
    Alarm.NOT_ACCEPTED: _not_accepted,
    Alarm.STILL: _still,
    Alarm.NOT_TOLD: _not_told,
    Alarm.NOT_CLOSED: _not_closed,
}


def _unreachable() -> bool:
    """Whether nothing can be said of JIRA now: it does not answer, or is not asked."""
    troubled = Contact.objects.exclude(trouble="").exists()
    return troubled or Line.objects.exclude(state=LineState.OPEN).exists()


def _raise(alarm: Alarm, late: QuerySet[Escalation], week: Calendar, now: datetime) -> int:
    raised = Watch.objects.raised().filter(escalation=OuterRef("pk"), kind=alarm)
    rows = late.filter(~Exists(raised))
    if alarm == Alarm.NOT_CLOSED:
        tried = JiraOperation.objects.waiting().filter(
            issue=OuterRef("issue"), deed=Deed.CLOSE, claimed_at__gte=now - TRIED_LATELY
        )
        rows = rows.filter(~Exists(tried))
    elif alarm in OF_JIRA:
        rows = rows.filter(issue__heard_at=None)  # it has moved, and is about to be read
    chosen = rows.select_related("enquiry__owner", "issue", "unit").order_by("pk")
    found = [row for row in chosen if alarm not in OF_JIRA or _is_known(alarm, row, week)]
    Watch.objects.bulk_create(Watch(escalation=row, kind=alarm, raised_at=now) for row in found)
    if alarm == Alarm.NOT_TOLD:
        _tell_owners(found)  # to tell the client is on their lists already: they are only reminded
    else:
        _owe(alarm, found, now)
    return len(found)


def _is_known(alarm: Alarm, ticket: Escalation, week: Calendar) -> bool:
    """Whether its issue was read after the time had run out: only then has nothing moved until then."""
    if alarm == Alarm.NOT_CLOSED or not ticket.issue.jira_id:
        return True
    read_at = ticket.issue.last_read_at
    since: datetime = ticket.__dict__["since"]
    return read_at is not None and patience(ticket.unit).limit(alarm).due(week, since) <= read_at


def _owe(alarm: Alarm, tickets: list[Escalation], now: datetime) -> None:
    """A to-do for each owner; whoever stands in sees it too. It is late when the head is told."""
    kind = f"tickets.{alarm.value}"
    pks = [ticket.pk for ticket in tickets]
    there = set(
        Todo.objects.open()
        .filter(kind=kind, subject_kind=ESCALATION, subject_id__in=pks)
        .values_list("subject_id", flat=True)
    )
    due_at = due_in(now, 1) if tickets else None
    give_todos(
        [
            Todo(
                kind=kind, owner=owner, subject_kind=ESCALATION, subject_id=ticket.pk, due_at=due_at,
                client_id=ticket.enquiry.client_id, params=_params(ticket),
            )
            for ticket in tickets
            if ticket.pk not in there and (owner := owner_of(ticket)) is not None
        ]
    )  # fmt: skip


def _tell_owners(tickets: list[Escalation]) -> None:
    late: dict[User, list[Escalation]] = {}
    for ticket in tickets:
        if (owner := owner_of(ticket)) is not None:
            late.setdefault(owner, []).append(ticket)
    for owner, theirs in late.items():
        kind = "tickets.not_told" if len(theirs) == 1 else "tickets.many_not_told"
        tell(
            users=[owner], kind=kind, subject=(ESCALATION, theirs[0].pk),
            client_id=theirs[0].enquiry.client_id, key=str(theirs[0]), count=len(theirs),
        )  # fmt: skip


def _params(ticket: Escalation) -> dict[str, str]:
    since: datetime = ticket.__dict__["since"]
    day = workdays.day_of(since)
    return {"key": str(ticket), "unit": ticket.unit.name_et, "date": day.strftime("%d.%m.%Y")}


def _end(alarm: Alarm, late: QuerySet[Escalation], now: datetime) -> None:
    """The cause of an alarm is over: nobody need see to it."""
    standing = late.order_by().filter(pk=OuterRef("escalation"))
    over = list(Watch.objects.raised().filter(~Exists(standing), kind=alarm))
    if over:
        Watch.objects.filter(pk__in=[row.pk for row in over]).update(over_at=now)
        settle_many_todos(
            kind=f"tickets.{alarm.value}", subject_kind=ESCALATION,
            subject_ids=[row.escalation_id for row in over], by=None,
        )  # fmt: skip


def _tell_heads(week: Calendar, now: datetime, reaches: bool) -> None:
    """What has gone on for a working day after its owner was told."""
    before = week.add(now, -HEAD_AFTER)
    going_on = Watch.objects.raised().filter(head_at=None, raised_at__lt=before)
    if not reaches:
        going_on = going_on.exclude(kind__in=OF_JIRA)
    rows = list(going_on.select_related("escalation__enquiry", "escalation__issue"))
    if not rows:
        return
    Watch.objects.filter(pk__in=[row.pk for row in rows]).update(head_at=now)
    heads = _heads()
    if len(rows) > EACH:
        _tell(heads, rows[0], "tickets.many_too_long", count=len(rows))
        return
    for row in rows:
        _tell(
            heads, row, f"tickets.head_{row.kind}", date=workdays.day_of(row.raised_at).strftime("%d.%m.%Y")
        )


def _tell(heads: list[User], row: Watch, kind: str, **params: str | int) -> None:
    enquiry = row.escalation.enquiry
    others = [head for head in heads if head.pk != enquiry.concerns_id]
    tell(
        users=others, kind=kind, subject=(ESCALATION, row.escalation_id), client_id=enquiry.client_id,
        key=str(row.escalation), **params,
    )  # fmt: skip


def _heads() -> list[User]:
    held = UserRole.objects.in_force(workdays.today()).filter(role=Role.HEAD)
    return list(User.objects.filter(is_active=True, roles__in=held).distinct().order_by("pk"))


def looked_at(*, escalation: Escalation, moved_at: datetime, by: User) -> bool:
    """Its owner, or who stands in, has seen all that moved until then; whether that was news.

    Counted by JIRA's own times: what happened there before, and was heard of after, is news still.
    """
    known = escalation.issue.moved_at
    if known is None or escalation.enquiry.owner_id not in deputies.works_for(by):
        return False
    until = min(moved_at, known)
    unseen = Q(seen_at=None) | Q(seen_at__lt=until)
    return bool(Escalation.objects.filter(unseen, pk=escalation.pk).update(seen_at=until))
