"""The lists of tickets by what waits: what each list holds, what is most urgent, until when each may take.

What takes too long comes first, then what the desk itself owes, each by how long it has been so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from desk.enquiries.deadlines import calendar
from desk.enquiries.enums import Term
from tickets import workflow
from tickets.actions.watching import patience
from tickets.enums import Alarm, State
from tickets.models import Escalation, Unit, Watch
from tickets.models.tickets import EscalationQuerySet
from tickets.models.units import in_language
from tickets.time.clocks import Limit

_THEIRS = (State.CREATED, State.WORKING)
_UNTOLD = (State.ANSWERED, State.DELIVERING)
OURS = tuple(state for state in State if state not in (*_THEIRS, State.CLOSED, State.QUEUED))
_LATE = Exists(Watch.objects.raised().order_by().filter(escalation=OuterRef("pk")))

# The lists, in the order of their tabs.
LISTS: dict[str, Lazy] = {
    "open": _("Open ones"),
    "ours": _("Our turn"),
    "theirs": _("With the second level"),
    "late": _("Takes too long"),
    "answered": _("To be told"),
    "returned": _("Returned to us"),
    "unsent": _("Not in JIRA yet"),
    "all": _("All"),
}
_HOLDS: dict[str, Q] = {
    "open": Q(),
    "ours": Q(state__in=OURS),
    "theirs": Q(state__in=_THEIRS),
    "late": Q(late=True),
    "answered": Q(state__in=_UNTOLD),
    "returned": Q(state__in=workflow.RETURNED),
    "unsent": Q(state=State.QUEUED),
}


@dataclass(frozen=True)
class Tab:
    """One list with how many it holds; None where nobody counts them."""

    code: str
    label: str
    number: int | None


@dataclass(frozen=True)
class Chip:
    """A unit with how many of the list are its."""

    pk: int
    name: str
    number: int


@dataclass(frozen=True)
class Row:
    """A ticket as a list shows it: since when it is as it is, and until when it may."""

    ticket: Escalation
    turn: str
    since: datetime
    due_at: datetime | None
    late: bool


def listed(rows: EscalationQuerySet, code: str) -> EscalationQuerySet:
    """The rows of one list, what is most urgent first; all of them, also the closed ones, newest first."""
    if code == "all":
        return rows.newest_first()
    return urgent(rows.open().annotate(late=_LATE).filter(_HOLDS[code]))


def urgent(rows: EscalationQuerySet) -> EscalationQuerySet:
    """In the order of urgency, the id breaking ties."""
    rank = Case(
        When(_LATE, then=Value(0)),
        When(state__in=OURS, then=Value(1)),
        When(state=State.QUEUED, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    said = Coalesce("issue__said_at", "issue__moved_at", "created_at")
    since = Case(
        When(state__in=_THEIRS, then=Coalesce("issue__moved_at", "created_at")),
        When(state__in=workflow.RETURNED, then=said),
        When(state__in=_UNTOLD, then=F("answered_at")),
        When(state=State.TOLD, then=F("told_at")),
        default=F("created_at"),
    )
    return rows.annotate(rank=rank, since=since).order_by("rank", "since", "pk")


def following(rows: Any, pk: int) -> EscalationQuerySet:
    """What comes after ticket `pk` in the order of urgency; all when it is gone."""
    own: Any = urgent(Escalation.objects.filter(pk=pk))
    if (last := own.values_list("rank", "since").first()) is not None:
        rank, since = last
        later = Q(rank__gt=rank) | Q(rank=rank, since__gt=since) | Q(rank=rank, since=since, pk__gt=pk)
        rows = rows.filter(later)
    found: EscalationQuerySet = rows
    return found


def counted(rows: EscalationQuerySet, show: str, unit_id: int | None) -> tuple[list[Tab], list[Chip]]:
    """How many each list holds, and how many of this one each unit has; in one statement."""
    numbers = {code: Count("pk", filter=held) for code, held in _HOLDS.items()}
    per_unit = (
        rows.open()
        .annotate(late=_LATE)
        .order_by()
        .values("unit", "unit__position", "unit__name_et", "unit__name_en")
        .annotate(**{f"n_{code}": number for code, number in numbers.items()})
        .order_by("unit__position", "unit")
    )
    units: list[Any] = list(per_unit)
    chosen = [row for row in units if unit_id in (None, row["unit"])]
    tabs = [
        Tab(code, str(label), sum(row[f"n_{code}"] for row in chosen) if code in _HOLDS else None)
        for code, label in LISTS.items()
    ]
    return tabs, [_chip(row, show) for row in units]


def _chip(row: dict[str, Any], show: str) -> Chip:
    named = Unit(name_et=row["unit__name_et"], name_en=row["unit__name_en"])
    number = row[f"n_{show if show in _HOLDS else 'open'}"]
    return Chip(row["unit"], in_language(named, "name"), number)


def timed(tickets: Iterable[Escalation], now: datetime) -> list[Row]:
    """The rows with their times; one statement, for the calendar."""
    week = calendar()
    found = []
    for ticket in tickets:
        since = _since(ticket)
        limit = _limit(ticket)
        due = limit.due(week, since) if limit else None
        if ticket.state in _UNTOLD and ticket.promise is not None:
            due = ticket.promise.due_at
        turn = str(workflow.OWNERS[State(ticket.state)])
        found.append(Row(ticket, turn, since, due, due is not None and due < now))
    return found


def _since(ticket: Escalation) -> datetime:
    issue, state = ticket.issue, ticket.state
    if state in _THEIRS:
        return max(issue.moved_at or ticket.created_at, ticket.created_at)
    if state in workflow.RETURNED:
        return issue.said_at or issue.moved_at or ticket.created_at
    if state in _UNTOLD:
        return ticket.answered_at or ticket.created_at
    ended = ticket.told_at if state == State.TOLD else ticket.closed_at
    return ended or ticket.created_at


def _limit(ticket: Escalation) -> Limit | None:
    """How long it may be as it is; None where nothing says so."""
    allowed, state = patience(ticket.unit), ticket.state
    if state == State.CREATED and ticket.issue.jira_id and ticket.issue.accepted_at is None:
        return allowed.limit(Alarm.NOT_ACCEPTED)
    if state in _THEIRS:
        return allowed.limit(Alarm.STILL)
    if state == State.NEEDS_INFO:
        return Limit(ticket.unit.info_days, Term.WORKING_DAYS)
    if state in _UNTOLD:
        return allowed.limit(Alarm.NOT_TOLD)
    return allowed.limit(Alarm.NOT_CLOSED) if state == State.TOLD else None
