"""A ticket's page, and what is written into the issue from there."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from desk.http import Refused, Request, reads, writes
from desk.mail.enums import EventKind
from desk.people.deputies import works_for
from desk.records import access
from tickets import actions, workflow
from tickets.enums import State
from tickets.forms import AnswerByHandForm, CommentForm, KeyForm, TellForm
from tickets.models import Escalation
from tickets.permissions import works_on_tickets
from tickets.views.seen import ticket_of


@reads(works_on_tickets)
def page(request: Request, pk: int) -> HttpResponse:
    """One ticket; `part` gives one section of it anew: state or tell."""
    ticket = ticket_of(request, pk)
    part = request.GET.get("part", "")
    template = f"tickets/page.html#{part}" if part in ("state", "tell") else "tickets/page.html"
    return render(request, template, context_of(request, ticket, tell=TellForm(ticket)))


@writes(works_on_tickets)
def comment(request: Request, pk: int) -> HttpResponse:
    """Write to the second level."""
    ticket = ticket_of(request, pk)
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            actions.comment(escalation=ticket, by=request.user, text=form.cleaned_data["text"])
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("The comment is on its way to JIRA."))
            return redirect(ticket)
    context = context_of(request, ticket, tell=TellForm(ticket), comment=form)
    return render(request, "tickets/page.html", context)


@writes(works_on_tickets)
def by_hand(request: Request, pk: int) -> HttpResponse:
    """JIRA is not connected: record the issue's number, or the answer, as a person knows it."""
    ticket = ticket_of(request, pk)
    key, answer = KeyForm(request.POST), AnswerByHandForm(request.POST)
    try:
        if "key" in request.POST and key.is_valid():
            actions.record_by_hand(escalation=ticket, key=key.cleaned_data["key"], by=request.user)
        elif "answer" in request.POST and answer.is_valid():
            actions.answer_by_hand(escalation=ticket, text=answer.cleaned_data["answer"], by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    return redirect(ticket)


def context_of(
    request: Request, ticket: Escalation, *, tell: TellForm, comment: CommentForm | None = None
) -> dict[str, Any]:
    tellable = ticket.state == State.ANSWERED
    for person_id in tell.person_ids if tellable else ():
        client_id = ticket.enquiry.client_id
        access.shows(request, "person", person_id, client_id=client_id, purpose=f"escalation:{ticket.pk}")
    return {
        "ticket": ticket,
        "tell": tell,
        "comment": comment or CommentForm(),
        "key_form": KeyForm(),
        "answer_form": AnswerByHandForm(),
        "events": list(ticket.issue.events.all()),
        "operations": list(ticket.issue.operations.all()),
        "tellable": tellable,
        "mine": ticket.enquiry.owner_id in works_for(request.user),
        "returned": bool(
            tellable and ticket.message and ticket.message.events.filter(kind=EventKind.BOUNCED).exists()
        ),
        "turn": workflow.OWNERS[State(ticket.state)],
        "by_hand": not settings.JIRA_URL and not ticket.issue.jira_id,
    }
