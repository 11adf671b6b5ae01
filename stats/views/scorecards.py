"""Scorecards as those read them who review, are reviewed or approve; they are worded in administration."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.http import Refused, Request, reads, writes
from desk.people.actions import decide_second
from desk.people.approvals import refusal
from desk.people.enums import Role
from desk.people.models import Approval
from desk.people.permissions import DESK, roles
from stats.actions.scorecards import KIND
from stats.models import Scorecard

reads_scorecards = roles(*DESK, Role.ADMINISTRATOR)
approves = roles(Role.HEAD, Role.SENIOR, Role.ADMINISTRATOR)


@reads(reads_scorecards)
def index(request: Request) -> HttpResponse:
    """Every version, those in use marked: whoever is reviewed may know by what."""
    in_use = set(Scorecard.objects.in_use().values_list("pk", flat=True))
    rows = Scorecard.objects.select_related("made_by", "approved_by")[:100]
    return render(request, "stats/quality/scorecards.html", {"scorecards": rows, "in_use": in_use})


@reads(reads_scorecards)
def page(request: Request, pk: int) -> HttpResponse:
    """One version; whoever may be its second person decides here."""
    scorecard = get_object_or_404(Scorecard.objects.whole().select_related("made_by", "approved_by"), pk=pk)
    approval = Approval.objects.waiting().of(KIND, ("scorecard", pk)).first()
    why_not = refusal(approval, request.user) if approval else ""
    context = {
        "scorecard": scorecard,
        "approval": approval,
        "why_not": why_not,
        "in_use": Scorecard.objects.in_use().filter(pk=pk).exists(),
    }
    return render(request, "stats/quality/scorecard.html", context)


@writes(approves)
def decide(request: Request, pk: int) -> HttpResponse:
    """The second person's word on a new version."""
    scorecard = get_object_or_404(Scorecard, pk=pk)
    approval = Approval.objects.waiting().of(KIND, ("scorecard", pk)).first()
    word = request.POST.get("decision", "")
    if approval is not None and word in {"approve", "refuse"}:
        try:
            decide_second(
                approval=approval, approved=word == "approve", by=request.user,
                reason=request.POST.get("reason", ""),
            )  # fmt: skip
            messages.success(request, _("The decision is written down."))
        except Refused as refused:
            messages.error(request, " ".join(refused.texts))
    return redirect("stats:scorecard", scorecard.pk)
