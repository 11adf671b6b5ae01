"""What is done with everybody's phones and e-mail addresses."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from desk.clients import actions
from desk.clients.enums import ContactKind
from desk.clients.models import Client, ContactPoint, Person
from desk.clients.views.clients import client_context
from desk.http import Refused, Request, writes
from desk.people.permissions import at_the_desk
from desk.records import purpose


@writes(at_the_desk)
def add_contact(request: Request, kind: str, pk: int) -> HttpResponse:
    """A phone or e-mail of a client or a person (`kind`)."""
    client = get_object_or_404(Client, pk=pk) if kind == "client" else None
    person = get_object_or_404(Person, pk=pk) if kind == "person" else None
    value = request.POST.get("value", "").strip()
    try:
        actions.add_contact(
            kind=ContactKind.EMAIL if "@" in value else ContactKind.PHONE,
            value=value,
            by=request.user,
            client=client,
            person=person,
        )
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    return redirect("clients:page" if kind == "client" else "clients:person", pk)


@writes(at_the_desk)
def try_contact(request: Request, pk: int) -> HttpResponse:
    """What somebody saw of a contact: button `works` yes or no, or `remove` for a mistake."""
    contact = get_object_or_404(ContactPoint.objects.select_related("client", "person"), pk=pk)
    user, owner = request.user, contact.client or contact.person
    assert owner is not None  # a constraint of the table
    if "remove" in request.POST:
        try:
            actions.remove_contact(contact=contact, by=user)
        except Refused as refused:
            messages.error(request, " ".join(refused.texts))
    elif request.POST.get("works") == "yes":
        actions.confirm_contact(contact=contact, by=user)
    elif request.POST.get("works") == "no":
        actions.fail_contact(contact=contact, by=user)
    back = request.POST.get("client", "")
    if back.isdecimal():
        owner = get_object_or_404(Client, pk=back)
    if request.htmx and isinstance(owner, Client) and purpose.of_client(request, owner.pk):
        return render(request, "clients/page.html#contacts", client_context(request, owner))
    return redirect(owner)
