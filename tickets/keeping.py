"""What this room keeps about people, how long, and how it is let go of.

That there was a ticket, to which unit, how long it took and that the client was told stays counted; what was
asked and answered goes, and with the last ticket of an issue also what JIRA said of it.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk.outbox import JobState
from desk.people.models import User
from desk.records import actions as records
from desk.records import retention
from desk.records.histories import forget_history
from desk.records.holdings import Erasure, Held, Holding, Outcome, Subject, Thing, let_go
from desk.records.models import Blob, RetentionRule
from desk.records.retention import Store
from tickets.enums import State
from tickets.models import (
    Escalation,
    Issue,
    JiraOperation,
    L2Answer,
    Override,
    Return,
    TicketEvent,
    TicketFile,
    Wording,
)

TICKETS = "tickets"
DAYS = 1825
BASIS = "Kinnitada arhivaaril: pilet 5 aastat pärast sulgemist, nagu pöördumine"
NOTHING = "–"  # where a reason must be given and is let go of

_WAITING = (JobState.PENDING, JobState.SENDING)


def _telling() -> Q:
    """Tickets that still say what was asked or answered."""
    parts = (
        model._default_manager.filter(escalation=OuterRef("pk")) for model in (TicketFile, L2Answer, Wording)
    )
    told = ~Q(answers=[]) | ~Q(answer="")
    for rows in parts:
        told |= Q(Exists(rows))
    return told


def tickets_of(subject: Subject) -> QuerySet[Escalation]:
    """Tickets of the person's enquiries, asked for themselves or for another."""
    own = Q(enquiry__person__in=subject.person_ids) | Q(enquiry__client__in=subject.client_ids)
    return Escalation.objects.filter(own).filter(_telling()).order_by("pk")


def tell_tickets(subject: Subject) -> Iterator[Held]:
    """Each ticket: what the second level was asked, what it answered, and the files that went along."""
    rule = retention.rule_of(TICKETS)
    rows = tickets_of(subject).select_related("enquiry", "unit", "issue").prefetch_related("files__blob")
    for ticket in rows:
        lines = [f"{each.get('label', '')}: {each.get('text', '')}" for each in ticket.answers]
        if ticket.answer:
            lines.append(gettext("Answer of the second level: %(text)s") % {"text": ticket.answer})
        lines += L2Answer.objects.filter(escalation=ticket).order_by("pk").values_list("text", flat=True)
        files = tuple((each.name, each.blob) for each in ticket.files.all())
        until = retention.last_day(rule, ticket.closed_at) if ticket.closed_at else None
        title = gettext("Ticket to the second level, enquiry %(number)s") % {"number": ticket.enquiry.number}
        yield Held("escalation", ticket.pk, ticket.created_at, title, tuple(lines), files, until)


def erase_tickets(subject: Subject, erasure: Erasure) -> Iterator[Outcome]:
    """Closed first, on both sides."""
    first = gettext("Close the ticket first.")
    busy = set(
        JiraOperation.objects.filter(state__in=_WAITING).order_by().values_list("escalation", flat=True)
    )
    things = [
        Thing(row.pk, row.closed_at or row.created_at, first if not row.closed_at or row.pk in busy else "")
        for row in tickets_of(subject)
    ]
    return let_go(things, erasure, kind="escalation", store=TICKETS, destroy=destroy_ticket)


def due_tickets(before: datetime) -> QuerySet[Escalation]:
    """Closed before then, with nothing on its way to JIRA."""
    busy = JiraOperation.objects.filter(escalation=OuterRef("pk"), state__in=_WAITING)
    rows = Escalation.objects.filter(_telling(), state=State.CLOSED, closed_at__lt=before)
    return rows.exclude(Exists(busy))


@transaction.atomic
def destroy_ticket(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """What was asked, answered and sent along; that there was a ticket, and when, stays counted."""
    rows = Escalation.objects.filter(_telling(), pk=pk, state=State.CLOSED).select_related("enquiry")
    ticket = rows.select_for_update(of=("self",)).first()
    if ticket is None:
        return False
    files = list(TicketFile.objects.filter(escalation=pk).values_list("blob", flat=True))

    def empty() -> None:
        for gone in (TicketFile, L2Answer, Wording):
            gone._default_manager.filter(escalation=pk).delete()
        Return.objects.filter(escalation=pk).update(text="", missing=[])
        Override.objects.filter(escalation=pk).update(reason=NOTHING, digest=Cast("pk", CharField()))
        JiraOperation.objects.filter(escalation=pk).update(text="", errors={}, offered=[])
        Escalation.objects.filter(pk=pk).update(answers=[], answer="")
        forget_history(Escalation, [pk])
        _empty_issue(ticket.issue_id)

    records.destroy(
        rule=rule, subject=("escalation", pk), client_id=ticket.enquiry.client_id, by=by,
        kept=Blob.objects.filter(pk__in=files), let_go=empty,
    )  # fmt: skip
    return True


def _empty_issue(pk: int) -> None:
    """What JIRA said goes with the last ticket that tells of it."""
    if Escalation.objects.filter(_telling(), issue=pk).exists():
        return
    TicketEvent.objects.filter(issue=pk).delete()
    Issue.objects.filter(pk=pk).update(assignee="")
    forget_history(Issue, [pk])


def due_issues(before: datetime) -> QuerySet[Issue]:
    """Issues of known faults alone: what JIRA said of one that nobody has moved since before then."""
    ours = Escalation.objects.filter(issue=OuterRef("pk"))
    told = TicketEvent.objects.filter(issue=OuterRef("pk"))
    return Issue.objects.filter(~Exists(ours), Exists(told), made_at__lt=before).exclude(moved_at__gte=before)


@transaction.atomic
def destroy_issue(rule: RetentionRule, pk: int, by: User | None = None) -> bool:
    """The words of the second level about a fault."""
    issue = Issue.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if issue is None or Escalation.objects.filter(_telling(), issue=pk).exists():
        return False
    records.destroy(
        rule=rule, subject=("issue", pk), client_id=None, by=by, kept=[], let_go=lambda: _empty_issue(pk)
    )  # fmt: skip
    return True


HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "tickets", _("Tickets to the second level"),
        (
            "tickets.Escalation", "tickets.TicketFile", "tickets.L2Answer", "tickets.Wording",
            "tickets.Return", "tickets.Override", "tickets.JiraOperation", "tickets.TicketEvent",
            "tickets.Issue", "tickets.Watch",
        ),
        tell_tickets, erase_tickets, BASIS,
    ),
)  # fmt: skip

STORES: tuple[Store, ...] = (
    Store(
        TICKETS, _("Tickets: what was asked and answered"), DAYS, BASIS, due_tickets, destroy_ticket,
        "escalation", "enquiry__client_id",
    ),
    Store(
        "fault_issues", _("Issues of known faults: the second level's words"), DAYS, BASIS, due_issues,
        destroy_issue, "issue", rule=TICKETS,
    ),
)  # fmt: skip
