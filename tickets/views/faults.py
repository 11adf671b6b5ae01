"""A known fault and its issues, on the fault's page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from desk.enquiries.models import Fault
from desk.http import Refused, Request, reads, writes
from tickets import actions, faults
from tickets.enums import Means
from tickets.models import Escalation, Issue, Unit
from tickets.permissions import works_on_tickets

MOST = 20  # issues of one fault


@reads(works_on_tickets)
def fault_panel(request: Request, pk: int) -> HttpResponse:
    """The fault's issues: how they stand in JIRA, how many of its clients wait; and how one is asked for."""
    fault = get_object_or_404(Fault, pk=pk)
    issues = list(faults.issues_of(fault)[:MOST])
    waiting = Escalation.objects.untold().waiting_for(issues)
    context = {
        "fault": fault,
        "rows": [{"issue": issue, "waiting": waiting.get(issue.pk, 0)} for issue in issues],
        "solved": any(issue.means in (Means.SOLVED, Means.ANSWERED) for issue in issues),
        "likely": [] if fault.ended_at else list(faults.may_be_its(fault, request.user)[:MOST]),
        "units": [] if fault.ended_at else list(Unit.objects.selectable()),
    }
    return render(request, "tickets/fault_panel.html", context)


@writes(works_on_tickets)
def ask_about_fault(request: Request, pk: int) -> HttpResponse:
    """A new issue for the fault (`unit`), one that is in JIRA (`key`), or one that we follow (`issue`)."""
    fault = get_object_or_404(Fault, pk=pk)
    try:
        if "issue" in request.POST:
            issue = get_object_or_404(Issue, pk=_number(request.POST["issue"]))
            actions.solves(issue=issue, fault=fault, by=request.user)
            messages.success(request, _("Whoever asks about the fault waits for this issue."))
            return redirect(fault)
        unit = get_object_or_404(Unit.objects.selectable(), pk=_number(request.POST.get("unit", "")))
        if key := request.POST.get("key", "").strip():
            ticket = actions.link_for_fault(fault=fault, unit=unit, key=key, by=request.user)
            return redirect(ticket)
        ticket = actions.draft_for_fault(fault=fault, unit=unit, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
        return redirect(fault)
    return redirect(f"{reverse('tickets:escalate', args=[ticket.enquiry_id])}?unit={unit.pk}")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
