"""Pages of contact persons, and what is done with their roles."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Case, Exists, OuterRef, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk import workdays
from desk.clients import actions, codes
from desk.clients.duplicates import Alike
from desk.clients.enums import ContactKind, Kind
from desk.clients.forms import ContactForm, NewPersonForm, PersonForm, RoleForm
from desk.clients.models import Client, ClientRole, ContactPoint, Pair, Person
from desk.clients.search import find_persons
from desk.clients.views.clients import abroad, ask_reason, contacts_of
from desk.clients.views.writing import add_contacts, alike_of
from desk.http import Refused, Request, reads, writes
from desk.people.models import User
from desk.people.permissions import at_the_desk
from desk.records import access, purpose


@reads(at_the_desk)
def page(request: Request, pk: int) -> HttpResponse:
    """The person: facts, contacts, and the clients for whom they act."""
    alike = Exists(Pair.objects.undecided().with_person(OuterRef("pk")))
    person = get_object_or_404(Person.objects.annotate(alike=alike), pk=pk)
    if person.merged_into_id is not None:
        return redirect("clients:person", person.merged_into_id)
    roles = list(roles_of(person))
    why = purpose.of_person(request, pk, [role.client_id for role in roles if role.ended_at is None])
    if not why:
        return ask_reason(request, "person", pk)
    access.shows(request, "person", pk, purpose=why)
    for role in roles:
        access.shows(request, "client", role.client_id, client_id=role.client_id, purpose=why)
    context = {
        "person": person,
        "standing": [role for role in roles if role.ended_at is None],
        "ended": [role for role in roles if role.ended_at is not None],
        "country": abroad(person.country),
        "contacts": contacts_of(person.contacts),
        "numbers": list(ContactPoint.objects.of_person(pk).vouching()),
        "contact_form": ContactForm(),
        "merges": list(person.kept_in.standing().select_related("lost_person", "by")),
        "warnings": warnings_of(person),
    }
    return render(request, "clients/person.html", context)


def roles_of(person: Person) -> Any:
    """What they are to whom: those that stand first, each part by the client's name."""
    standing = Case(When(ended_at=None, then=0), default=1)
    rows = person.roles.filter(client__merged_into=None).select_related("client")
    return rows.order_by(standing, "client__sort_name", "role", "pk")


def warnings_of(person: Person) -> list[str]:
    """What looks odd about their code."""
    return codes.warnings(
        kind=Kind.PERSON, personal_code=person.personal_code, country=person.country, today=workdays.today()
    )


@writes(at_the_desk, form=True)
def change(request: Request, pk: int) -> HttpResponse:
    """Names, code and language of a person."""
    person = get_object_or_404(Person, pk=pk)
    why = purpose.of_person(request, pk, list(Client.objects.of_person(pk).values_list("pk", flat=True)))
    if not why:
        return ask_reason(request, "person", pk)
    access.shows(request, "person", pk, purpose=why)
    initial = {name: getattr(person, name) for name in PersonForm.base_fields}
    form = PersonForm(request.POST or None, initial=initial)
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
    form = NewPersonForm(request.POST if new else None, initial=request.POST.dict())
    alike: list[Alike] = []
    if chosen.isdecimal() and role_form.is_valid():
        person = get_object_or_404(Person, pk=chosen)
        actions.add_role(person=person, client=client, by=user, **role_form.cleaned_data)
        return redirect(client)
    if new and form.is_valid() and role_form.is_valid():
        alike = [] if "sure" in request.POST else alike_of(request, request.POST.dict() | {"what": "persons"})
        if not alike and _joined(form, client, role_form.cleaned_data["role"], user):
            return redirect(client)
    found = find_persons(text, 8) if text else []
    for one in found:
        access.shows(request, "person", one.pk, purpose="search")
    context = {"client": client, "form": form, "role_form": role_form, "found": found, "text": text}
    return render(request, "clients/person_add.html", {**context, "persons": True, "alike": alike})


def _joined(form: NewPersonForm, client: Client, role: str, by: User) -> bool:
    """Whether the new person was added with their contacts and role; what was refused is on the form."""
    facts = dict(form.cleaned_data)
    reached = {ContactKind.PHONE: facts.pop("phone"), ContactKind.EMAIL: facts.pop("email")}
    try:
        with transaction.atomic():
            person = actions.create_person(by=by, **facts)
            add_contacts(reached, by, person=person)
            actions.add_role(person=person, client=client, role=role, by=by)
    except Refused as refused:
        form.add_error(None, list(refused.texts))
        return False
    return True


@writes(at_the_desk)
def restore_role(request: Request, pk: int) -> HttpResponse:
    """The person acts for the client again."""
    role = get_object_or_404(ClientRole.objects.select_related("client", "person"), pk=pk)
    actions.restore_role(role=role, by=request.user)
    messages.success(request, _("The person acts for this client again."))
    return redirect(role.person)


@writes(at_the_desk)
def end_role(request: Request, pk: int) -> HttpResponse:
    """The person no longer acts for the client."""
    role = get_object_or_404(ClientRole.objects.select_related("client"), pk=pk)
    actions.end_role(role=role, by=request.user)
    messages.success(request, _("The person no longer acts for this client."))
    return redirect(role.person if "person" in request.POST else role.client)
