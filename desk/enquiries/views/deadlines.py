"""The deadline on an enquiry's page: waiting for the client, going on, another deadline."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from desk.enquiries import actions, deadlines
from desk.enquiries.forms import DeadlineForm, PauseForm
from desk.enquiries.views.enquiries import enquiry_context, readable
from desk.http import Refused, Request, writes
from desk.people.permissions import at_the_desk
from desk.workdays import TALLINN


@writes(at_the_desk)
def pause(request: Request, pk: int) -> HttpResponse:
    """The enquiry waits for the client, and its deadline stands still."""
    enquiry = readable(request, pk)
    form = PauseForm(request.POST, auto_id=PauseForm.IDS)
    if form.is_valid():
        try:
            actions.pause(enquiry=enquiry, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("The enquiry waits for the client; its deadline stands still."))
            return redirect(enquiry)
    return render(request, "enquiries/page.html", enquiry_context(request, enquiry, pause_form=form))


@writes(at_the_desk)
def resume(request: Request, pk: int) -> HttpResponse:
    """The client has answered: the time of the pause is added to the deadline."""
    enquiry = readable(request, pk)
    try:
        actions.resume(enquiry=enquiry, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    return redirect(enquiry)


@writes(at_the_desk)
def change(request: Request, pk: int) -> HttpResponse:
    """Another deadline, with the reason."""
    enquiry = readable(request, pk)
    form = DeadlineForm(request.POST, auto_id=DeadlineForm.IDS)
    if form.is_valid():
        day, hour = form.cleaned_data["due_on"], form.cleaned_data["due_time"]
        due_at = datetime.combine(day, hour, TALLINN) if hour else deadlines.end_of(day)
        try:
            actions.change_deadline(
                enquiry=enquiry, due_at=due_at, reason=form.cleaned_data["why"], by=request.user
            )
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("The deadline is changed."))
            return redirect(enquiry)
    return render(request, "enquiries/page.html", enquiry_context(request, enquiry, deadline_form=form))
