"""The files of a ticket as the desk sees them: added, handed over from letters, taken away, downloaded."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from desk.http import Refused, Request, reads, writes
from desk.mail.views import as_download
from desk.records import access
from tickets import actions
from tickets.actions.files import LOOKED_AT, from_experts, letter_files
from tickets.enums import State
from tickets.models import Escalation, TicketFile
from tickets.permissions import works_on_tickets
from tickets.views.seen import ticket_of


@reads(works_on_tickets)
def files(request: Request, pk: int) -> HttpResponse:
    """The section of files, on the ticket's page and beside the form of a ticket that is being prepared."""
    return _section(request, ticket_of(request, pk))


@writes(works_on_tickets)
def add(request: Request, pk: int) -> HttpResponse:
    """Put chosen files, and ticked attachments of the enquiry's letters, with the ticket."""
    ticket = ticket_of(request, pk)
    ticked = [int(each) for each in request.POST.getlist("letter") if each.isdecimal()]
    uploads = request.FILES.getlist("file")
    try:
        if ticked:
            actions.hand_over(escalation=ticket, attachments=ticked, by=request.user)
        if uploads:
            actions.add_files(escalation=ticket, uploads=uploads, by=request.user)
    except Refused as refused:
        return _after(request, ticket, list(refused.texts))
    return _after(request, ticket, [] if ticked or uploads else [_("Choose a file.")])


@writes(works_on_tickets)
def take_away(request: Request, pk: int, file: int) -> HttpResponse:
    """The file does not go with the ticket after all."""
    ticket = ticket_of(request, pk)
    row = get_object_or_404(TicketFile.objects.select_related("by"), escalation=ticket, pk=file)
    row.escalation = ticket
    try:
        actions.take_away(file=row, by=request.user)
    except Refused as refused:
        return _after(request, ticket, list(refused.texts))
    return _after(request, ticket, [])


@reads(works_on_tickets)
def download(request: Request, pk: int, file: int) -> HttpResponse:
    """A file of the ticket, saved and never shown."""
    ticket = ticket_of(request, pk)
    row = get_object_or_404(TicketFile.objects.select_related("blob"), escalation=ticket, pk=file)
    client_id, why = ticket.enquiry.client_id, f"escalation:{ticket.pk}"
    access.shows(request, LOOKED_AT, row.pk, client_id=client_id, purpose=why)
    return as_download(row.name, row.blob)


def _after(request: Request, ticket: Escalation, texts: list[str]) -> HttpResponse:
    """The section anew; without JavaScript the page from which it was sent."""
    if request.htmx:
        return _section(request, ticket, texts)
    if texts:
        messages.error(request, " ".join(texts))
    if ticket.state == State.DRAFT:
        return redirect(f"{reverse('tickets:escalate', args=[ticket.enquiry_id])}?unit={ticket.unit_id}")
    return redirect(ticket)


def _section(request: Request, ticket: Escalation, texts: list[str] | None = None) -> HttpResponse:
    rows = list(ticket.files.select_related("by"))
    theirs = from_experts(rows)
    held = {(row.blob_id, row.name) for row in rows}
    letters = [each for each in letter_files(ticket) if (each.blob_id, each.name) not in held]
    context = {
        "ticket": ticket,
        "files": [(row, row.pk in theirs) for row in rows],
        "letters": letters,
        "texts": texts or [],
        "open": ticket.state != State.CLOSED,
        "wanted": ticket.form.attachments,
    }
    return render(request, "tickets/_files_section.html", context)
