"""New callers and clients, and their e-mail address, written down while they are on the phone."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from desk.calls import actions, forms
from desk.calls.models import Call
from desk.calls.views.answers import call_of, done
from desk.calls.views.whole import context
from desk.clients.duplicates import clients_like, persons_like
from desk.clients.enums import Kind
from desk.clients.models import ContactPoint
from desk.http import Request, writes
from desk.people.permissions import at_the_desk
from desk.records.access import shows


@writes(at_the_desk)
def person(request: Request, pk: int) -> HttpResponse:
    """A new caller, known from now on by this number."""
    call = call_of(pk)
    form = forms.PersonForm(request.POST, auto_id="person_%s")
    if not form.is_valid():
        return render(request, "calls/workspace.html", context(request, call, person_form=form), status=422)
    names = {part: form.cleaned_data[part] for part in ("first_name", "last_name")}
    alike = [] if _is_sure(request, call) else persons_like(**names)
    if alike:
        found = {"text": " ".join(names.values()), "persons": [each.row for each in alike]}
        return _is_it_one_of(request, call, found, person_form=form, person_alike=True)
    return done(request, call, lambda: actions.new_caller(call=call, by=request.user, **form.cleaned_data))


@writes(at_the_desk)
def client(request: Request, pk: int) -> HttpResponse:
    """A new client, on whose behalf this call is."""
    call = call_of(pk)
    form = forms.ClientForm(request.POST, auto_id="client_%s")
    if not form.is_valid():
        return render(request, "calls/workspace.html", context(request, call, client_form=form), status=422)
    code = {
        "personal_code" if form.cleaned_data["kind"] == Kind.PERSON else "registry_code": form.cleaned_data[
            "code"
        ]
    }
    alike = [] if _is_sure(request, call) else clients_like(name=form.cleaned_data["name"], **code)
    if alike:
        found = {"text": form.cleaned_data["name"], "clients": [each.row for each in alike]}
        return _is_it_one_of(request, call, found, client_form=form, client_alike=True)
    return done(request, call, lambda: actions.new_client(call=call, by=request.user, **form.cleaned_data))


def _is_sure(request: Request, call: Call) -> bool:
    """It is none of those alike; in a practice call nobody real is offered."""
    return "sure" in request.POST or call.training


def _is_it_one_of(request: Request, call: Call, found: dict[str, Any], **form: Any) -> HttpResponse:
    """Before somebody is written down a second time: those whom we know, each with a button to choose."""
    for person in found.setdefault("persons", []):
        shows(request, "person", person.pk, purpose=f"call:{call.pk}")
    for client in found.setdefault("clients", []):
        shows(request, "client", client.pk, client_id=client.pk, purpose=f"call:{call.pk}")
    return render(request, "calls/workspace.html", context(request, call, found=found, **form))


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
