"""An issue that is there already, in the place of a new one; and who waits for a ticket's issue."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from desk.enquiries.models import Enquiry
from desk.http import Refused, Request, reads, writes
from desk.records import access
from tickets import actions, similar
from tickets.actions.linking import MOVABLE
from tickets.enums import Deed, State
from tickets.models import Escalation, Issue, JiraOperation, Unit
from tickets.permissions import works_on_tickets
from tickets.views.seen import shows, ticket_of

MOST = 50  # others who wait, by name


@reads(works_on_tickets)
def there_already(request: Request, pk: int) -> HttpResponse:
    """Before a new issue is made: those that it might be, and a field for one that somebody knows."""
    enquiry = _enquiry(request, pk)
    unit = _unit(request.GET.get("unit", ""))
    found = similar.there_already(enquiry, unit, request.user) if unit else []
    context = {"enquiry": enquiry, "unit": unit, "found": found}
    return render(request, "tickets/there_already.html", context)


@writes(works_on_tickets)
def link(request: Request, pk: int) -> HttpResponse:
    """The enquiry waits for an issue that is there: one of ours (`issue`), or by its key in JIRA (`key`)."""
    enquiry = _enquiry(request, pk)
    unit = get_object_or_404(Unit.objects.selectable(), pk=_number(request.POST.get("unit", "")))
    try:
        if "issue" in request.POST:
            issue = get_object_or_404(Issue, pk=_number(request.POST["issue"]))
            ticket = actions.join_issue(enquiry=enquiry, unit=unit, issue=issue, by=request.user)
        else:
            key = request.POST.get("key", "")
            ticket = actions.link(enquiry=enquiry, unit=unit, key=key, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
        return redirect(f"{reverse('tickets:escalate', args=[pk])}?unit={unit.pk}")
    _say(request, ticket)
    return redirect(ticket)


@reads(works_on_tickets)
def shared(request: Request, pk: int) -> HttpResponse:
    """Who else waits for the ticket's issue, who has been told, and who is next."""
    ticket = ticket_of(request, pk)
    rows = Escalation.objects.of_issue(ticket).shown().order_by("pk")
    others = list(rows.readable_by(request.user)[:MOST])
    shows(request, others)
    looked_for = JiraOperation.objects.filter(escalation=ticket, deed=Deed.ADOPT).order_by("-pk")
    context = {
        "ticket": ticket,
        "others": others,
        "kept": rows.count() - len(others),
        "looked_for": looked_for.first() if ticket.state in MOVABLE else None,
        "former": list(Issue.objects.formerly_of(ticket)),
        "movable": ticket.state in MOVABLE,
        "linked": _was_linked(ticket),
    }
    return render(request, "tickets/shared.html", context)


@writes(works_on_tickets)
def join(request: Request, pk: int) -> HttpResponse:
    """The ticket is moved onto another issue, by its key."""
    ticket = ticket_of(request, pk)
    try:
        ticket = actions.join_by_key(escalation=ticket, key=request.POST.get("key", ""), by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    else:
        _say(request, ticket)
    return redirect(ticket)


@writes(works_on_tickets)
def leave(request: Request, pk: int) -> HttpResponse:
    """It was put on this issue by mistake."""
    ticket = ticket_of(request, pk)
    try:
        actions.leave(escalation=ticket, reason=request.POST.get("reason", ""), by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    else:
        messages.success(request, _("The ticket is off the issue."))
    ticket.refresh_from_db()
    if ticket.state == State.DRAFT:
        return redirect(f"{reverse('tickets:escalate', args=[ticket.enquiry_id])}?unit={ticket.unit_id}")
    return redirect(ticket)


def _say(request: Request, ticket: Escalation) -> None:
    if ticket.state == State.ANSWERED:
        messages.warning(request, _("The issue is solved already: tell its answer to this client."))
    elif ticket.issue.jira_key:
        messages.success(request, _("The client waits for issue %(key)s.") % {"key": ticket})
    else:
        messages.success(request, _("The issue is looked for in JIRA."))


def _was_linked(ticket: Escalation) -> bool:
    """Whether it can be taken off the issue: it was put there, the issue was not made for it."""
    made = JiraOperation.objects.filter(escalation=ticket, issue=ticket.issue_id, deed=Deed.CREATE)
    able = ticket.state in (*MOVABLE, State.ANSWERED) and ticket.state != State.DRAFT
    return able and not made.exists()


def _enquiry(request: Request, pk: int) -> Enquiry:
    enquiry = get_object_or_404(Enquiry.objects.readable_by(request.user).shown(), pk=pk)
    if enquiry.client_id:
        why = f"enquiry:{pk}"
        access.shows(request, "client", enquiry.client_id, client_id=enquiry.client_id, purpose=why)
    return enquiry


def _unit(given: str) -> Unit | None:
    return Unit.objects.selectable().filter(pk=_number(given)).first()


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
