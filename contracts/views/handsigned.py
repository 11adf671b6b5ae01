"""What was signed by hand: taken in by one person, looked at and decided by another, on one page."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from contracts.actions import handsigned as actions
from contracts.enums import ContainerSource, HandSeen, PackageState
from contracts.models import Package
from contracts.permissions import decides, drafts
from contracts.verification import handsigned
from contracts.verification.handsigned import Signer
from contracts.verification.handsigned_forms import HandSignedForm
from desk.http import Refused, Request, writes
from desk.people import approvals
from desk.records.access import shows


@writes(drafts, form=True)
def by_hand(request: Request, pk: int) -> HttpResponse:
    """What waits for a second person, or the form that takes such a document in."""
    package = get_object_or_404(Package.objects.whole().select_related("check_at_sending"), pk=pk)
    client = package.client_id
    shows(request, "client", client, client_id=client, purpose=f"package:{pk}")
    taken = handsigned.waiting(package)
    form = None
    refusal = handsigned.refusal(package) if taken is None else ""
    if taken is None and not refusal:
        form = _form(request, package)
        if request.method == "POST" and form.is_valid() and _taken(request, package, form):
            return redirect("contracts:page", pk)
    elif request.method == "POST":
        messages.error(request, refusal or _("What was taken in waits for a second person."))
        return redirect("contracts:by_hand", pk)
    approval = taken.approval if taken else None
    context: dict[str, Any] = {
        "package": package, "taken": taken, "form": form, "refusal": refusal,
        "for_agency": package.state == PackageState.AWAITING_AGENCY,
        "not_second": approvals.refusal(approval, request.user) if approval else "",
    }  # fmt: skip
    return render(request, "contracts/handsigned.html", context)


def _form(request: Request, package: Package) -> HandSignedForm:
    given = request.POST if request.method == "POST" else None
    agency = package.state == PackageState.AWAITING_AGENCY
    expected: list[Signer] = (handsigned.agency_signers if agency else handsigned.signers)(package)
    return HandSignedForm(given, request.FILES or None, expected, further=not agency)


def _taken(request: Request, package: Package, form: HandSignedForm) -> bool:
    given = form.cleaned_data
    try:
        actions.take_in(
            package=package, file=given["upload"], source=ContainerSource(given["source"]),
            signed_on=given["signed_on"], seen=HandSeen(given["seen"]), note=given["note"],
            signers=form.signers, by=request.user,
        )  # fmt: skip
    except Refused as refused:
        for text in refused.texts:
            form.add_error(None, text)
        return False
    messages.success(request, _("The documents are taken in; a second person decides on them."))
    return True


@writes(decides)
def decide(request: Request, pk: int) -> HttpResponse:
    """The second person accepts or refuses what was signed by hand."""
    package = get_object_or_404(Package, pk=pk)
    try:
        actions.decide(
            package=package,
            accepted=request.POST.get("decision") == "accept",
            reason=request.POST.get("reason", ""),
            by=request.user,
        )
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
        return redirect("contracts:by_hand", pk)
    messages.success(request, _("The decision is written down."))
    return redirect("contracts:page", pk)
