"""After acceptance: adding to a portal by hand, and the registrar's list."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from contracts import actions, counting
from contracts.enums import REASONS
from contracts.forms import ReferenceForm
from contracts.models import Publication, Registration
from contracts.permissions import drafts, reads_documents, registers
from desk.http import Refused, reads, writes
from desk.people.models import User
from desk.records import access


@writes(drafts, form=True)
def added(request: HttpRequest, pk: int) -> HttpResponse:
    """The checklist for adding a document by hand, confirmed with the portal's reference."""
    publications = Publication.jobs.select_related(
        "authorisation__portal", "authorisation__kind", "authorisation__package__client"
    )
    publication = get_object_or_404(publications, pk=pk)
    document = publication.authorisation
    client_id = document.package.client_id
    access.shows(request, "client", client_id, client_id=client_id, purpose=f"package:{document.package_id}")
    form = ReferenceForm(request.POST or None)
    if form.is_valid():
        reference = form.cleaned_data["reference"]
        try:
            actions.confirm_added(publication=publication, reference=reference, by=cast(User, request.user))
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("The document is in the portal."))
            return redirect("contracts:page", document.package_id)
    context = {
        "publication": publication,
        "document": document,
        "steps": document.portal.place.splitlines(),
        "reason": REASONS.get(publication.reason, publication.reason),
        "form": form,
    }
    return render(request, "contracts/added.html", context)


@writes(drafts)
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try the portal again after it could not be reached."""
    publication = get_object_or_404(Publication.jobs.select_related("authorisation"), pk=pk)
    if actions.try_again(publication=publication, by=cast(User, request.user)):
        messages.success(request, _("The portal is tried again."))
    return redirect("contracts:page", publication.authorisation.package_id)


@reads(reads_documents)
def registrations(request: HttpRequest) -> HttpResponse:
    """What waits for the document register, the overdue first; `?show=done` lists what is registered."""
    rows = Registration.objects.select_related("authorisation__kind", "authorisation__package__client")
    done = request.GET.get("show") == "done"
    chosen = rows.exclude(registered_at=None).order_by("-registered_at") if done else rows.waiting()
    listed = list(chosen[:100])
    _name_clients(request, listed)
    containers = counting.proofs([each.authorisation.package for each in listed])
    context = {
        "registrations": [
            {"row": each, "containers": containers.get(each.authorisation.package_id, [])} for each in listed
        ],
        "overdue": set(Registration.objects.overdue().values_list("pk", flat=True)),
        "done": done,
        "may_register": registers(cast(User, request.user)) is None,
    }
    return render(request, "contracts/registrations.html", context)


def _name_clients(request: HttpRequest, rows: list[Registration]) -> None:
    for row in rows:
        client_id = row.authorisation.package.client_id
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
