"""The registrar's list: what waits for the document register, and the references it got there."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from contracts import actions, counting
from contracts.forms import ReferenceForm
from contracts.models import Registration
from contracts.permissions import reads_documents, registers
from desk.http import Refused, reads, writes
from desk.people.models import User
from desk.records import access


@reads(reads_documents)
def registrations(request: HttpRequest) -> HttpResponse:
    """What waits for the document register, the overdue first; `?show=done` lists what is registered."""
    rows = Registration.objects.select_related("authorisation__kind", "authorisation__package__client")
    done = request.GET.get("show") == "done"
    chosen = rows.exclude(registered_at=None).order_by("-registered_at") if done else rows.waiting()
    listed = list(chosen[:100])
    _name_clients(request, listed)
    documents = {each.pk: each.authorisation for each in listed if each.authorisation}
    containers = counting.proofs([each.package for each in documents.values()])
    context = {
        "registrations": [
            {
                "row": each,
                "containers": containers.get(documents[each.pk].package_id, [])
                if each.pk in documents
                else [],
            }
            for each in listed
        ],
        "overdue": set(Registration.objects.overdue().values_list("pk", flat=True)),
        "done": done,
        "may_register": registers(cast(User, request.user)) is None,
    }
    return render(request, "contracts/registrations.html", context)


def _name_clients(request: HttpRequest, rows: list[Registration]) -> None:
    for row in rows:
        client_id = row.client_id
        if client_id is None:
            continue
        access.shows(request, "client", client_id, client_id=client_id, purpose="registration")


@writes(registers)
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down the document register's reference."""
    registration = get_object_or_404(Registration.objects.select_related("authorisation__package"), pk=pk)
    form = ReferenceForm(request.POST)
    reference = form.cleaned_data["reference"] if form.is_valid() else ""
    try:
        actions.register(registration=registration, reference=reference, by=cast(User, request.user))
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
    else:
        messages.success(request, _("Registered."))
    return redirect("contracts:registrations")


@reads(reads_documents)
def registrations_panel(request: HttpRequest) -> HttpResponse:
    """What waits for the document register, on the registrar's workspace."""
    waiting = Registration.objects.waiting()
    rows = list(waiting.select_related("authorisation__kind", "authorisation__package__client")[:8])
    _name_clients(request, rows)
    overdue = set(Registration.objects.overdue().values_list("pk", flat=True))
    return render(request, "contracts/registrations_panel.html", {"registrations": rows, "overdue": overdue})
