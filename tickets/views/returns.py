"""What the desk does with a ticket that came back; and how often tickets come back, for those who lead."""

from collections.abc import Callable
from datetime import time, timedelta
from http import HTTPStatus

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from desk import workdays
from desk.http import Refused, Request, reads, writes
from desk.people.permissions import leads
from desk.records.forms import PeriodForm
from tickets import actions
from tickets.forms.returned import AskAgainForm, DismissForm, HandOnForm, SupplyForm
from tickets.forms.telling import TellForm
from tickets.leaving import incomplete
from tickets.models import Escalation
from tickets.permissions import works_on_tickets
from tickets.views.page import context_of
from tickets.views.returned import coming_back
from tickets.views.seen import ticket_of

USUAL = timedelta(days=90)  # the period that the page of returns begins with


@writes(works_on_tickets)
def supply(request: Request, pk: int) -> HttpResponse:
    """Send what the second level missed."""
    ticket = ticket_of(request, pk)
    waiting = ticket.returns.waiting().first()
    if waiting is None:
        messages.info(request, _("What was missing has been supplied already."))
        return redirect(ticket)
    form = SupplyForm(ticket, waiting, request.POST)
    return _done(
        request, ticket, "supply", form,
        lambda: actions.supply(escalation=ticket, by=request.user, **form.given),
        _("What was missing is on its way to the second level."),
    )  # fmt: skip


@writes(works_on_tickets)
def hand_on(request: Request, pk: int) -> HttpResponse:
    """Close it here and prepare it for another unit."""
    ticket = ticket_of(request, pk)
    form = HandOnForm(ticket, request.POST)
    answer = _done(
        request, ticket, "hand_on", form,
        lambda: actions.hand_on(escalation=ticket, by=request.user, **form.cleaned_data),
        _("The ticket is closed here. Look the answers through and hand it to the unit."),
    )  # fmt: skip
    if answer.status_code != HTTPStatus.FOUND:
        return answer
    unit = form.cleaned_data["unit"]
    return redirect(f"{reverse('tickets:escalate', args=[ticket.enquiry_id])}?unit={unit.pk}")


@writes(works_on_tickets)
def ask_again(request: Request, pk: int) -> HttpResponse:
    """Tell the second level why it should look again."""
    ticket = ticket_of(request, pk)
    form = AskAgainForm(request.POST)
    return _done(
        request, ticket, "ask_again", form,
        lambda: actions.ask_again(escalation=ticket, by=request.user, **form.cleaned_data),
        _("The second level is asked again."),
    )  # fmt: skip


@writes(works_on_tickets)
def tell_refusal(request: Request, pk: int) -> HttpResponse:
    """The client is to be told that it was refused."""
    ticket = ticket_of(request, pk)
    return _done(
        request, ticket, "", None, lambda: actions.tell_refusal(escalation=ticket, by=request.user),
        _("Word what the client is told: the words of the second level are the draft."),
    )  # fmt: skip


@writes(works_on_tickets)
def take_up(request: Request, pk: int) -> HttpResponse:
    """Follow the reopened issue again: the client will be told anew."""
    ticket = ticket_of(request, pk)
    return _done(
        request, ticket, "", None, lambda: actions.take_up(escalation=ticket, by=request.user),
        _("The ticket is followed again."),
    )  # fmt: skip


@writes(works_on_tickets)
def dismiss(request: Request, pk: int) -> HttpResponse:
    """What the client was told holds, though the issue was opened again."""
    ticket = ticket_of(request, pk)
    form = DismissForm(request.POST)
    return _done(
        request, ticket, "dismiss", form,
        lambda: actions.dismiss(escalation=ticket, by=request.user, **form.cleaned_data),
        _("It is written down why the client need not be told anew."),
    )  # fmt: skip


def _done(
    request: Request, ticket: Escalation, name: str, form: Form | None, act: Callable[[], object], said: str
) -> HttpResponse:
    """Do it, and show the ticket again; with the form and what is wrong where it was refused."""
    if form is None or form.is_valid():
        try:
            act()
        except Refused as refused:
            if form is None:
                messages.error(request, " ".join(refused.texts))
                return redirect(ticket)
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, said)
            return redirect(ticket)
    ticket.refresh_from_db()
    back = coming_back(request, ticket, **{name: form})
    context = context_of(request, ticket, tell=TellForm(ticket)) | {"back": back}
    return render(request, "tickets/page.html", context)


@reads(leads)
def returns(request: Request) -> HttpResponse:
    """Tickets of a period that came back as incomplete, by topic and by version of the form."""
    today = workdays.today()
    form = PeriodForm(request.GET or None, initial={"since": today - USUAL, "until": today})
    given = form.cleaned_data if form.is_valid() else {}
    until = given.get("until") or today
    since = given.get("since") or until - USUAL
    found = incomplete.figures(workdays.at(since, time.min), workdays.at(until + timedelta(days=1), time.min))
    context = {"form": form, "figures": found, "since": since, "until": until}
    return render(request, "tickets/returns.html", context)
