"""Files in quarantine: the administrator's alone, to let in after another check or to destroy."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.counter import intake
from desk.counter.actions import quarantining
from desk.counter.models import Quarantined
from desk.http import Refused, Request, reads, writes
from desk.mail.views import as_download
from desk.people.enums import Role
from desk.people.permissions import roles
from desk.records.access import shows

MOST = 100  # rows of the list
SETTLED = 30  # of those decided last
decides = roles(Role.ADMINISTRATOR)


@reads(decides)
def index(request: Request) -> HttpResponse:
    """What waits for a decision, the oldest first, and what was decided last."""
    rows = Quarantined.objects.select_related("office", "by", "mail", "settled_by")
    waiting, settled = rows.waiting()[:MOST], rows.exclude(settled_at=None).order_by("-settled_at")[:SETTLED]
    found = {"waiting": [_worded(row) for row in waiting], "settled": [_worded(row) for row in settled]}
    return render(request, "counter/quarantine.html", found)


@reads(decides)
def page(request: Request, pk: int) -> HttpResponse:
    """One file: what is wrong with it, and what can be done."""
    row = _shown(request, pk)
    return render(request, "counter/quarantined.html", {"row": row})


@reads(decides)
def file(request: Request, pk: int) -> HttpResponseBase:
    """The file to save, under a name that no program opens by itself."""
    row = _shown(request, pk)
    if row.blob is None:
        return redirect("counter:quarantined", pk)
    return as_download(f"{row.name}.quarantine", row.blob)


@writes(decides)
def decide(request: Request, pk: int) -> HttpResponse:
    """Let the file in after another check, or destroy it; why is written down with it."""
    row = _shown(request, pk)
    reason = request.POST.get("reason", "")
    try:
        if request.POST.get("decision") == "release":
            mail = quarantining.release(row=row, reason=reason, by=request.user)
            messages.success(request, _("The file is now with paper %(number)s.") % {"number": mail.number})
        else:
            quarantining.destroy(row=row, reason=reason, by=request.user)
            messages.success(request, _("The file was destroyed."))
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
        return redirect("counter:quarantined", pk)
    return redirect("counter:quarantine")


def _shown(request: Request, pk: int) -> Quarantined:
    rows = Quarantined.objects.select_related("office", "by", "mail", "blob", "settled_by")
    row = get_object_or_404(rows, pk=pk)
    shows(request, "quarantined", row.pk, purpose=f"quarantined:{row.pk}")
    return _worded(row)


def _worded(row: Quarantined) -> Quarantined:
    row.words = intake.words(row.reason)  # type: ignore[attr-defined]
    return row
