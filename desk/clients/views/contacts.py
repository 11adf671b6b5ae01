"""What is done with everybody's phones and e-mail addresses."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from desk.clients import actions
from desk.clients.enums import ContactKind, Source
from desk.clients.forms import ContactForm
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
    form = ContactForm({"source": Source.CALLER, **request.POST.dict()})
    if form.is_valid():
        value = form.cleaned_data["value"]
        try:
            actions.add_contact(
                kind=ContactKind.EMAIL if "@" in value else ContactKind.PHONE,
                value=value,
                source=form.cleaned_data["source"],
                by=request.user,
                client=client,
                person=person,
            )
        except Refused as refused:
            messages.error(request, " ".join(refused.texts))
    else:
        messages.error(request, _("Write a phone number or an e-mail address."))
    return redirect("clients:page" if kind == "client" else "clients:person", pk)


@writes(at_the_desk)
def try_contact(request: Request, pk: int) -> HttpResponse:
    """What somebody saw of a contact: button `works` yes or no, `prefer`, `remove`, or a new `value`."""
    contact = _contact(pk)
    try:
        _do(request, contact)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    return _back(request, contact)


@writes(at_the_desk)
def vouch(request: Request, pk: int) -> HttpResponse:
    """The contact was read back over the number `over`."""
    contact = _contact(pk)
    over = get_object_or_404(ContactPoint, pk=request.POST.get("over", "0"))
    try:
        actions.vouch(contact=contact, over=over, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    else:
        messages.success(request, _("Read back: documents may go there now."))
    return _back(request, contact)


def _contact(pk: int) -> ContactPoint:
    return get_object_or_404(ContactPoint.objects.select_related("client", "person"), pk=pk)


def _do(request: Request, contact: ContactPoint) -> None:
    user, asked = request.user, request.POST
    if "remove" in asked:
        actions.remove_contact(contact=contact, by=user)
    elif "prefer" in asked:
        actions.prefer_contact(contact=contact, by=user)
    elif asked.get("value", "").strip():
        source = asked.get("source", "")
        source = source if source in {Source.REGISTER, Source.STAFF} else Source.CALLER
        actions.change_contact(contact=contact, value=asked["value"], source=source, by=user)
    elif asked.get("works") == "yes":
        actions.confirm_contact(contact=contact, by=user)
    elif asked.get("works") == "no":
        actions.fail_contact(contact=contact, by=user)


def _back(request: Request, contact: ContactPoint) -> HttpResponse:
    """To the page where the button stood: the client's (`client`), another (`next`), or the owner's."""
    owner = contact.owner
    back = request.POST.get("client", "")
    if back.isdecimal():
        owner = get_object_or_404(Client, pk=back)
    if request.htmx and isinstance(owner, Client) and purpose.of_client(request, owner.pk):
        return render(request, "clients/page.html#contacts", client_context(request, owner))
    page = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure()):
        return redirect(page)
    return redirect(owner)
