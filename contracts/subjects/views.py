"""Requests about own data: the list, the form for a new one, and one request."""

from datetime import datetime, time
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from contracts.subjects import forms
from desk import clock, workdays
from desk.clients.actions import requests as actions
from desk.clients.enums import Decision, RequestKind, RequestState
from desk.clients.models import Client, DataRequest, DataRequestFile, Person
from desk.http import Refused, Request, reads, writes
from desk.outbox import JobState
from desk.people.enums import Role
from desk.people.permissions import DESK, at_the_desk, roles
from desk.records import access, blobs

PAGE = 25
FOR = "subject"  # the purpose of a look: answering the person's own request
sees_requests = roles(*DESK, Role.AUDITOR)


@reads(sees_requests)
def index(request: Request) -> HttpResponse:
    """What is still owed, the most urgent first; with `?list=all` what is over too."""
    chosen = "all" if request.GET.get("list") == "all" else "open"
    rows = DataRequest.objects.shown().most_urgent_first()
    rows = rows if chosen == "all" else rows.open()
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = rows.after(int(after))
    page = list(rows[: PAGE + 1])
    for each in page[:PAGE]:
        shows(request, each, "list")
    context = {
        "rows": page[:PAGE], "chosen": chosen, "now": clock.now(),
        "following": page[PAGE - 1].pk if len(page) > PAGE else None,
    }  # fmt: skip
    return render(request, "contracts/subjects/index.html", context)


@writes(at_the_desk, form=True)
def create(request: Request, kind: str, pk: int) -> HttpResponse:
    """Write down what a client who is a person, or a contact person, asks; earlier requests stand beside."""
    model: Any = Client if kind == "client" else Person
    row = get_object_or_404(model, pk=pk)
    access.shows(request, kind, pk, client_id=pk if kind == "client" else None, purpose=FOR)
    form = forms.RequestForm(request.POST or None, initial={"received": workdays.today()})
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.receive(
                row=row, kind=said["kind"], identified=said["identified"], wish=said["wish"],
                ground=said["ground"], received_at=_moment(said["received"]), by=request.user,
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            return redirect(made)
    earlier = DataRequest.objects.of_owner(kind, pk).shown().order_by("-pk")[:PAGE]
    context = {"form": form, "row": row, "earlier": earlier}
    return render(request, "contracts/subjects/create.html", context, status=422 if form.errors else 200)


def _moment(day: Any) -> datetime:
    """The day as it was said; today is now."""
    if day == workdays.today():
        return clock.now()
    return timezone.make_aware(datetime.combine(day, time(12)))


@reads(sees_requests)
def page(request: Request, pk: int) -> HttpResponse:
    """One request with what may be done about it now."""
    return render(request, "contracts/subjects/page.html", context_of(request, found(pk)))


def found(pk: int) -> DataRequest:
    """The request with what its page shows."""
    row: DataRequest = get_object_or_404(DataRequest.objects.shown(), pk=pk)
    return row


def shows(request: Request, row: DataRequest, purpose: str = FOR) -> None:
    """Name the person for the access log."""
    kind, pk = row.subject_key
    access.shows(request, kind, pk, client_id=row.client_id, purpose=purpose)


def context_of(request: Request, row: DataRequest, **more: Any) -> dict[str, Any]:
    """What the page shows; forms only where the deed is open to this person and in this state."""
    shows(request, row)
    owner = row.client or row.person
    assert owner is not None  # a constraint of the table
    at_desk, leads = request.user.holds(*DESK), request.user.holds(Role.HEAD)
    work = getattr(row, "work", None)
    decided = row.state == RequestState.DECIDED
    correcting = at_desk and row.is_open and row.kind == RequestKind.CORRECTION
    refused = row.decision == Decision.REFUSED
    return {
        "row": row,
        "owner": owner,
        "now": clock.now(),
        "files": list(row.files.select_related("blob").order_by("pk")),
        "corrections": list(row.corrections.select_related("by")),
        "recipients": list(row.recipients.select_related("by")),
        "work": work,
        "busy": work is not None and work.state in {JobState.PENDING, JobState.SENDING},
        "failed": work is not None and work.state in {JobState.FAILED, JobState.UNKNOWN},
        "may_make": at_desk and row.is_open and row.kind == RequestKind.REPORT and not refused,
        "may_decide": leads and row.is_open and row.state == RequestState.OPEN,
        "may_extend": leads and row.is_open and row.extended_at is None,
        "may_close": at_desk and row.is_open and decided,
        "may_withdraw": at_desk and row.is_open,
        "may_try": leads and row.is_open and row.kind == RequestKind.ERASURE and not decided,
        "decision_form": forms.DecisionForm(),
        "extension_form": forms.ExtensionForm(),
        "correction_form": forms.CorrectionForm(row=owner) if correcting else None,
        "dispute_form": forms.DisputeForm() if correcting else None,
        "recipient_form": forms.RecipientForm() if at_desk else None,
        "handed_form": forms.HandedForm(),
        "ready_form": forms.ReadyForm(request=row) if at_desk and row.is_open and decided else None,
    } | more


@reads(at_the_desk)
def download(request: Request, pk: int, file: int) -> HttpResponse:
    """A file made for the person, to be handed over."""
    row = found(pk)
    shows(request, row)
    one = get_object_or_404(DataRequestFile.objects.select_related("blob"), pk=file, request=row)
    response = HttpResponse(blobs.read(one.blob), content_type=one.blob.content_type)
    response["Content-Disposition"] = f'attachment; filename="{row.number}-{one.name}"'
    return response
