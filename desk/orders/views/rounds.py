"""Repeating orders, for the head: what comes again, whose turn is next, and what was given."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk import clock
from desk.http import Request, reads, writes
from desk.orders.actions import rounds as deeds
from desk.orders.models import Round
from desk.orders.permissions import gives
from desk.orders.round_forms import RoundForm
from desk.orders.views.answers import colleagues, done, tried

LAST = 10  # orders that a round's page shows


@reads(gives)
def index(request: Request) -> HttpResponse:
    """What comes again: those in use, the next first, then the others."""
    rows = Round.objects.prefetch_related("people").order_by("-active", "next_on", "title", "pk")
    return render(request, "orders/rounds.html", {"rows": rows})


@writes(gives, form=True)
def create(request: Request) -> HttpResponse:
    """A new one."""
    form = RoundForm(request.POST or None, people=colleagues())
    if form.is_valid() and tried(form, lambda: deeds.make_round(routine=form.routine, by=request.user)):
        messages.success(request, _("It comes again from now on."))
        return redirect("orders:rounds")
    return render(request, "orders/round.html", {"form": form}, status=422 if form.errors else 200)


@writes(gives, form=True)
def change(request: Request, pk: int) -> HttpResponse:
    """What comes from now on, with what was given lately."""
    round_ = get_object_or_404(Round, pk=pk)
    form = RoundForm(request.POST or None, people=colleagues(), round_=round_)
    if form.is_valid() and tried(
        form, lambda: deeds.change_round(round_=round_, routine=form.routine, by=request.user)
    ):
        messages.success(request, _("The repeating order is changed."))
        return redirect("orders:rounds")
    given = round_.orders.prefetch_related("assignments__user").newest_first()[:LAST]
    context = {"form": form, "round": round_, "given": given, "now": clock.now()}
    return render(request, "orders/round.html", context, status=422 if form.errors else 200)


@writes(gives)
def switch(request: Request, pk: int) -> HttpResponse:
    """Out of use, or into use again."""
    round_ = get_object_or_404(Round, pk=pk)
    active = "on" in request.POST
    said = _("It comes again from now on.") if active else _("It does not come any more.")
    return done(
        request, "orders:rounds",
        lambda: deeds.switch_round(round_=round_, active=active, by=request.user), said,
    )  # fmt: skip
