"""The agency's signature: what waits for it, and the container with the signature added."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from contracts import preparing
from contracts.checking import bases_of
from contracts.enums import BY_HAND, AuthorisationState, ContainerSource, PackageState
from contracts.models import Container, Package, SigningMandate
from contracts.permissions import signs_for_agency
from contracts.signing_order import Order, order_of, order_of_package
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
        kept = [one for one in each.authorisations.all() if one.state != AuthorisationState.RECALLED]
        first = order_of(one.kind for one in kept) is not Order.CLIENT_FIRST
        container = containers.get(each.pk)
        by_hand = container is not None and container.source in BY_HAND
        rows.append(
            {
                "package": each,
                "container": container,
                "first": first,
                "by_hand": by_hand,
                "also": _also(each, packages, containers),
            }
        )
    mandates = SigningMandate.objects.valid_on(timezone.localdate(clock.now()))
    may_sign = mandates.filter(user=cast(User, request.user)).exists()
    return render(request, "contracts/agency.html", {"rows": rows, "may_sign": may_sign})


def _also(package: Package, packages: list[Package], containers: dict[int, Container]) -> list[Package]:
    """Others that wait with the very same container: one signature of the agency counts for all of them."""
    own = containers.get(package.pk)
    same = [each for each in packages if each.pk in containers and each.pk != package.pk]
    return [each for each in same if own is not None and containers[each.pk].blob_id == own.blob_id]


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
