"""A ticket's page, and what is written into the issue from there."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _

from desk.http import Refused, Request, reads, writes
from desk.people.deputies import works_for
from tickets import actions, story, workflow
from tickets.actions import watching
from tickets.enums import State
from tickets.forms.telling import TellForm
from tickets.forms.ticket import AnswerByHandForm, CommentForm, KeyForm
from tickets.models import Escalation
from tickets.permissions import works_on_tickets
from tickets.queue.standing import standing
from tickets.time.timing import timing
from tickets.views.returned import coming_back
from tickets.views.seen import ticket_of
from tickets.views.wording import telling_of


@reads(works_on_tickets)
def page(request: Request, pk: int) -> HttpResponse:
    """One ticket; `part` gives one section of it anew: returned, state or tell. A draft is its form."""
    ticket = ticket_of(request, pk)
    if ticket.state == State.DRAFT:
        return redirect(ticket)
    part = request.GET.get("part", "")
    template = f"tickets/page.html#{part}" if part in ("returned", "state", "tell") else "tickets/page.html"
    return render(request, template, context_of(request, ticket, tell=TellForm(ticket)))


@reads(works_on_tickets)
def history(request: Request, pk: int) -> HttpResponse:
    """The story of the ticket, a page at a time: `before` is where the last one ended."""
    ticket = ticket_of(request, pk)
    before = request.GET.get("before", "")
    context = {"ticket": ticket, "continued": bool(before), "tellable": False, **told(ticket, before)}
    return render(request, "tickets/_history.html", context)


@reads(works_on_tickets)
def clocks(request: Request, pk: int) -> HttpResponse:
    """The ticket's clocks and alarms, and what its issue means to us and by which rule."""
    ticket = ticket_of(request, pk)
    return render(request, "tickets/_clocks.html", {"ticket": ticket, "timing": timing(ticket)})


@writes(works_on_tickets)
def seen(request: Request, pk: int) -> HttpResponse:
    """Its owner has seen what moved until `moved`: from now on only what follows is news."""
    ticket = ticket_of(request, pk)
    moved_at = parse_datetime(request.POST.get("moved", ""))
    if moved_at is None or is_naive(moved_at):
        return HttpResponse(status=400)
    watching.looked_at(escalation=ticket, moved_at=moved_at, by=request.user)
    return HttpResponse(status=204) if request.htmx else redirect(ticket)


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


def told(ticket: Escalation, before: str = "") -> dict[str, Any]:
    """A page of the story for its template."""
    lines, following = story.told(ticket, before)
    return {"story": lines, "following": following, "news": sum(line.new for line in lines)}


def context_of(
    request: Request, ticket: Escalation, *, tell: TellForm, comment: CommentForm | None = None
) -> dict[str, Any]:
    operations = list(ticket.issue.operations.all())
    return {
        "ticket": ticket,
        "tell": tell,
        "comment": comment or CommentForm(),
        "key_form": KeyForm(),
        "answer_form": AnswerByHandForm(),
        **told(ticket),
        "operations": operations,
        "jira": standing(request.user),
        "back": coming_back(request, ticket),
        **telling_of(request, ticket, tell, operations),
        "mine": ticket.enquiry.owner_id in works_for(request.user),
        "turn": workflow.OWNERS[State(ticket.state)],
        "by_hand": not settings.JIRA_URL and not ticket.issue.jira_id,
    }
