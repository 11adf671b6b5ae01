"""Handing an enquiry to the second level: choose the unit, fill in its form, see at once what is missing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.enquiries.guides import tried_in_words
from desk.enquiries.models import Enquiry
from desk.http import Refused, Request, reads, writes
from desk.records import access
from tickets import actions, completeness
from tickets.actions.escalating import personal_data
from tickets.enums import Fill
from tickets.forms import AnswerForm
from tickets.models import Question, Unit
from tickets.people import organisation_of, people_around
from tickets.permissions import works_on_tickets


@writes(works_on_tickets, form=True)
def escalate(request: Request, pk: int) -> HttpResponse:
    """The form of the chosen unit; on POST the ticket is made, or personal data taken out of the texts."""
    enquiry = _enquiry(request, pk)
    unit = _chosen(request)
    if unit is None:
        return render(request, "tickets/escalate.html", {"enquiry": enquiry, "units": _units(), "unit": None})
    fields = _questions(unit)
    if request.method != "POST":
        form = AnswerForm(fields, initial=_prefilled(fields, enquiry))
    elif "redact" in request.POST:
        people = people_around(enquiry)
        given = AnswerForm(fields, request.POST).answers
        form = AnswerForm(fields, initial={k: completeness.redacted(v, people) for k, v in given.items()})
    else:
        form = AnswerForm(fields, request.POST)
        if form.is_valid():
            try:
                ticket = actions.escalate(enquiry=enquiry, unit=unit, answers=form.answers, by=request.user)
            except Refused as refused:
                form.add_error(None, list(refused.texts))
            else:
                messages.success(request, _("The enquiry is on its way to the second level."))
                return redirect(ticket)
    context = {"enquiry": enquiry, "units": _units(), "unit": unit, "form": form}
    context |= _judged(enquiry, fields, form)
    template = "tickets/escalate.html#unit_form" if request.htmx else "tickets/escalate.html"
    return render(request, template, context)


@reads(works_on_tickets, methods=("POST",))
def missing(request: Request, pk: int) -> HttpResponse:
    """The side of the form while it is being filled in: what is missing, and what must not leave."""
    enquiry, unit = _enquiry(request, pk), _chosen(request)
    if unit is None:
        return HttpResponse(status=400)
    fields = _questions(unit)
    context = _judged(enquiry, fields, AnswerForm(fields, request.POST))
    return render(request, "tickets/escalate.html#missing", context)


def _enquiry(request: Request, pk: int) -> Enquiry:
    enquiry = get_object_or_404(Enquiry.objects.readable_by(request.user).shown(), pk=pk)
    if enquiry.client_id:
        why = f"enquiry:{pk}"
        access.shows(request, "client", enquiry.client_id, client_id=enquiry.client_id, purpose=why)
    return enquiry


def _units() -> list[Unit]:
    return list(Unit.objects.selectable())


def _chosen(request: Request) -> Unit | None:
    given = request.POST.get("unit") or request.GET.get("unit") or ""
    if not given.isdecimal():
        return None
    return get_object_or_404(Unit.objects.selectable(), pk=given)


def _questions(unit: Unit) -> list[Question]:
    form = unit.form
    return list(form.questions.all()) if form else []


def _judged(enquiry: Enquiry, fields: list[Question], form: AnswerForm) -> dict[str, Any]:
    answers = form.answers
    return {
        "missing": completeness.missing([field.wanted() for field in fields], answers),
        "personal": personal_data(enquiry, fields, answers),
    }


def _prefilled(fields: list[Question], enquiry: Enquiry) -> dict[str, str]:
    """What the desk knows already: the question without its personal data, the guides that were followed,
    and the organisation.
    """
    known = {
        Fill.QUESTION: completeness.redacted(enquiry.question, people_around(enquiry)),
        Fill.STEPS: tried_in_words(enquiry),
        Fill.CLIENT: organisation_of(enquiry),
    }
    return {field.key: known[Fill(field.fills)] for field in fields if field.fills in known}
