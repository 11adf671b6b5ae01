"""The portals' lists of users: compared with what stands here, and what is done about each difference."""

from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from contracts.actions import listing as actions
from contracts.enums import DifferenceState, DifferenceWhat
from contracts.models import Portal, PortalDifference, PortalListing
from contracts.permissions import drafts
from contracts.portal import differences, table
from contracts.portal.forms import ListingForm
from desk import clock, workdays
from desk.http import Refused, Request, reads, writes
from desk.records import access
from desk.tables.table import TableError

PAGE = 25  # rows of the list


@reads(drafts)
def index(request: Request) -> HttpResponse:
    """Differences; `?show=`, `?what=`, `?portal=` choose, `?after=` goes on."""
    asked = {name: request.GET.get(name, "") for name in ("show", "what", "portal")}
    if asked["show"] not in differences.SHOWN:
        asked["show"] = "open"
    rows = differences.listed(asked["show"], asked["what"], asked["portal"])
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after))
    page = list(rows[: PAGE + 1])
    _show(request, page[:PAGE], "list")
    context: dict[str, Any] = {
        "rows": differences.with_lines(page[:PAGE], actions.key_of_line),
        "following": page[PAGE - 1].pk if len(page) > PAGE else None,
        "portals": differences.portals(),
        "kinds": DifferenceWhat.choices,
        **asked,
    }
    return render(request, "contracts/differences.html", context)


@reads(drafts)
def page(request: Request, pk: int) -> HttpResponse:
    """One difference, both sides, and the act of having looked."""
    row = get_object_or_404(differences.whole(PortalDifference.objects.all()), pk=pk)
    _show(request, [row], f"portal_difference:{pk}")
    context = {
        "each": differences.with_lines([row], actions.key_of_line)[0],
        "row": row,
        "is_open": row.state == DifferenceState.OPEN,
    }
    return render(request, "contracts/difference.html", context)


def _show(request: Request, rows: list[PortalDifference], purpose: str) -> None:
    for row in rows:
        if row.client_id:
            access.shows(request, "client", row.client_id, client_id=row.client_id, purpose=purpose)
        else:
            access.shows(request, "portal_difference", row.pk, purpose=purpose)


@writes(drafts)
def settle(request: Request, pk: int) -> HttpResponse:
    """A person looked at the difference and writes what was done."""
    row = get_object_or_404(PortalDifference, pk=pk)
    try:
        actions.settle(difference=row, text=request.POST.get("note", ""), by=request.user)
    except Refused as refused:
        return _refused(request, pk, refused)
    messages.success(request, _("Written down: the difference was looked at."))
    return redirect("contracts:differences")


@writes(drafts)
def reopen(request: Request, pk: int) -> HttpResponse:
    """Take back a click that came too early."""
    row = get_object_or_404(PortalDifference, pk=pk)
    try:
        actions.reopen(difference=row, by=request.user)
    except Refused as refused:
        return _refused(request, pk, refused)
    return redirect("contracts:difference", pk)


def _refused(request: Request, pk: int, refused: Refused) -> HttpResponse:
    for text in refused.texts:
        messages.error(request, text)
    return redirect("contracts:difference", pk)


@writes(drafts)
def order(request: Request, pk: int) -> HttpResponse:
    """Have the portal's list fetched now."""
    portal = get_object_or_404(Portal, pk=pk)
    try:
        actions.order(portal=portal, by=request.user)
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
    else:
        messages.success(request, _("The portal is asked for its list; differences appear here."))
    return redirect("contracts:differences")


@writes(drafts)
def again(request: Request, pk: int) -> HttpResponse:
    """Fetch a list again that was given up."""
    job = get_object_or_404(PortalListing.jobs, pk=pk)
    if actions.try_again(job=job, by=request.user):
        messages.success(request, _("The portal is asked for its list again."))
    return redirect("contracts:differences")


@writes(drafts, form=True)
def from_file(request: Request, pk: int) -> HttpResponse:
    """The list of a portal from a file; what is wrong stands row by row, and then nothing is taken."""
    portal = get_object_or_404(Portal, pk=pk)
    form = ListingForm(request.POST or None, request.FILES or None)
    read: table.Read | None = None
    if form.is_valid():
        try:
            read = table.read(form.cleaned_data["file"].file)
            if not read.wrong:
                made_at = _moment(form.cleaned_data["made_on"])
                job = actions.take_file(portal=portal, lines=read.lines, made_at=made_at, by=request.user)
                messages.success(request, _("%(rows)s lines were compared.") % {"rows": job.rows})
                return redirect("contracts:differences")
        except TableError as trouble:
            form.add_error("file", trouble.text)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
    context = {
        "portal": portal,
        "form": form,
        "columns": table.COLUMNS,
        "wrong": table.shown(read.wrong) if read else [],
        "more": max(len(read.wrong) - table.MOST_ERRORS, 0) if read else 0,
        "unknown": read.unknown if read else (),
    }
    return render(request, "contracts/listing.html", context)


def _moment(day: date) -> datetime:
    """The end of that day; of today now, which is as far as anybody knows."""
    return min(workdays.at(day, time(23, 59, 59)), clock.now())


@reads(drafts)
def template(request: Request) -> HttpResponse:
    """An empty table to be filled; `?form=xlsx` for Excel."""
    form = "xlsx" if request.GET.get("form") == "xlsx" else "csv"
    kinds = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    made = BytesIO()
    table.template(made, form)
    response = HttpResponse(made.getvalue(), content_type=kinds[form])
    response["Content-Disposition"] = f'attachment; filename="portaali-kasutajad.{form}"'
    return response
