"""What people do about a request of a person: each deed goes back to its page, a refusal in words."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from contracts.subjects import forms
from contracts.subjects.views import context_of, found
from desk.clients.actions import requests as actions
from desk.clients.models import DataRequest
from desk.http import Refused, Request, writes
from desk.people.permissions import at_the_desk, head


def _done(
    request: Request,
    pk: int,
    deed: Callable[[DataRequest, dict[str, Any]], Any],
    form: Form | None,
    said: str,
) -> HttpResponse:
    """Do the deed of a valid form (None: without one); what is wrong is said on the page."""
    row = found(pk)
    if form is not None and not form.is_valid():
        for name, errors in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            messages.error(request, f"{label}: {' '.join(map(str, errors))}".strip(": "))
        return redirect(row)
    try:
        deed(row, form.cleaned_data if form is not None else {})
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
    else:
        messages.success(request, said)
    return redirect("contracts:data_request", pk)


@writes(at_the_desk)
def order_report(request: Request, pk: int) -> HttpResponse:
    """Have the report made."""
    said = _("The report is being made; you are told when it is ready.")
    return _done(request, pk, lambda row, _f: actions.order_report(request=row, by=request.user), None, said)


@writes(head)
def extend(request: Request, pk: int) -> HttpResponse:
    """Two months more."""
    form = forms.ExtensionForm(request.POST)
    said = _("The term is two months longer. Tell the person why.")
    return _done(request, pk, lambda row, f: actions.extend(request=row, by=request.user, **f), form, said)


@writes(head)
def decide(request: Request, pk: int) -> HttpResponse:
    """Granted or refused; an erasure then waits for a second person."""
    form = forms.DecisionForm(request.POST)
    said = _("The decision is written down.")
    return _done(request, pk, lambda row, f: actions.decide(request=row, by=request.user, **f), form, said)


@writes(head)
def try_out(request: Request, pk: int) -> HttpResponse:
    """What an erasure would do; everything is taken back before the page is shown."""
    row = found(pk)
    outcomes = actions.try_out(row)
    tried = actions.summed(outcomes)
    first = sorted({outcome.reason for outcome in outcomes if outcome.first})
    context = context_of(request, row, tried=tried, first=first)
    return render(request, "contracts/subjects/page.html", context)


@writes(at_the_desk)
def correct(request: Request, pk: int) -> HttpResponse:
    """A fact of the person's own is changed."""
    row = found(pk)
    owner = row.client or row.person
    assert owner is not None  # a constraint of the table
    form = forms.CorrectionForm(request.POST, row=owner)
    said = _("Corrected. Tell those to whom the data had gone.")
    return _done(request, pk, lambda row, f: actions.correct(request=row, by=request.user, **f), form, said)


@writes(at_the_desk)
def dispute(request: Request, pk: int) -> HttpResponse:
    """What stays as evidence gets a visible note."""
    form = forms.DisputeForm(request.POST)

    def deed(row: DataRequest, said: dict[str, Any]) -> None:
        actions.correct(
            request=row, subject=(said["kind"], said["number"]), field=said["field"], before=said["before"],
            after="", reason=said["reason"], by=request.user,
        )  # fmt: skip

    return _done(request, pk, deed, form, _("Written down; the story of the record says it too."))


@writes(at_the_desk)
def recipient(request: Request, pk: int) -> HttpResponse:
    """Somebody to whom the data had gone was told."""
    form = forms.RecipientForm(request.POST)
    said = _("Written down.")
    return _done(
        request, pk, lambda row, f: actions.told_recipient(request=row, by=request.user, **f), form, said
    )


@writes(at_the_desk)
def ready(request: Request, pk: int) -> HttpResponse:
    """A letter that the answer is ready."""
    form = forms.ReadyForm(request.POST, request=found(pk))
    said = _("The letter waits to be sent.")
    return _done(
        request, pk, lambda row, f: actions.write_ready(request=row, by=request.user, **f), form, said
    )


@writes(at_the_desk)
def close(request: Request, pk: int) -> HttpResponse:
    """The person has the answer."""
    form = forms.HandedForm(request.POST)
    said = _("The request is answered.")
    return _done(request, pk, lambda row, f: actions.close(request=row, by=request.user, **f), form, said)


@writes(at_the_desk)
def withdraw(request: Request, pk: int) -> HttpResponse:
    """The person no longer wants it."""
    said = _("The request is taken back.")
    return _done(request, pk, lambda row, _f: actions.withdraw(request=row, by=request.user), None, said)
