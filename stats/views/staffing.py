"""The forecast of the load, and the calculator of people on the line."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk import workdays
from desk.http import Request, reads, writes
from desk.outbox import JobState
from desk.people import roster
from desk.people.permissions import leads
from stats.actions import forecasts as deeds
from stats.forms.staffing import ForecastForm, WhatIfForm
from stats.models import Forecast, Proposal
from stats.staffing import pictures, what_if
from stats.views.answers import done, tried

SHOWN = 10  # forecasts and proposals in lists


@reads(leads)
def index(request: Request) -> HttpResponse:
    """The latest forecast, what was proposed lately, and a new forecast to ask for."""
    made = Forecast.objects.made().newest_first().first()
    asked = Forecast.objects.newest_first().first()
    context = {
        **_shown(request, made),
        "waiting": asked if asked and asked.state != JobState.SENT else None,
        "proposals": Proposal.objects.select_related("written_by").newest_first()[:SHOWN],
        "form": ForecastForm(monday=_monday()),
    }
    return render(request, "stats/staffing.html", context)


@reads(leads)
def forecast(request: Request, pk: int) -> HttpResponse:
    """One forecast: how far it is, or its numbers."""
    row = get_object_or_404(Forecast.objects.select_related("asked_by"), pk=pk)
    made = row if row.made_at else None
    context = {**_shown(request, made), "waiting": None if made else row, "row": row}
    return render(request, "stats/forecast.html", context)


@writes(leads, form=True)
def ask(request: Request) -> HttpResponse:
    """Ask for a new one."""
    form = ForecastForm(request.POST or None, monday=_monday())
    made: list[Forecast] = []
    if form.is_valid() and tried(form, lambda: made.append(deeds.ask(**form.cleaned_data, by=request.user))):
        messages.success(request, _("The forecast is being made; it takes up to a minute."))
        return redirect(made[0])
    return render(request, "stats/forecast_new.html", {"form": form}, status=422 if form.errors else 200)


@writes(leads)
def try_again(request: Request, pk: int) -> HttpResponse:
    """One that failed, once more."""
    row = get_object_or_404(Forecast, pk=pk)
    return done(request, row, lambda: deeds.try_again(forecast=row, by=request.user))


@reads(leads)
def calculate(request: Request) -> HttpResponse:
    """How many people a load needs, with fewer and more of them beside."""
    form = WhatIfForm(request.GET if "calls" in request.GET else None)
    found = what_if.rows(form.cleaned_data) if form.is_valid() else None
    return render(request, "stats/staffing_what_if.html", {"form": form, "found": found})


def _monday() -> date:
    return roster.monday_of(workdays.today())


def _shown(request: Request, made: Forecast | None) -> dict[str, Any]:
    """A made forecast as its page shows it, one week at a time."""
    if made is None:
        return {"forecast": None}
    weeks = list(pictures.mondays(made.first, made.weeks))
    monday = chosen_week(request, weeks)
    handle = made.handle
    return {
        "forecast": made,
        "card": pictures.forecast_card(made, monday),
        "monday": monday,
        "weeks": [(day, day + timedelta(days=6)) for day in weeks],
        "error": pictures.error_words(made),
        "errors": pictures.error_rows(made),
        "short": made.method == "naive" and "regression" not in made.errors,
        "total": round(sum(each[2] for each in made.numbers)),
        "handle": pictures.handle_rows(handle),
    }


def chosen_week(request: Request, weeks: list[date]) -> date:
    """The week that the address names, else the first."""
    asked = roster.week_named(request.GET.get("week", ""))
    return asked if asked in weeks else weeks[0]
