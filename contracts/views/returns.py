"""What came back, for staff: upload for a client, look again, decide what the machine could not."""

from collections.abc import Iterable
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from contracts.actions import returns
from contracts.enums import ContainerSource
from contracts.models import Container, Package, Verification
from contracts.permissions import decides, drafts, reads_documents
from contracts.verification import returned
from desk.http import Refused, reads, writes
from desk.people.models import User
from desk.records import access, blobs


def uploaded(request: HttpRequest) -> tuple[str, bytes] | None:
    """(file name, bytes) of the container sent with the form; never more bytes than one over the limit."""
    file = request.FILES.get("container")
    if not isinstance(file, UploadedFile):
        return None
    return str(file.name or ""), file.read(settings.CONTAINER_MAX_BYTES + 1)


def receive(request: HttpRequest, package: Package, source: ContainerSource) -> HttpResponse:
    """Take a container from a member of staff; say that it is being checked, or why it was not taken."""
    found = uploaded(request)
    if found is None:
        messages.error(request, _("Choose the signed container first."))
        return redirect("contracts:page", package.pk)
    try:
        returns.receive(
            package=package, filename=found[0], data=found[1], source=source, by=cast(User, request.user)
        )
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
    else:
        messages.success(request, _("The container was received and is being checked."))
    return redirect("contracts:page", package.pk)


@writes(drafts)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """The specialist hands in what the client brought or sent."""
    return receive(request, get_object_or_404(Package, pk=pk), ContainerSource.SPECIALIST)


@reads(drafts)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The containers and their checks; the whole page is drawn anew once nothing is being checked."""
    package = get_object_or_404(Package.objects.whole().select_related("check_at_sending"), pk=pk)
    client = package.client_id
    access.shows(request, "client", client, client_id=client, purpose=f"package:{pk}")
    context = {"package": package, **returned.for_staff(package, cast(User, request.user))}
    show_others(request, context["shown"], pk)
    response = render(request, "contracts/_returns.html", context)
    if not context["checking"] and request.headers.get("HX-Trigger") == "returns":
        response["HX-Refresh"] = "true"
    return response


def show_others(request: HttpRequest, clients: Iterable[int], package: int) -> None:
    """Name to the access log other clients whose documents came in the same container."""
    for client in clients:
        access.shows(request, "client", client, client_id=client, purpose=f"package:{package}")


@reads(reads_documents)
def container(request: HttpRequest, pk: int) -> HttpResponse:
    """A container byte for byte as it came."""
    found = get_object_or_404(Container.objects.select_related("package", "blob"), pk=pk)
    clients = {found.package.client_id, *found.others.values_list("client", flat=True)}
    show_others(request, clients, found.package_id)
    return as_file(found)


def as_file(found: Container) -> HttpResponse:
    """The container as a download; its name is our number, never what the sender wrote."""
    response = HttpResponse(blobs.read(found.blob), content_type=returns.CONTENT_TYPE)
    first = found.package.authorisations.first()
    name = first.number if first else "container"
    response["Content-Disposition"] = f'attachment; filename="{name}.asice"'
    return response


@writes(drafts)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a check once more that was given up."""
    found = get_object_or_404(Verification.jobs.select_related("container"), pk=pk)
    if returns.verify_again(verification=found, by=cast(User, request.user)):
        messages.success(request, _("The container is checked again."))
    return redirect("contracts:page", found.container.package_id)


@writes(decides)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide by hand what the register left unclear."""
    found = get_object_or_404(Verification.jobs.select_related("container__package"), pk=pk)
    try:
        returns.decide_by_hand(
            verification=found,
            accepted=request.POST.get("decision") == "accept",
            reason=request.POST.get("reason", ""),
            by=cast(User, request.user),
        )
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
    else:
        messages.success(request, _("The decision is written down."))
    return redirect("contracts:page", found.container.package_id)
