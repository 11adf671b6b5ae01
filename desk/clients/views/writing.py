"""Clients are written down and changed: the fields of their kind, and whether we have them already."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from desk.clients import actions
from desk.clients.duplicates import Alike, clients_like, persons_like
from desk.clients.enums import ContactKind, Kind
from desk.clients.forms import ClientChangeForm, ClientForm
from desk.clients.models import Client, Person
from desk.clients.views.clients import ask_reason
from desk.http import Refused, Request, reads, writes
from desk.people.models import User
from desk.people.permissions import at_the_desk
from desk.records import access, purpose
from desk.records.enums import Reason


@writes(at_the_desk, form=True)
def create(request: Request) -> HttpResponse:
    """A new client. Button `show` shows the fields of another kind; `sure`: it is none of those alike."""
    typed = request.POST
    kind = typed.get("kind", "")
    kind = kind if kind in Kind.values else Kind.ORGANISATION
    if request.method == "GET" or "show" in typed or request.htmx:
        form = ClientForm(kind=kind, initial={name: typed[name] for name in typed} | {"kind": kind})
        return _form(request, form, [])
    form = ClientForm(typed, kind=kind)
    found: list[Alike] = []
    if form.is_valid():
        found = [] if "sure" in typed else alike_of(request, typed)
        if not found and (client := _created(form, request.user)):
            # Whoever adds a client has it in hand.
            purpose.remember(request, "client", client.pk, Reason.CORRECTION)
            messages.success(request, _("The client was added."))
            return redirect(client)
    return _form(request, form, found)


def _created(form: ClientForm, by: User) -> Client | None:
    """The client with its first contacts, or None with what was refused on the form."""
    facts = dict(form.cleaned_data)
    reached = {ContactKind.PHONE: facts.pop("phone", ""), ContactKind.EMAIL: facts.pop("email", "")}
    try:
        with transaction.atomic():
            client = actions.create_client(by=by, **facts)
            add_contacts(reached, by, client=client)
    except Refused as refused:
        form.add_error(None, list(refused.texts))
        return None
    return client


def add_contacts(reached: dict[ContactKind, str], by: User, **owner: Any) -> None:
    """The first phone and e-mail of somebody new."""
    for kind, value in reached.items():
        if value:
            actions.add_contact(kind=kind, value=value, by=by, **owner)


def _form(request: Request, form: ClientForm, found: list[Alike]) -> HttpResponse:
    template = "clients/new.html#fields" if request.htmx else "clients/new.html"
    kind = form["kind"].value()
    context = {
        "form": form,
        "found": found,
        "typed": request.method == "POST",
        # The register gives names of organisations; what is typed of a person is not sent there unasked.
        "names": bool(settings.REGISTRY_NAMES_URL) and kind != Kind.PERSON,
        "while_typing": kind not in {Kind.PERSON, Kind.SOLE_TRADER},
    }
    response = render(request, template, context)
    if request.htmx and "fill" in request.POST:
        trigger_client_event(response, "filled", after="settle")  # is it one of those we have?
    return response


@reads(at_the_desk, methods=("POST",))
def alike(request: Request) -> HttpResponse:
    """A fragment: is it one of these? `what=persons` asks the same of persons."""
    found = alike_of(request, request.POST)
    joins = request.POST.get("what") == "persons"
    return render(request, "clients/_alike.html", {"found": found, "joins": joins})


def alike_of(request: Request, typed: Any) -> list[Alike]:
    """Who resembles what was typed; the access log hears of everyone named."""
    contacts = [typed.get("phone", ""), typed.get("email", "")]
    country = typed.get("country") or "EE"
    if typed.get("what") == "persons":
        names = {name: typed.get(name, "").strip() for name in ("first_name", "last_name", "personal_code")}
        found = persons_like(**names, country=country, contacts=contacts)
    else:
        names = {name: typed.get(name, "").strip() for name in ("name", "registry_code", "personal_code")}
        found = clients_like(**names, country=country, contacts=contacts)
    for each in found:
        kind = "person" if isinstance(each.row, Person) else "client"
        access.shows(request, kind, each.row.pk, purpose="search")
    return found


@writes(at_the_desk, form=True)
def change(request: Request, pk: int) -> HttpResponse:
    """Facts of a client that change."""
    client = get_object_or_404(Client.objects.select_related("parent"), pk=pk)
    why = purpose.of_client(request, pk)
    if client.merged_into_id is not None:
        return redirect(client)
    if not why:
        return ask_reason(request, "client", pk)
    access.shows(request, "client", pk, client_id=pk, purpose=why)
    initial = {name: getattr(client, name) for name in ClientChangeForm.base_fields if name != "parent"}
    initial["parent"] = client.parent.registry_code if client.parent else ""
    form = ClientChangeForm(request.POST or None, kind=client.kind, initial=initial)
    if form.is_valid():
        try:
            actions.change_client(client=client, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("Saved."))
            return redirect(client)
    return render(request, "clients/form.html", {"form": form, "title": client.name, "row": client})
