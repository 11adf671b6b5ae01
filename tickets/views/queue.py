"""What could not be sent to JIRA: why, and a button."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.http import Request, reads, writes
from tickets import actions
from tickets.models import JiraOperation
from tickets.permissions import works_on_tickets
from tickets.views.seen import shows


@reads(works_on_tickets)
def unsent(request: Request) -> HttpResponse:
    """What could not be sent to JIRA: why, and a button."""
    operations = list(
        JiraOperation.objects.unsent()
        .exclude(escalation__enquiry__concerns_id=request.user.pk)
        .select_related("escalation__enquiry__client", "escalation__issue")[:200]
    )
    shows(request, [operation.escalation for operation in operations])
    return render(request, "tickets/unsent.html", {"operations": operations})


@writes(works_on_tickets)
def again(request: Request, pk: int) -> HttpResponse:
    """Try again what could not be sent."""
    found = JiraOperation.objects.select_related("escalation__enquiry", "escalation__issue")
    operation = get_object_or_404(found, pk=pk)
    if actions.try_again(operation=operation, by=request.user):
        messages.success(request, _("It is sent to JIRA again."))
    else:
        messages.info(request, _("It has been dealt with meanwhile."))
    return redirect(operation.escalation)
