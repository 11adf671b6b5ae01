"""A ticket's page, what is done on it, and the lists."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.http import Refused, Request, reads, writes
from desk.mail.enums import EventKind
from desk.people.deputies import stands_in_for, works_for
from desk.records import access, purpose
from tickets import actions, workflow
from tickets.enums import Connection, State
from tickets.forms import AnswerByHandForm, CommentForm, KeyForm, TellForm
from tickets.models import Contact, Escalation, JiraOperation
from tickets.permissions import opens_by_link, works_on_tickets

PAGE = 25  # rows of a list
PANEL = 8  # rows of a panel


@reads(works_on_tickets)
def page(request: Request, pk: int) -> HttpResponse:
    """One ticket; `part` gives one section of it anew: state or tell."""
    ticket = _ticket(request, pk)
    part = request.GET.get("part", "")
    template = f"tickets/page.html#{part}" if part in ("state", "tell") else "tickets/page.html"
    return render(request, template, _context(request, ticket, tell=TellForm(ticket)))


@writes(works_on_tickets)
def tell(request: Request, pk: int) -> HttpResponse:
    """Send the answer to the client."""
    ticket = _ticket(request, pk)
    form = TellForm(ticket, request.POST)
    if form.is_valid():
        try:
            actions.tell_client(escalation=ticket, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("The answer is in the mail."))
            return redirect(ticket)
    return render(request, "tickets/page.html", _context(request, ticket, tell=form))


@writes(works_on_tickets)
def confirm_told(request: Request, pk: int) -> HttpResponse:
    """The second level told the client itself: its comment (`event`) says so, the owner confirms it."""
    ticket = _ticket(request, pk)
    chosen = request.POST.get("event", "")
    event = get_object_or_404(ticket.issue.events, pk=chosen if chosen.isdecimal() else 0)
    try:
        actions.confirm_told(escalation=ticket, event=event, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    else:
        messages.success(request, _("The promise is kept."))
    return redirect(ticket)


@writes(works_on_tickets)
def comment(request: Request, pk: int) -> HttpResponse:
    """Write to the second level."""
    ticket = _ticket(request, pk)
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            actions.comment(escalation=ticket, by=request.user, text=form.cleaned_data["text"])
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("The comment is on its way to JIRA."))
            return redirect(ticket)
    context = _context(request, ticket, tell=TellForm(ticket), comment=form)
    return render(request, "tickets/page.html", context)


@writes(works_on_tickets)
def by_hand(request: Request, pk: int) -> HttpResponse:
    """JIRA is not connected: record the issue's number, or the answer, as a person knows it."""
    ticket = _ticket(request, pk)
    key, answer = KeyForm(request.POST), AnswerByHandForm(request.POST)
    try:
        if "key" in request.POST and key.is_valid():
            actions.record_by_hand(escalation=ticket, key=key.cleaned_data["key"], by=request.user)
        elif "answer" in request.POST and answer.is_valid():
            actions.answer_by_hand(escalation=ticket, text=answer.cleaned_data["answer"], by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    return redirect(ticket)


@reads(works_on_tickets)
def index(request: Request) -> HttpResponse:
    """Tickets: open ones, those whose answer the client waits for, or all; newest first."""
    show = request.GET.get("show", "open")
    rows = Escalation.objects.readable_by(request.user).shown().newest_first()
    if show == "answered":
        rows = Escalation.objects.readable_by(request.user).shown().answered()
    elif show != "all":
        show, rows = "open", rows.open()
    after = request.GET.get("after", "")
    if after.isdecimal() and show != "answered":
        rows = rows.after(int(after))
    found = list(rows[: PAGE + 1])
    _show(request, found[:PAGE])
    context = {
        "rows": found[:PAGE],
        "standing_in": stands_in_for(request.user),
        "following": found[PAGE - 1].pk if len(found) > PAGE else None,
        "show": show,
        "contact": Contact.objects.filter(pk=1).first(),
        "stuck": JiraOperation.objects.unsent().count(),
        "connection": _connection(),
    }
    return render(request, "tickets/index.html", context)


@reads(works_on_tickets)
def unsent(request: Request) -> HttpResponse:
    """What could not be sent to JIRA: why, and a button."""
    operations = list(
        JiraOperation.objects.unsent()
        .exclude(escalation__enquiry__concerns_id=request.user.pk)
        .select_related("escalation__enquiry__client", "escalation__issue")[:200]
    )
    _show(request, [operation.escalation for operation in operations])
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


@reads(works_on_tickets)
def client_panel(request: Request, pk: int) -> HttpResponse:
    """The client's tickets, on the client's page."""
    rows = list(Escalation.objects.readable_by(request.user).shown().for_client(pk).newest_first()[:PANEL])
    access.shows(request, "client", pk, client_id=pk, purpose=purpose.of_client(request, pk))
    return render(request, "tickets/panel.html", {"rows": rows, "title": _("Tickets")})


@reads(works_on_tickets)
def enquiry_panel(request: Request, pk: int) -> HttpResponse:
    """The enquiry's tickets and the way to the second level, on the enquiry's page."""
    rows = list(Escalation.objects.readable_by(request.user).shown().filter(enquiry_id=pk).newest_first())
    _show(request, rows)
    return render(request, "tickets/panel.html", {"rows": rows, "title": _("Second level"), "enquiry_id": pk})


@reads(works_on_tickets)
def home_panel(request: Request) -> HttpResponse:
    """On the workspace: answers that the client waits for, and trouble with JIRA."""
    rows = list(Escalation.objects.readable_by(request.user).shown().answered()[:PANEL])
    _show(request, rows)
    context = {
        "rows": rows,
        "standing_in": stands_in_for(request.user),
        "contact": Contact.objects.filter(pk=1).first(),
        "waiting": JiraOperation.objects.waiting().count(),
        "stuck": JiraOperation.objects.unsent().count(),
    }
    return render(request, "tickets/home_panel.html", context)


@reads(opens_by_link)
def expert(request: Request, uuid: UUID) -> HttpResponse:
    """The one escalation as the second level sees it: read only, every look logged."""
    ticket = get_object_or_404(
        Escalation.objects.readable_by(request.user).shown().select_related("enquiry__person"), uuid=uuid
    )
    _show(request, [ticket])
    if ticket.enquiry.person_id:
        access.shows(
            request, "person", ticket.enquiry.person_id, client_id=ticket.enquiry.client_id,
            purpose=f"escalation:{ticket.pk}",
        )  # fmt: skip
    return render(request, "tickets/expert.html", {"ticket": ticket})


def _connection() -> Connection:
    if not settings.JIRA_URL:
        return Connection.MANUAL
    return Connection.SAMPLE if settings.JIRA_SAMPLE else Connection.LIVE


def _ticket(request: Request, pk: int) -> Escalation:
    found = Escalation.objects.shown().select_related("enquiry__person", "promise", "message", "created_by")
    ticket = get_object_or_404(found.readable_by(request.user), pk=pk)
    _show(request, [ticket])
    return ticket


def _show(request: Request, tickets: list[Escalation]) -> None:
    for ticket in tickets:
        client_id = ticket.enquiry.client_id
        if client_id:
            access.shows(request, "client", client_id, client_id=client_id, purpose=f"escalation:{ticket.pk}")


def _context(
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
