"""Staffing proposals: written by those who lead, decided by the head."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.http import Request, reads, writes
from desk.people import roster
from desk.people.enums import Role
from desk.people.models import User
from desk.people.permissions import head, leads
from stats import permissions
from stats.actions import proposals as deeds
from stats.enums.staffing import ProposalState
from stats.figures.words import number
from stats.forms.staffing import AssumptionsForm, DecisionForm, ProposalForm
from stats.models import Decision, Forecast, Proposal
from stats.staffing import counting, pictures, rostered, workflow
from stats.views.answers import done, tried
from stats.views.staffing import chosen_week


@writes(leads, form=True)
def create(request: Request, forecast: int) -> HttpResponse:
    """A new proposal on a forecast."""
    row = get_object_or_404(Forecast.objects.made(), pk=forecast)
    form = ProposalForm(request.POST or None, forecast=row)
    made: list[Proposal] = []
    if form.is_valid() and tried(
        form, lambda: made.append(deeds.write(forecast=row, **form.cleaned_data, by=request.user))
    ):
        messages.success(request, _("The draft is counted: look through the assumptions, then send it."))
        return redirect(made[0])
    context = {"form": form, "forecast": row}
    return render(request, "stats/proposal_new.html", context, status=422 if form.errors else 200)


@reads(leads)
def page(request: Request, pk: int) -> HttpResponse:
    """Need beside roster, what would come of the changes, and what to do next."""
    return render(request, "stats/proposal.html", _context(request, _proposal(pk)))


@writes(leads, form=True)
def change(request: Request, pk: int) -> HttpResponse:
    """Other assumptions or words in a draft; everything is counted anew."""
    proposal = _proposal(pk)
    context = _context(request, proposal)
    if context["assumptions"] is None:
        messages.error(
            request, _("Only the one who wrote a draft changes it; what was sent is taken back first.")
        )
        return redirect(proposal)
    form = AssumptionsForm(request.POST or None, instance=_proposal(pk))
    if form.is_valid() and tried(
        form, lambda: deeds.change(proposal=proposal, said=form.cleaned_data, by=request.user)
    ):
        messages.success(request, _("Counted anew."))
        return redirect(proposal)
    context |= {"assumptions": form, "changing": True}
    return render(request, "stats/proposal.html", context, status=422 if form.errors else 200)


@writes(leads)
def send(request: Request, pk: int) -> HttpResponse:
    """To the head."""
    row = _proposal(pk)
    said = _("The proposal is sent: the head decides.")
    return done(request, row, lambda: deeds.send(proposal=row, by=request.user), said)


@writes(leads)
def take_back(request: Request, pk: int) -> HttpResponse:
    """Before it is decided."""
    row = _proposal(pk)
    said = _("It is a draft again.")
    return done(request, row, lambda: deeds.take_back(proposal=row, by=request.user), said)


@writes(leads)
def drop(request: Request, pk: int) -> HttpResponse:
    """A draft that is not needed."""
    row = _proposal(pk)
    said = _("The draft is put away.")
    return done(request, row, lambda: deeds.drop(proposal=row, by=request.user), said)


@writes(head, form=True)
def decide(request: Request, pk: int) -> HttpResponse:
    """The head's decision, with its reason."""
    proposal = _proposal(pk)
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        said = _("Your decision is written down, and the one who proposed is told.")
        return done(
            request, proposal,
            lambda: deeds.decide(proposal=proposal, **form.cleaned_data, by=request.user), said,
        )  # fmt: skip
    context = _context(request, proposal)
    if form.is_bound and context["decision_form"]:
        context["decision_form"] = form
    return render(request, "stats/proposal.html", context, status=422 if form.errors else 200)


@writes(leads)
def carry_out(request: Request, pk: int) -> HttpResponse:
    """What was accepted stands in the roster."""
    row = _proposal(pk)
    said = _("The proposal is carried out.")
    return done(request, row, lambda: deeds.carry_out(proposal=row, by=request.user), said)


def _proposal(pk: int) -> Proposal:
    rows = Proposal.objects.select_related("forecast", "written_by", "decision__by", "carried_by")
    return get_object_or_404(rows, pk=pk)


def _context(request: Request, proposal: Proposal) -> dict[str, Any]:
    weeks = list(pictures.mondays(proposal.first, proposal.weeks))
    monday = chosen_week(request, weeks)
    state, user = ProposalState(proposal.state), request.user
    writes_it = permissions.changes_proposal(user, proposal.written_by) is None
    decides = state == ProposalState.SENT and permissions.decides_proposal(user, proposal.written_by) is None
    moves = _moves(proposal)
    return {
        "proposal": proposal,
        "decision": Decision.objects.filter(proposal=proposal).select_related("by").first(),
        "owner": workflow.OWNERS[state],
        "card": pictures.heat_card(proposal, monday),
        "monday": monday,
        "week": roster.week_name(monday),
        "weeks": [(day, day + timedelta(days=6)) for day in weeks],
        "whole": pictures.whole_rows(proposal),
        "moves": moves,
        "carried": sum(move["there"] for move in moves),
        "unplanned": not any(slot["rostered"] for slot in proposal.result.get("slots", ())),
        "work": pictures.work_rows(proposal),
        "room": pictures.room_of(proposal),
        "truth": pictures.truth(proposal),
        "error": pictures.error_words(proposal.forecast),
        "mine": writes_it,
        "assumptions": AssumptionsForm(instance=proposal) if writes_it and state == "draft" else None,
        "decision_form": DecisionForm() if decides else None,
        "own": state == ProposalState.SENT and user.holds(Role.HEAD) and writes_it,
        "changing": False,
    }


def _moves(proposal: Proposal) -> list[dict[str, Any]]:
    """The changes with names, and whether each stands in the roster by now."""
    kept = proposal.result.get("moves", [])
    people = User.objects.in_bulk({move["user"] for move in kept})
    there = rostered.carried([counting.planned_of(move) for move in kept])
    return [
        {
            "day": pictures.day_name(counting.planned_of(move).day),
            "week": roster.week_name(counting.planned_of(move).day),
            "person": people.get(move["user"]),
            "what": pictures.kind_words(move),
            "times": pictures.move_words(move),
            "gain": number(move["gain"] / 2),
            "there": stands,
        }
        for move, stands in zip(kept, there, strict=True)
    ]
