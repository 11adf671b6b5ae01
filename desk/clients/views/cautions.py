"""A warning is added and lifted on the page of its client or person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from desk.clients import actions
from desk.clients.forms import CautionForm
from desk.clients.models import Caution, Client, Person
from desk.http import Refused, Request, writes
from desk.people.permissions import at_the_desk


@writes(at_the_desk)
def add(request: Request, kind: str, pk: int) -> HttpResponse:
    """Warn of a client or a person (`kind`); what is wrong with the form is said on the page."""
    client = get_object_or_404(Client, pk=pk) if kind == "client" else None
    person = get_object_or_404(Person, pk=pk) if kind == "person" else None
    form = CautionForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(map(str, errors)))
    else:
        try:
            actions.add_caution(client=client, person=person, by=request.user, **form.cleaned_data)
        except Refused as refused:
            messages.error(request, " ".join(refused.texts))
    return redirect("clients:page" if client else "clients:person", pk)


@writes(at_the_desk)
def lift(request: Request, pk: int) -> HttpResponse:
    """The warning no longer holds."""
    caution = get_object_or_404(Caution.objects.select_related("client", "person"), pk=pk)
    actions.lift_caution(caution=caution, by=request.user)
    if caution.client is not None:
        return redirect(caution.client)
    return redirect(caution.person or "home")
