"""The client is told the answer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.http import Refused, Request, writes
from tickets import actions
from tickets.forms import TellForm
from tickets.permissions import works_on_tickets
from tickets.views.page import context_of
from tickets.views.seen import ticket_of


@writes(works_on_tickets)
def tell(request: Request, pk: int) -> HttpResponse:
    """Send the answer to the client."""
    ticket = ticket_of(request, pk)
    form = TellForm(ticket, request.POST)
    if form.is_valid():
        try:
            actions.tell_client(escalation=ticket, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("The answer is in the mail."))
            return redirect(ticket)
    return render(request, "tickets/page.html", context_of(request, ticket, tell=form))


@writes(works_on_tickets)
def confirm_told(request: Request, pk: int) -> HttpResponse:
    """The second level told the client itself: its comment (`event`) says so, the owner confirms it."""
    ticket = ticket_of(request, pk)
    chosen = request.POST.get("event", "")
    event = get_object_or_404(ticket.issue.events, pk=chosen if chosen.isdecimal() else 0)
    try:
        actions.confirm_told(escalation=ticket, event=event, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    else:
        messages.success(request, _("The promise is kept."))
    return redirect(ticket)
