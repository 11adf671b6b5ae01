"""New callers and clients, and their e-mail address, written down while they are on the phone."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from desk.calls import actions, forms
from desk.calls.views.answers import call_of, done
from desk.calls.views.whole import context
from desk.clients.models import ContactPoint
from desk.http import Request, writes
from desk.people.permissions import at_the_desk


@writes(at_the_desk)
def person(request: Request, pk: int) -> HttpResponse:
    """A new caller, known from now on by this number."""
    call = call_of(pk)
    form = forms.PersonForm(request.POST, auto_id="person_%s")
    if not form.is_valid():
        return render(request, "calls/workspace.html", context(request, call, person_form=form), status=422)
    return done(request, call, lambda: actions.new_caller(call=call, by=request.user, **form.cleaned_data))


@writes(at_the_desk)
def client(request: Request, pk: int) -> HttpResponse:
    """A new client, on whose behalf this call is."""
    call = call_of(pk)
    form = forms.ClientForm(request.POST, auto_id="client_%s")
    if not form.is_valid():
        return render(request, "calls/workspace.html", context(request, call, client_form=form), status=422)
    return done(request, call, lambda: actions.new_client(call=call, by=request.user, **form.cleaned_data))


@writes(at_the_desk)
def contact(request: Request, pk: int) -> HttpResponse:
    """An address was read back to the caller and works: one that was known, or a new one."""
    call = call_of(pk)
    if request.POST.get("contact", "").isdigit():
        known = get_object_or_404(ContactPoint, pk=request.POST["contact"])
        value = known.value
    else:
        form = forms.EmailForm(request.POST, auto_id="email_%s")
        if not form.is_valid():
            return render(
                request, "calls/workspace.html", context(request, call, email_form=form), status=422
            )
        known, value = None, form.cleaned_data["email"]
    return done(
        request,
        call,
        lambda: actions.confirm_email(call=call, contact=known, value=value, by=request.user),
        _("The address is confirmed as working."),
    )
