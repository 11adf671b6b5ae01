"""The agency's signature: what waits for it, and the container with the signature added."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from contracts.checking import bases_of
from contracts.enums import ContainerSource, PackageState
from contracts.models import Package, SigningMandate
from contracts.permissions import signs_for_agency
from contracts.views.returns import receive
from desk import clock
from desk.http import reads, writes
from desk.people.models import User
from desk.records import access

SHOWN = 50  # rows of the list


@reads(signs_for_agency)
def waiting(request: HttpRequest) -> HttpResponse:
    """Documents that wait for the agency's signature, the oldest first."""
    waits = Package.objects.listed().filter(state=PackageState.AWAITING_AGENCY).order_by("pk")
    packages = list(waits[:SHOWN])
    containers = bases_of(packages)
    rows = []
    for each in packages:
        access.shows(request, "client", each.client_id, client_id=each.client_id, purpose="list")
        rows.append({"package": each, "container": containers.get(each.pk)})
    mandates = SigningMandate.objects.valid_on(timezone.localdate(clock.now()))
    may_sign = mandates.filter(user=cast(User, request.user)).exists()
    return render(request, "contracts/agency.html", {"rows": rows, "may_sign": may_sign})


@writes(signs_for_agency)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """The container comes back with the agency's signature added."""
    return receive(request, get_object_or_404(Package, pk=pk), ContainerSource.AGENCY)
