"""How a ticket stands in time, in words for pages: its clocks, its alarms, what its issue means to us."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Left
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from desk import clock
from desk.enquiries.deadlines import calendar
from desk.enquiries.worktime import Calendar
from tickets.actions.watching import patience
from tickets.enums import Alarm, Deed, EventKind, Means, SaidBy, State
from tickets.following.meaning import SAYING, Meaning, Rule
from tickets.models import Escalation, Issue, StatusRule, TicketEvent, Watch
from tickets.time import clocks
from tickets.time.clocks import Clock, Happened, Standing, Status

HEAD = 200  # characters of a comment: more than any mark
DAY = timedelta(hours=8)  # a day of work

_CATEGORIES: dict[str, Lazy] = {
    "new": _("to do"),
    "indeterminate": _("in progress"),
    "done": _("done"),
}
_RULES: dict[str, Lazy] = {
    SaidBy.STATUS: _("JIRA status “%(value)s” = %(means)s"),
    SaidBy.RESOLUTION: _("JIRA resolution “%(value)s” = %(means)s"),
    SaidBy.LABEL: _("JIRA label “%(value)s” = %(means)s"),
    SaidBy.MARK: _("comment that begins with “%(value)s” = %(means)s"),
    SaidBy.CATEGORY: _("status of the category “%(value)s” = %(means)s"),
}


@dataclass(frozen=True)
class Shown:
    """One clock as a page shows it."""

    name: str
    ran: str
    clock: Clock
    late: bool
    note: str = ""


@dataclass(frozen=True)
class Timing:
    """How the ticket stands now."""

    means: str
    by_rule: str
    clocks: list[Shown]
    still: str  # how long nothing has moved; empty where it is not the second level's turn
    still_since: datetime | None
    still_due: datetime | None
    still_late: bool
    why_not: str  # why the second level's clock is not counted
    alarms: list[Watch]


def timing(ticket: Escalation) -> Timing:
    """For the ticket's page: seven statements at most, whatever has happened with it."""
    now, week, issue = clock.now(), calendar(), ticket.issue
    rules = StatusRule.objects.rules_of(ticket.unit, issue.project)
    happened = _happened(issue) if issue.jira_id and issue.whole else []
    statuses = _statuses(issue, happened)
    alarms = list(ticket.watches.raised())
    said = _meaning(issue, happened, rules, statuses)
    theirs = ticket.state in (State.CREATED, State.WORKING)
    since = max(filter(None, (issue.moved_at, ticket.created_at))) if theirs else None
    due = patience(ticket.unit).limit(Alarm.STILL).due(week, since) if since else None
    return Timing(
        means=str(Means(said.means).label) if said.means else "",
        by_rule=by_rule(said, issue.category) if issue.jira_id else "",
        clocks=_clocks(ticket, week, happened, rules, statuses, now),
        still=in_words(week.between(since, now)) if since else "",
        still_since=since,
        still_due=due,
        still_late=due is not None and due < now,
        why_not=_why_not(ticket),
        alarms=alarms,
    )


def by_rule(said: Meaning, category: str) -> str:
    """By which rule the issue means what it means."""
    if said.rule is not None:
        return rule_in_words(said.rule)
    if not said.means:
        return str(_("no rule fits, and nobody has begun"))
    words = {"value": _CATEGORIES.get(category, category), "means": Means(said.means).label}
    return str(_("no rule fits; %(rule)s")) % {"rule": str(_RULES[SaidBy.CATEGORY]) % words}


def rule_in_words(rule: Rule) -> str:
    """“JIRA status “Waiting” = needs information”."""
    value = str(_CATEGORIES.get(rule.value, rule.value)) if rule.by == SaidBy.CATEGORY else rule.value
    return str(_RULES[rule.by]) % {"value": value, "means": Means(rule.means).label}


def in_words(time: timedelta, *, working: bool = True) -> str:
    """How long, in days of work and hours; plain time in days of the calendar."""
    if time < timedelta(minutes=1) and not working:
        return str(_("%(n)s s")) % {"n": int(time.total_seconds())}
    days, rest = divmod(time, DAY if working else timedelta(days=1))
    hours, rest = divmod(rest, timedelta(hours=1))
    parts = []
    if days:
        counted = (
            ngettext("%(n)s working day", "%(n)s working days", days)
            if working
            else ngettext("%(n)s day", "%(n)s days", days)
        )
        parts.append(counted % {"n": days})
    if hours:
        parts.append(str(_("%(n)s h")) % {"n": hours})
    if not days and (rest or not parts):
        parts.append(str(_("%(n)s min")) % {"n": rest // timedelta(minutes=1)})
    return " ".join(parts)


def _clocks(
    ticket: Escalation,
    week: Calendar,
    happened: list[Happened],
    rules: list[Rule],
    statuses: dict[str, Status],
    now: datetime,
) -> list[Shown]:
    shown = [_client(ticket, week, now)]
    if (theirs := _second_level(ticket, week, happened, rules, statuses, now)) is not None:
        shown.append(theirs)
    if (queue := _outbox(ticket, now)) is not None:
        shown.append(queue)
    return shown


def _client(ticket: Escalation, week: Calendar, now: datetime) -> Shown:
    enquiry, promise = ticket.enquiry, ticket.promise
    pauses = list(enquiry.pauses.order_by("started_at").values_list("started_at", "ended_at"))
    told = ticket.told_at or ticket.closed_at
    due = promise.due_at if promise else enquiry.due_at
    found = clocks.of_client(week, asked=enquiry.opened_at, told=told, due=due, pauses=pauses, now=now)
    waits = not found.running and told is None
    note = str(_("stands while we wait for the client")) if waits else ""
    return Shown(str(_("Client's")), in_words(found.ran), found, found.late(now), note)


def _second_level(
    ticket: Escalation,
    week: Calendar,
    happened: list[Happened],
    rules: list[Rule],
    statuses: dict[str, Status],
    now: datetime,
) -> Shown | None:
    issue = ticket.issue
    if ticket.state in (State.DRAFT, State.QUEUED) or (issue.jira_id and not issue.whole):
        return None
    begun = issue.jira_created_at or ticket.created_at
    found = clocks.turns(begun, _standing(issue), happened, rules, statuses)
    until = ticket.answered_at or ticket.told_at or ticket.closed_at
    since = max(begun, ticket.created_at) if not issue.ours else begun
    theirs = clocks.of_second_level(week, found, since=since, until=until, now=now)
    returned = not theirs.running and until is None and found[-1][1] == clocks.Turn.RETURNED
    note = str(_("stands while the ticket is returned to us")) if returned else ""
    return Shown(str(_("Second level's")), in_words(theirs.ran), theirs, False, note)


def _outbox(ticket: Escalation, now: datetime) -> Shown | None:
    issue = ticket.issue
    queued = issue.operations.filter(deed=Deed.CREATE).values_list("created_at", flat=True).first()
    waits = ticket.state == State.QUEUED
    if queued is None or not (waits or issue.jira_created_at):
        return None
    found = clocks.of_outbox(queued=queued, there=None if waits else issue.jira_created_at, now=now)
    return Shown(str(_("Outbox's")), in_words(found.ran, working=False), found, False)


def _why_not(ticket: Escalation) -> str:
    if ticket.issue.jira_id and not ticket.issue.whole:
        return str(_("JIRA gave only a part of its history, so the second level's time is not counted."))
    if not ticket.issue.jira_id and not settings.JIRA_URL:
        return str(_("JIRA is not connected: the second level's time is counted by our own entries."))
    return ""


def _standing(issue: Issue) -> Standing:
    return Standing(issue.status_name, issue.resolution, tuple(issue.labels))


def _happened(issue: Issue) -> list[Happened]:
    """What rules are about: fields that mean something, and how comments begin."""
    telling = Q(kind=EventKind.COMMENT) | Q(field__in=SAYING)
    rows = TicketEvent.objects.filter(telling, issue=issue).annotate(begins=Left("text", HEAD))
    return [
        Happened(*row)
        for row in rows.order_by("at", "pk").values_list("at", "ours", "field", "before", "after", "begins")
    ]


def _statuses(issue: Issue, happened: list[Happened]) -> dict[str, Status]:
    """What is known of the statuses through which it went, by other issues that stand in them."""
    known = {issue.status_name: Status(issue.status_id, issue.category)}
    changes = [each for each in happened if each.field == "status"]
    names = {name for each in changes for name in (each.before, each.after)} - {*known, ""}
    found = [
        Issue.objects.filter(status_name=name)
        .order_by()
        .values_list("status_name", "status_id", "category")[:1]
        for name in sorted(names)
    ]
    rows = found[0].union(*found[1:], all=True) if found else []
    return known | {name: Status(number, category) for name, number, category in rows}


def _meaning(
    issue: Issue, happened: list[Happened], rules: list[Rule], statuses: dict[str, Status]
) -> Meaning:
    said = [each for each in happened if not each.field]
    begun = issue.jira_created_at or issue.made_at
    return clocks.read(_standing(issue), said, rules, statuses, begun)
