"""Packages for the document register: made of chosen rows, kept, and downloaded again."""

from collections.abc import Iterator
from typing import IO

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from contracts.actions import registering_packages as actions
from contracts.models import RegistrationExport
from contracts.permissions import reads_documents, registers
from contracts.registration import archive, listing, naming
from desk import workdays
from desk.http import Refused, Request, reads, writes
from desk.records.access import shows

PAGE = 25  # packages of a page


@writes(registers)
def make(request: Request) -> HttpResponse:
    """A package of the `chosen` rows, or of `all` that wait."""
    rows = listing.readable_by(request.user)
    if "all" in request.POST:
        rows = listing.narrowed(rows, {})
    else:
        chosen = [int(pk) for pk in request.POST.getlist("chosen") if pk.isdecimal()]
        rows = rows.filter(pk__in=chosen[: archive.MOST_RECORDS + 1])
    wanted = list(rows.values_list("pk", flat=True)[: archive.MOST_RECORDS + 1])
    try:
        made = actions.make(registrations=wanted, by=request.user)
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
        return redirect("contracts:registrations")
    messages.success(request, _("The package is made: download it."))
    return redirect("contracts:register_package", made.pk)


@reads(reads_documents)
def index(request: Request) -> HttpResponse:
    """Packages that were made, the newest first; `?after=` goes on."""
    rows = RegistrationExport.objects.select_related("made_by").order_by("-pk")
    begin = request.GET.get("after", "")
    if begin.isdecimal():
        rows = rows.filter(pk__lt=int(begin))
    found = list(rows.annotate(records=Count("registrations"))[: PAGE + 1])
    following = found[PAGE - 1].pk if len(found) > PAGE else None
    context = {"packages": found[:PAGE], "following": following}
    return render(request, "contracts/register_packages.html", context)


@reads(reads_documents)
def page(request: Request, pk: int) -> HttpResponse:
    """One package: what went into it, and what has been registered since."""
    export = get_object_or_404(RegistrationExport.objects.select_related("made_by"), pk=pk)
    rows = listing.readable_by(request.user).filter(exports=export).order_by("due_on", "pk")
    found, _following = listing.lines(rows, archive.MOST_RECORDS)
    for line in found:
        if client_id := line.row.client_id:
            shows(request, "client", client_id, client_id=client_id, purpose=f"{actions.SUBJECT}:{pk}")
    context = {
        "package": export,
        "today": workdays.today(),
        "lines": found,
        "may_register": registers(request.user) is None,
    }
    return render(request, "contracts/register_package.html", context)


@writes(registers)
def fetch(request: Request, pk: int) -> HttpResponseBase:
    """The package as a file; everybody whose data lie in it stands in the log."""
    export = get_object_or_404(RegistrationExport.objects.select_related("facts"), pk=pk)
    rows = export.registrations.select_related(*naming.RELATED)
    if rows.exclude(pk__in=listing.readable_by(request.user).values("pk")).exists():
        messages.error(request, _("A letter about you lies in this package: another registrar downloads it."))
        return redirect("contracts:register_package", pk)
    for row in rows:
        purpose = f"{actions.SUBJECT}:{pk}"
        if row.client_id:
            shows(request, "client", row.client_id, client_id=row.client_id, purpose=purpose)
        else:
            kind, subject = naming.subject_of(row)
            shows(request, kind, subject, purpose=purpose)
    try:
        package = actions.fetch(export=export, by=request.user)
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
        return redirect("contracts:register_package", pk)
    response = StreamingHttpResponse(_sent(package), content_type="application/zip")
    response["Content-Length"] = str(export.size)
    name = f"register-{export.made_at:%Y-%m-%d}-{export.pk}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _sent(package: IO[bytes]) -> Iterator[bytes]:
    with package:
        yield from archive.chunks(package)
