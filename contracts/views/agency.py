"""The agency's signature: what waits for it, and the container with the signature added."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from contracts.agency import preparing
from contracts.agency.signing_order import Order, order_of_package
from contracts.enums import ContainerSource, PackageState
from contracts.models import Package
from contracts.permissions import signs_for_agency
from contracts.sitting import offering, steps
from contracts.views.returns import receive
from desk.http import reads, writes
from desk.people.models import User
from desk.records import access


@reads(signs_for_agency)
def waiting(request: HttpRequest) -> HttpResponse:
    """Documents that wait for the agency's signature, the oldest first: each may be signed in the browser or
    by download and upload, or it says why not."""
    user = cast(User, request.user)
    packages = offering.listed()
    for each in packages:
        access.shows(request, "client", each.client_id, client_id=each.client_id, purpose="list")
    signer, last = offering.signer(user), steps.last_sitting(user)
    found = offering.waiting(packages)
    rows = [{"wait": each, "why_not": offering.refusal(each, signer)} for each in found]
    signable = sum(not row["why_not"] and not each.living for row, each in zip(rows, found, strict=True))
    context = {
        "rows": rows,
        "sitting": last if last and last.ended_at is None else None,
        "last": last,
        "badge": offering.badge(),
        "signable": signable if offering.configured() else 0,
        "may_sign": bool(signer.entries),
    }
    return render(request, "contracts/agency.html", context)


@reads(signs_for_agency)
def prepared(request: HttpRequest, pk: int) -> HttpResponse:
    """The documents in one container without signatures, where the agency signs before the client."""
    package = get_object_or_404(Package.objects.filter(state=PackageState.AWAITING_AGENCY), pk=pk)
    if order_of_package(package) is Order.CLIENT_FIRST:
        raise Http404
    client = package.client_id
    access.shows(request, "client", client, client_id=client, purpose=f"package:{pk}")
    response = HttpResponse(preparing.container(package), content_type=preparing.MIMETYPE)
    first = package.authorisations.kept().first()
    name = first.number if first else "container"
    response["Content-Disposition"] = f'attachment; filename="{name}.asice"'
    return response


@writes(signs_for_agency)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """The container comes back with the agency's signature added."""
    return receive(request, get_object_or_404(Package, pk=pk), ContainerSource.AGENCY)
