"""Closing many enquiries of the list with one outcome, each judged by itself."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from desk.enquiries import actions
from desk.enquiries.forms import CloseForm
from desk.enquiries.models import Enquiry
from desk.enquiries.views.enquiries import PAGE, names_shown
from desk.http import Request, writes
from desk.people.permissions import at_the_desk


@writes(at_the_desk)
def close_many(request: Request) -> HttpResponse:
    """Close the chosen rows (`chosen`); the answer names each with what it still lacks."""
    form = CloseForm(request.POST)
    numbers = [int(pk) for pk in request.POST.getlist("chosen") if pk.isdecimal()][:PAGE]
    chosen = list(Enquiry.objects.readable_by(request.user).shown().filter(pk__in=numbers))
    if not chosen or not form.is_valid():
        messages.error(request, _("Choose the enquiries and how they ended."))
        return redirect("enquiries:index")
    for enquiry in chosen:
        names_shown(request, enquiry, f"enquiry:{enquiry.pk}")
    outcome = form.cleaned_data["outcome"]
    answered = actions.close_many(enquiries=chosen, outcome=outcome, by=request.user)
    context = {
        "closed": [enquiry for enquiry, texts in answered if not texts],
        "refused": [(enquiry, texts) for enquiry, texts in answered if texts],
        "outcome": outcome,
    }
    return render(request, "enquiries/closed.html", context)
