"""Pages of contact persons, and what is done with their roles."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.clients import actions
from desk.clients.forms import ContactForm, PersonForm, RoleForm
from desk.clients.models import Client, ClientRole, Person
from desk.clients.search import find_persons
from desk.clients.views.clients import ask_reason, contacts_of
from desk.http import Refused, Request, reads, writes
from desk.people.permissions import at_the_desk
from desk.records import access, purpose


@reads(at_the_desk)
def page(request: Request, pk: int) -> HttpResponse:
    """The person: facts, contacts, and the clients for whom they act."""
    person = get_object_or_404(Person, pk=pk)
    roles = list(person.roles.select_related("client").order_by("ended_at", "client__sort_name"))
    why = purpose.of_person(request, pk, [role.client_id for role in roles if role.ended_at is None])
    if not why:
        return ask_reason(request, "person", pk)
    access.shows(request, "person", pk, purpose=why)
    for role in roles:
        access.shows(request, "client", role.client_id, client_id=role.client_id, purpose=why)
    context = {
        "person": person,
        "roles": roles,
        "contacts": contacts_of(person.contacts),
        "contact_form": ContactForm(),
    }
    return render(request, "clients/person.html", context)


@writes(at_the_desk, form=True)
def change(request: Request, pk: int) -> HttpResponse:
    """Names, code and language of a person."""
    person = get_object_or_404(Person, pk=pk)
    why = purpose.of_person(request, pk, list(Client.objects.of_person(pk).values_list("pk", flat=True)))
    if not why:
        return ask_reason(request, "person", pk)
    access.shows(request, "person", pk, purpose=why)
    form = PersonForm(
        request.POST or None, initial={name: getattr(person, name) for name in PersonForm.base_fields}
    )
    if form.is_valid():
        try:
            actions.change_person(person=person, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("Saved."))
            return redirect(person)
    return render(request, "clients/form.html", {"form": form, "title": str(person), "row": person})


@writes(at_the_desk, form=True)
def add(request: Request, pk: int) -> HttpResponse:
    """Join a person to the client: one who is known (button `person`), or a new one."""
    client = get_object_or_404(Client, pk=pk)
    why = purpose.of_client(request, pk)
    if not why:
        return ask_reason(request, "client", pk)
    access.shows(request, "client", pk, client_id=pk, purpose=why)
    user, chosen = request.user, request.POST.get("person", "")
    text = request.POST.get("text", "").strip()
    new = request.method == "POST" and not chosen and "find" not in request.POST
    role_form = RoleForm(request.POST if chosen or new else None)
    form = PersonForm(request.POST if new else None)
    if chosen.isdecimal() and role_form.is_valid():
        person = get_object_or_404(Person, pk=chosen)
        actions.add_role(person=person, client=client, by=user, **role_form.cleaned_data)
        return redirect(client)
    if new and form.is_valid() and role_form.is_valid():
        try:
            person = actions.create_person(by=user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            actions.add_role(person=person, client=client, by=user, **role_form.cleaned_data)
            return redirect(client)
    found = find_persons(text, 8) if text else []
    for one in found:
        access.shows(request, "person", one.pk, purpose="search")
    context = {"client": client, "form": form, "role_form": role_form, "found": found, "text": text}
    return render(request, "clients/person_add.html", {**context, "persons": True})


@writes(at_the_desk)
def end_role(request: Request, pk: int) -> HttpResponse:
    """The person no longer acts for the client."""
    role = get_object_or_404(ClientRole.objects.select_related("client"), pk=pk)
    actions.end_role(role=role, by=request.user)
    messages.success(request, _("The person no longer acts for this client."))
    return redirect(role.client)
