"""The one escalation behind the link in JIRA, as the second level sees and answers it; every look is kept."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk import clock
from desk.clients import masking, protection
from desk.clients.models import ContactPoint
from desk.http import Refused, Request, reads, writes
from desk.mail.views import as_download
from desk.people.permissions import at_the_desk
from desk.records import access
from tickets import actions, opening, workflow
from tickets.actions.answering import standing, waiting_too
from tickets.actions.files import LOOKED_AT
from tickets.enums import State
from tickets.forms.expert import ExpertAnswerForm, RefusalForm, ReturnForm
from tickets.models import Escalation, TicketFile
from tickets.opening import Opening
from tickets.permissions import answers_for, expert_of_the_second_level, opens_by_link
from tickets.views.seen import shows


@writes(opens_by_link, form=True)
def expert(request: Request, uuid: UUID) -> HttpResponse:
    """The one escalation with its client; on POST the expert's answer."""
    ticket, refusal = _asked_for(request, uuid)
    if refusal:
        return _refusal(request, ticket, refusal)
    if request.method != "POST":
        return _page(request, ticket)
    form = ExpertAnswerForm(request.POST, request.FILES, others=_others(request, ticket))
    if form.is_valid():
        try:
            actions.answer_as_expert(
                escalation=ticket, by=request.user, text=form.cleaned_data["text"],
                files=form.cleaned_data["attached"], seen=request.POST.get("seen", ""),
                everyone=form.cleaned_data.get("everyone", False),
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, [*refused.texts, *_lost(form)])
        else:
            messages.success(request, _("Thank you. The desk has your answer and tells the client."))
            return redirect("tickets:expert", uuid)
    return _page(request, ticket, answer=form)


@writes(opens_by_link)
def send_back(request: Request, uuid: UUID) -> HttpResponse:
    """Something is missing: the desk supplies it."""
    ticket, refusal = _asked_for(request, uuid)
    if refusal:
        return _refusal(request, ticket, refusal)
    form = ReturnForm(ticket.form.questions.all(), request.POST)
    if form.is_valid():
        try:
            actions.return_as_expert(escalation=ticket, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("The ticket is back at the desk, which supplies what is missing."))
            return redirect("tickets:expert", uuid)
    return _page(request, ticket, back=form)


@writes(opens_by_link)
def refuse(request: Request, uuid: UUID) -> HttpResponse:
    """The second level will not solve it."""
    ticket, refusal = _asked_for(request, uuid)
    if refusal:
        return _refusal(request, ticket, refusal)
    form = RefusalForm(request.POST)
    if form.is_valid():
        try:
            actions.refuse_as_expert(escalation=ticket, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("The ticket is back at the desk with your reason."))
            return redirect("tickets:expert", uuid)
    return _page(request, ticket, no=form)


@reads(opens_by_link)
def expert_file(request: Request, uuid: UUID, file: int) -> HttpResponse:
    """A file of the ticket, as a download."""
    ticket, refusal = _asked_for(request, uuid)
    if refusal:
        return _refusal(request, ticket, refusal)
    row = get_object_or_404(TicketFile.objects.select_related("blob"), escalation=ticket, pk=file)
    client_id, why = ticket.enquiry.client_id, f"escalation:{ticket.pk}"
    access.shows(request, LOOKED_AT, row.pk, client_id=client_id, purpose=why)
    return as_download(row.name, row.blob)


@reads(expert_of_the_second_level)
def expert_home(request: Request) -> HttpResponse:
    """On an expert's first page: how tickets are opened, and which of his units wait; no client data."""
    named = Escalation.objects.open().filter(unit__experts=request.user).exclude(issue__jira_key="")
    rows = named.readable_by(request.user).select_related("issue", "enquiry__topic__parent", "unit")
    return render(request, "tickets/expert_home.html", {"rows": rows.newest_first()[:50]})


def _asked_for(request: Request, uuid: UUID) -> tuple[Escalation, str]:
    """The ticket of the link, and why this person may not see it now (empty: he may, and it is logged)."""
    found = Escalation.objects.readable_by(request.user).shown()
    ticket = get_object_or_404(
        found.select_related("enquiry__person", "enquiry__topic__parent", "form"), uuid=uuid
    )
    if at_the_desk(request.user) is not None:
        if ticket.state == State.DRAFT:
            raise Http404
        refusal = answers_for(request.user, ticket.unit)
        if not refusal and _opening(ticket) == Opening.SHUT:
            refusal = _(
                "The ticket was closed more than %(days)s days ago, so the link does not open it any more."
            )
            refusal %= {"days": ticket.unit.link_days}
        if refusal:
            access.turned_away(request, "escalation", ticket.pk)
            return ticket, refusal
    client_id, why = ticket.enquiry.client_id, f"escalation:{ticket.pk}"
    access.shows(request, "escalation", ticket.pk, client_id=client_id, purpose=why)
    return ticket, ""


def _opening(ticket: Escalation) -> Opening:
    return opening.opening(ticket.state, ticket.closed_at, clock.now(), ticket.unit.link_days)


def _refusal(request: Request, ticket: Escalation, why: str) -> HttpResponse:
    """Whom to ask; nothing of the client."""
    context = {"why": why, "key": ticket.issue.jira_key, "owner": ticket.enquiry.owner}
    return render(request, "tickets/expert_refused.html", context, status=403)


def _page(request: Request, ticket: Escalation, **forms: Any) -> HttpResponse:
    shows(request, [ticket])
    client_id, person_id = ticket.enquiry.client_id, ticket.enquiry.person_id
    if person_id:
        why = f"escalation:{ticket.pk}"
        access.shows(request, "person", person_id, client_id=client_id, purpose=why)
    expert = answers_for(request.user, ticket.unit) is None
    can = _opening(ticket) == Opening.ANSWERS and expert
    first = {
        "text": ticket.answer if ticket.state == State.ANSWERED else "",
        "everyone": ticket.issue.fault_id,
    }
    context = {
        "ticket": ticket,
        "expert": expert,
        "contacts": _contacts(request, ticket),
        "files": list(ticket.files.select_related("by")),
        "events": list(ticket.issue.events.all()),
        "words": list(ticket.expert_answers.newest().select_related("by")),
        "turn": workflow.OWNERS[State(ticket.state)],
        "answer": ExpertAnswerForm(initial=first, others=_others(request, ticket)) if can else None,
        "back": None,
        "no": None,
        "stands": standing(ticket),
    }
    if can and not opening.not_returnable(ticket.state, State.NEEDS_INFO):
        context["back"] = ReturnForm(ticket.form.questions.all())
    if can and not opening.not_returnable(ticket.state, State.REFUSED):
        context["no"] = RefusalForm()
    bound = any(form.is_bound for form in forms.values())
    return render(request, "tickets/expert.html", {**context, **forms}, status=422 if bound else 200)


def _others(request: Request, ticket: Escalation) -> int:
    """How many more wait for the same issue; nothing else of them is shown."""
    return waiting_too(ticket, request.user).count()


def _contacts(request: Request, ticket: Escalation) -> list[tuple[str, str]]:
    """Where the enquirer is reached, or without one the client: (kind, value); protected ones are masked."""
    enquiry = ticket.enquiry
    if not enquiry.person_id and not enquiry.client_id:
        return []
    whose = {"person_id": enquiry.person_id} if enquiry.person_id else {"client_id": enquiry.client_id}
    found = list(ContactPoint.objects.filter(**whose).usable()[:5])
    hidden = protection.hidden(request, found)
    return [
        (each.get_kind_display(), masking.contact(each) if each.pk in hidden else each.value)
        for each in found
    ]


def _lost(form: ExpertAnswerForm) -> list[str]:
    """A browser gives a file once: who answers again must choose it again."""
    return [_("Choose the files again.")] if form.cleaned_data["attached"] else []
