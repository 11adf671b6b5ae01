"""Signatures that a card gave and a service does not confirm: each with its reason and what may be done."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from contracts.actions import signing
from contracts.models import AgencySignature
from contracts.permissions import drafts, signs_for_agency
from contracts.sitting import steps
from desk.http import Refused, Request, reads, writes
from desk.records.access import shows


@reads(drafts)
def index(request: Request) -> HttpResponse:
    """What was tried at least once and is not finished, the oldest first."""
    rows = (
        steps.whole()
        .select_related("sitting__signer")
        .filter(finished=None, dropped_at=None, signed_at__isnull=False)
    )
    found = [steps.Step(each) for each in rows.exclude(reason="").order_by("signed_at")[:200]]
    for each in found:
        shows(request, "client", each.package.client_id, client_id=each.package.client_id, purpose="unsent")
    context = {"steps": found, "may_sign": signs_for_agency(request.user) is None}
    return render(request, "contracts/unfinished.html", context)


@writes(drafts)
def again(request: Request, pk: int) -> HttpResponse:
    """Try the services once more now."""
    row = get_object_or_404(AgencySignature.jobs, pk=pk)
    if signing.try_again(signature=row, by=request.user):
        messages.success(request, _("The signature is tried once more."))
    return redirect("contracts:unfinished")


@writes(signs_for_agency)
def anew(request: Request, pk: int) -> HttpResponse:
    """Give the signature up: the documents are signed once more."""
    try:
        signing.give_back(signature=get_object_or_404(AgencySignature.jobs, pk=pk), by=request.user)
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
        return redirect("contracts:unfinished")
    return redirect("contracts:agency")
