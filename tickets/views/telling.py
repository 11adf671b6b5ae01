"""The client is told the answer: by letter, or otherwise with the record that shows it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from desk import clock
from desk.clients.models import ContactPoint
from desk.enquiries import evidence as proof
from desk.http import Refused, Request, writes
from desk.records import access
from tickets import actions, workflow
from tickets.forms.telling import PhoneForm, TellForm, ToldForm, contacts_of, told_form
from tickets.models import Escalation
from tickets.permissions import works_on_tickets
from tickets.views.page import context_of
from tickets.views.seen import ticket_of


@writes(works_on_tickets)
def tell(request: Request, pk: int) -> HttpResponse:
    """Keep what is written, and with the button send it to the client.

    Whatever comes of it, the text is kept first: refused, or when the ticket has moved on meanwhile.
    """
    ticket = ticket_of(request, pk)
    form = TellForm(ticket, request.POST)
    form.is_valid()
    try:
        kept = actions.save_wording(
            escalation=ticket, text=form.typed, to=form.cleaned_data.get("to"),
            version=form.cleaned_data.get("version") or 0, by=request.user,
        )  # fmt: skip
    except actions.KeptMeanwhile as late:
        # Now the writer sees both texts, so the next saving is a decision.
        form = TellForm(ticket, {**request.POST.dict(), "version": str(late.stored.version)})
        return _page(request, ticket, form, stored=late.stored, texts=late.texts)
    if "autosave" in request.POST:
        return render(request, "tickets/_tell_kept.html", {"kept": kept, "ticket": ticket})
    if "keep" in request.POST:
        messages.success(request, _("The text is kept; nothing was sent."))
        return redirect(ticket)
    form.data = {**request.POST.dict(), "version": str(kept.version)}
    return _send(request, ticket, form)


def _send(request: Request, ticket: Escalation, form: TellForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, ticket, form)
    values = {name: form.cleaned_data[name] for name in ("text", "to", "confirmed")}
    try:
        actions.tell_client(escalation=ticket, by=request.user, **values)
    except actions.Doubts as doubts:
        form.data = {**form.data, "confirmed": doubts.mark}
        return _page(request, ticket, form, doubts=doubts.texts)
    except Refused as refused:
        ticket = ticket_of(request, ticket.pk or 0)  # it may have moved meanwhile
        return _page(request, ticket, form, texts=refused.texts)
    messages.success(request, _("The answer is in the mail."))
    return redirect(ticket)


def _page(request: Request, ticket: Escalation, form: TellForm, **more: Any) -> HttpResponse:
    # What is said about the text stays on the page until it is sent or left.
    context = context_of(request, ticket, tell=form) | more | {"tell_stays": True}
    return render(request, "tickets/page.html", context)


@writes(works_on_tickets, form=True)
def told(request: Request, pk: int) -> HttpResponse:
    """Told by phone or otherwise: numbers to call, records that show it, a call to write down."""
    ticket = ticket_of(request, pk)
    if refusal := workflow.not_tellable(ticket.state):
        messages.info(request, refusal)
        return redirect(ticket)
    noting = request.method == "POST" and "spoke_with" in request.POST
    found: list[proof.Candidate] = []
    if ticket.promise is not None:
        ticket.promise.enquiry = ticket.enquiry
        found = list(proof.candidates(ticket.promise))
    keep = told_form(None if noting or request.method != "POST" else request.POST, found)
    phone = PhoneForm(
        ticket, request.POST if noting else None, auto_id="phone_%s", initial={"began": clock.now()}
    )
    done = _note_call(request, ticket, phone) if noting else _keep(request, ticket, keep)
    if done is not None:
        return done
    contacts = list(contacts_of(ticket).phones())
    _shows_people(request, ticket, contacts)
    context = {"ticket": ticket, "keep": keep, "phone": phone, "contacts": contacts, "found": found}
    return render(request, "tickets/told.html", context)


def _keep(request: Request, ticket: Escalation, form: ToldForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        actions.tell_otherwise(escalation=ticket, by=request.user, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, list(refused.texts))
        return None
    messages.success(request, _("The client knows the answer; the promise is kept."))
    return redirect(ticket)


def _note_call(request: Request, ticket: Escalation, form: PhoneForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        spoken = actions.Conversation(**form.cleaned_data)
        call = actions.tell_by_phone(escalation=ticket, spoken=spoken, by=request.user)
    except Refused as refused:
        form.add_error(None, list(refused.texts))
        return None
    text = _('The client was told in <a href="{}">call {}</a>; finish the call with its outcome.')
    messages.success(request, format_html(text, call.get_absolute_url(), call))
    return redirect(ticket)


def _shows_people(request: Request, ticket: Escalation, contacts: list[ContactPoint]) -> None:
    for person_id in {contact.person_id for contact in contacts if contact.person_id}:
        purpose = f"escalation:{ticket.pk}"
        access.shows(request, "person", person_id, client_id=ticket.enquiry.client_id, purpose=purpose)


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


@writes(works_on_tickets)
def confirm_closed(request: Request, pk: int) -> HttpResponse:
    """The issue was closed in JIRA by hand, where the desk could not: JIRA must say so too."""
    ticket = ticket_of(request, pk)
    try:
        closed = actions.confirm_closed(escalation=ticket, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
        return redirect(ticket)
    if closed:
        messages.success(request, _("JIRA says so too: the ticket is closed."))
    else:
        said = {"status": ticket.issue.status_name or "–"}
        text = _("JIRA still says “%(status)s”. It is read again now: press once more in a moment.") % said
        messages.warning(request, text)
    return redirect(f"{reverse('tickets:page', args=[ticket.pk])}#tell")
