"""Taking over what is in force: a table is given, what was found in it is shown, then it is taken."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from contracts.actions import takeover_uploads
from contracts.models import Takeover, TakeoverUpload
from contracts.permissions import takes_over
from contracts.takeover import columns, findings
from contracts.takeover.forms import TakeoverForm
from contracts.takeover.troubles import ERRORS
from desk import outbox
from desk.clients.codes import tidy
from desk.clients.models import Client
from desk.http import Refused, Request, reads, writes
from desk.outbox import JobState
from desk.people.models import Approval
from desk.records import access, blobs, filecheck
from desk.tables.table import TableError, read_table, write_table

LISTED = 50
SHOWN = 200  # findings on the page at once; the file has all
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@writes(takes_over, form=True)
def index(request: Request) -> HttpResponse:
    """What was taken over so far, and the form for one more table."""
    form = TakeoverForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = _given(request, form)
        if upload is not None:
            return redirect("contracts:takeover", upload.pk)
    runs = Takeover.objects.select_related("by").prefetch_related("uploads")
    waiting = TakeoverUpload.jobs.filter(takeover=None).select_related("by")
    context = {
        "form": form, "runs": runs[:LISTED], "waiting": waiting[:LISTED],
        "columns": [each for each in columns.COLUMNS if each.name != "error"],
    }  # fmt: skip
    return render(request, "contracts/takeovers.html", context)


def _given(request: Request, form: TakeoverForm) -> TakeoverUpload | None:
    """The table as it was kept; None where it cannot be taken, which the form says."""
    table: UploadedFile[Any] = form.cleaned_data["table"]
    data, name = table.read(), str(table.name)
    containers = form.cleaned_data["containers"]
    for file_name, content in ((name, data), *containers.items()):
        verdict = filecheck.check(content, file_name, most=len(content) + 1)
        if verdict.outcome is filecheck.Outcome.REFUSED and verdict.reason == "virus":
            form.add_error(None, verdict.words)
            return None
    try:
        return takeover_uploads.give(name=name, data=data, containers=containers, by=request.user)
    except Refused as refused:
        form.add_error("table", list(refused.texts))
        return None


@reads(takes_over)
def page(request: Request, pk: int) -> HttpResponse:
    """One table: what was found in it, and the button that takes it over."""
    return render(request, "contracts/takeover.html", _context(request, _upload(pk)))


@reads(takes_over)
def progress(request: Request, pk: int) -> HttpResponse:
    """The same without the frame, while the worker is at it."""
    return render(request, "contracts/takeover.html#progress", _context(request, _upload(pk)))


def _upload(pk: int) -> TakeoverUpload:
    rows = TakeoverUpload.jobs.select_related("by", "confirmed_by", "takeover", "errors", "file")
    found: TakeoverUpload = get_object_or_404(rows, pk=pk)
    return found


def _context(request: Request, upload: TakeoverUpload) -> dict[str, Any]:
    found = findings.shown(upload.found)
    wrong, odd = [each for each in found if each.is_error], [each for each in found if not each.is_error]
    subject = (takeover_uploads.SUBJECT, upload.pk)
    asked = Approval.objects.waiting().of(takeover_uploads.KIND, subject).first()
    taken = upload.takeover.authorisations.count() if upload.takeover else 0
    return {
        "upload": upload,
        "found": upload.found,
        "kinds": [(code, times) for code, times in upload.found.get("kinds", []) if code in ERRORS],
        "lines": wrong[:SHOWN],
        "warnings": odd[:SHOWN],
        "more": max(0, len(wrong) - SHOWN) + max(0, len(odd) - SHOWN) + upload.found.get("more", 0),
        "busy": upload.state in {JobState.PENDING, JobState.SENDING},
        "failed": upload.state in {JobState.FAILED, JobState.UNKNOWN},
        "taken": taken,
        "done": bool(upload.takeover and upload.takeover.ended_at),
        "asked": asked,
        "may_take": upload.looked_at and not upload.confirmed_at and not asked and upload.found.get("taken"),
    }


@writes(takes_over)
def take(request: Request, pk: int) -> HttpResponse:
    """Take over what has no errors."""
    upload = _upload(pk)
    try:
        begun = takeover_uploads.confirm(upload=upload, by=request.user)
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
    else:
        if not begun:
            messages.success(request, _("A second person was asked to look."))
    return redirect("contracts:takeover", pk)


@writes(takes_over)
def discard(request: Request, pk: int) -> HttpResponse:
    """Throw away a table that nobody wants to take over."""
    try:
        takeover_uploads.discard(upload=_upload(pk), by=request.user)
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
        return redirect("contracts:takeover", pk)
    messages.success(request, _("The table was thrown away."))
    return redirect("contracts:takeovers")


@writes(takes_over)
def again(request: Request, pk: int) -> HttpResponse:
    """Let the worker try once more."""
    upload = _upload(pk)
    if outbox.retry(upload):
        outbox.wake(takeover_uploads.TASK, upload.pk)
    return redirect("contracts:takeover", pk)


@reads(takes_over)
def errors(request: Request, pk: int) -> HttpResponse:
    """The rows that were left out, as a file to mend."""
    upload = _upload(pk)
    if upload.errors is None:
        raise Http404
    data, form = blobs.read(upload.errors), takeover_uploads.form_of(upload)
    _say_whom(request, data, pk)
    return _file(data, _("takeover-errors"), form)


def _say_whom(request: Request, data: bytes, pk: int) -> None:
    """The file holds the data of its clients: those who are known here are written into the access log."""
    try:
        codes = {tidy(row["client_code"]) for row in read_table(BytesIO(data), columns.WORDS)}
    except TableError:
        return
    clients = Client.objects.filter(registry_code__in=codes) | Client.objects.filter(personal_code__in=codes)
    for client in clients.values_list("pk", flat=True):
        access.shows(request, "client", client, client_id=client, purpose=f"takeover:{pk}")


@reads(takes_over)
def template(request: Request, form: str) -> HttpResponse:
    """An empty table with its headings and one row as an example."""
    if form not in TYPES:
        raise Http404
    headings, rows = columns.template()
    out = BytesIO()
    write_table(out, headings, rows, form=form)
    return _file(out.getvalue(), _("takeover-template"), form)


def _file(data: bytes, name: str, form: str) -> HttpResponse:
    response = HttpResponse(data, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
