"""The evidence about one container: its page, the bytes as they came, the report; a look again by today."""

import json

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from contracts.actions import relooking
from contracts.enums import BY_HAND
from contracts.models import Container
from contracts.permissions import drafts, sees_evidence
from contracts.verification import evidence, evidence_export, returned
from desk.http import Refused, Request, reads, writes
from desk.people.enums import Role
from desk.records import blobs, filecheck
from desk.records.access import shows

ENDINGS = {
    "application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "image/tiff": "tif"
}  # fmt: skip

PAGE = 25  # rows of a list


@reads(sees_evidence)
def index(request: Request) -> HttpResponse:
    """Everything that came back signed, the newest first; `?after=` goes on."""
    after = request.GET.get("after", "")
    rows = evidence.listed()
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after))
    found = list(rows[: PAGE + 1])
    following = found[PAGE - 1].pk if len(found) > PAGE else None
    for each in found[:PAGE]:
        client = each.package.client_id
        shows(request, "client", client, client_id=client, purpose="list")
    lines = [
        {
            "container": each,
            "verdict": verdict,
            "colour": returned.COLOURS.get(verdict, "info") if verdict else "",
        }
        for each in found[:PAGE]
        for verdict in [evidence.verdict_of(each)]
    ]
    context = {"lines": lines, "following": following}
    return render(request, "contracts/evidence_index.html", context)


@reads(sees_evidence)
def page(request: Request, pk: int) -> HttpResponse:
    """The checklist; `?look=` lays another check of the same container open."""
    container = _looked_at(request, pk)
    found = evidence.of_container(container, request.GET.get("look", ""))
    at_desk = drafts(request.user) is None
    context = {
        "container": container,
        "package": container.package,
        "evidence": found,
        "busy": any(look.busy for look in found.looks),
        "may_look_again": at_desk and container.source not in BY_HAND,
        "may_open": at_desk,
        "may_read": at_desk or request.user.holds(Role.REGISTRAR),
    }
    return render(request, "contracts/evidence.html", context)


@reads(sees_evidence)
def report(request: Request, pk: int) -> HttpResponse:
    """Every look with its stored report, as one JSON file."""
    container = _looked_at(request, pk)
    found = evidence_export.as_json(evidence.of_container(container))
    text = json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    return _as_file(response, f"{_number(container)}-evidence.json")


@reads(sees_evidence)
def original(request: Request, pk: int) -> HttpResponse:
    """The bytes as they came, under our number: a name given by others may hold a person's name."""
    container = _looked_at(request, pk)
    content_type, inline = filecheck.served_as(container.blob.content_type)
    ending = ENDINGS.get(container.blob.content_type, "asice")
    response = HttpResponse(blobs.read(container.blob), content_type=content_type)
    answer = _as_file(response, f"{_number(container)}.{ending}")
    if inline and container.source in BY_HAND:
        answer["Content-Disposition"] = f'inline; filename="{_number(container)}.{ending}"'
    return answer


@writes(drafts)
def look_again(request: Request, pk: int) -> HttpResponse:
    """Check the container by today's rules and trust data."""
    container = get_object_or_404(Container.objects.select_related("package"), pk=pk)
    try:
        relooking.look_again(container=container, by=request.user)
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
    else:
        messages.success(request, _("The evidence is being looked at again; nothing moves by it."))
    return redirect("contracts:evidence", pk)


def _looked_at(request: Request, pk: int) -> Container:
    """The container, its look logged."""
    rows = Container.objects.select_related(
        "package__client", "package__check_at_sending", "blob", "received_by", "by_hand"
    )
    container = get_object_or_404(rows, pk=pk)
    package = container.package
    client = package.client_id
    shows(request, "client", client, client_id=client, purpose=f"package:{package.pk}")
    return container


def _number(container: Container) -> str:
    first = container.package.authorisations.exclude(number="").first()
    return f"{first.number if first else 'container'}-{container.pk}"


def _as_file(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
