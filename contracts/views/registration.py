"""The registrar's list: what waits for the document register, and the references it got there."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from contracts.actions import registering, registering_letters
from contracts.models import Registration
from contracts.permissions import reads_documents, registers
from contracts.registration import listing, naming
from contracts.registration.forms import CorrectionForm, DropForm, EntryForm, ListForm
from desk import workdays
from desk.http import Refused, Request, reads, writes
from desk.records.access import shows


@reads(reads_documents)
def registrations(request: Request) -> HttpResponse:
    """What waits for the document register, the most urgent first; `?after=` goes on."""
    form = ListForm(request.GET)  # nothing in it is required
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = listing.narrowed(listing.readable_by(request.user), wanted)
    begin = request.GET.get("after", "")
    found, following = listing.lines(listing.after(rows, int(begin)) if begin.isdecimal() else rows)
    _name_clients(request, found)
    show = wanted.get("show") or ""
    context = {
        "form": form,
        "lines": found,
        "following": _further(request, following),
        "show": show,
        "waiting": show in {"", "late"},
        "may_register": registers(request.user) is None,
        "today": workdays.today(),
    }
    return render(request, "contracts/registrations.html", context)


def _further(request: Request, following: int | None) -> str:
    """The query of the next page; empty where there is none."""
    if following is None:
        return ""
    query = request.GET.copy()
    query["after"] = str(following)
    return query.urlencode()


def _name_clients(request: Request, found: list[listing.Line]) -> None:
    for line in found:
        if client_id := line.row.client_id:
            shows(request, "client", client_id, client_id=client_id, purpose="registration")


@reads(reads_documents)
def page(request: Request, pk: int) -> HttpResponse:
    """One row: what it is, which references it had, in which packages it went, and what may be done."""
    row = _row(request, pk)
    context = {
        "row": row,
        "number": naming.identifier_of(row),
        "url": listing.page_of(row),
        "late": row.registered_at is None and row.dropped_at is None and row.due_on < workdays.today(),
        "may_register": registers(request.user) is None,
        "entry": EntryForm(initial={"registered_on": workdays.today()}),
        "correction": CorrectionForm(
            initial={"reference": row.reference, "registered_on": row.registered_on}, auto_id="new_%s"
        ),
        "drop": DropForm(auto_id="drop_%s"),
        "history": _references(row),
        "exports": row.exports.select_related("made_by"),
    }
    return render(request, "contracts/registration.html", context)


def _references(row: Registration) -> list[Any]:
    """Every reference that it had, the first one first, with who entered it and why it was changed."""
    found: list[Any] = []
    for each in row.history.select_related("history_user", "registered_by").order_by("history_id"):
        said = (each.reference, each.registered_on)
        if each.reference and (not found or said != (found[-1].reference, found[-1].registered_on)):
            found.append(each)
    return found


def _row(request: Request, pk: int) -> Registration:
    """The row, its look logged; a letter about the reader is not there."""
    rows = listing.readable_by(request.user).select_related(*naming.RELATED, "registered_by", "dropped_by")
    row = get_object_or_404(naming.with_enquiries(rows), pk=pk)
    if row.client_id:
        shows(request, "client", row.client_id, client_id=row.client_id, purpose=f"registration:{pk}")
    return row


@writes(registers)
def register(request: Request, pk: int) -> HttpResponse:
    """Write down the document register's reference."""
    row = _row(request, pk)
    form = EntryForm(request.POST)
    if not form.is_valid():
        return _back(request, row, [text for texts in form.errors.values() for text in texts])
    given = form.cleaned_data
    try:
        registering.register(
            registration=row, reference=given["reference"], registered_on=given["registered_on"],
            by=request.user,
        )  # fmt: skip
    except Refused as refused:
        return _back(request, row, refused.texts)
    messages.success(request, _("Registered."))
    return _back(request, row)


@writes(registers)
def correct(request: Request, pk: int) -> HttpResponse:
    """The reference was wrong."""
    row = _row(request, pk)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _back(request, row, [text for texts in form.errors.values() for text in texts])
    given = form.cleaned_data
    try:
        registering.correct(
            registration=row, reference=given["reference"], reason=given["reason"], by=request.user,
            registered_on=given["registered_on"] or row.registered_on or workdays.today(),
        )  # fmt: skip
    except Refused as refused:
        return _back(request, row, refused.texts)
    messages.success(request, _("The reference is corrected."))
    return _back(request, row)


@writes(registers)
def drop(request: Request, pk: int) -> HttpResponse:
    """A letter was put on the list by mistake."""
    row = _row(request, pk)
    try:
        registering_letters.drop(registration=row, reason=request.POST.get("reason", ""), by=request.user)
    except Refused as refused:
        return _back(request, row, refused.texts)
    messages.success(request, _("It is off the list."))
    return _back(request, row)


def _back(request: Request, row: Registration, texts: Any = ()) -> HttpResponseRedirect:
    """To where the form stood: the row's own page, or the list as it was narrowed."""
    for text in texts:
        messages.error(request, text)
    if request.POST.get("from") == "page":
        return redirect("contracts:registration", row.pk)
    query = QueryDict(request.POST.get("query", "")[:200]).urlencode()
    return HttpResponseRedirect(f"{reverse('contracts:registrations')}{'?' if query else ''}{query}")


@reads(reads_documents)
def registrations_panel(request: Request) -> HttpResponse:
    """What waits for the document register, on the registrar's workspace."""
    rows = listing.readable_by(request.user)
    found, _following = listing.lines(listing.narrowed(rows, {}), 8)
    _name_clients(request, found)
    context = {"lines": found, "waiting": listing.waiting(rows)}
    return render(request, "contracts/registrations_panel.html", context)
