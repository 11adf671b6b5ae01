"""Practice calls, for those who lead: choose who practises and what, ring, read the script, end."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.calls import training as scenarios
from desk.calls.actions import training as deeds
from desk.calls.models import Call
from desk.calls.views.answers import shows_call
from desk.http import Refused, Request, reads, writes
from desk.people.models import User
from desk.people.permissions import leads

LAST = 20  # practice calls of the list


@writes(leads, form=True)
def index(request: Request) -> HttpResponse:
    """Who is in training, the scenarios, and the last practice calls."""
    trainees = User.objects.filter(training=True, is_active=True).order_by("last_name", "first_name")
    if request.method == "POST":
        return _ring(request)
    calls = list(Call.objects.filter(training=True).shown().newest_first()[:LAST])
    for call in calls:
        shows_call(request, call)
    context = {"trainees": trainees, "scenarios": scenarios.SCENARIOS, "calls": calls}
    return render(request, "calls/training.html", context)


def _ring(request: Request) -> HttpResponse:
    trainee = request.POST.get("trainee", "")
    scenario = scenarios.BY_CODE.get(request.POST.get("scenario", ""))
    if scenario is None or not trainee.isdigit():
        messages.error(request, _("Choose who practises, and which call."))
        return redirect("calls:training")
    who = get_object_or_404(User, pk=trainee)
    try:
        call = deeds.ring(trainee=who, scenario=scenario, by=request.user)
    except Refused as refused:
        for text in refused.texts:
            messages.error(request, text)
        return redirect("calls:training")
    messages.success(request, _("The practice call rings for %(name)s.") % {"name": who})
    return redirect("calls:practice", call.pk)


def _call(pk: int) -> Call:
    return get_object_or_404(Call.objects.shown(), pk=pk, training=True)


@reads(leads)
def practice(request: Request, pk: int) -> HttpResponse:
    """The script to read while it goes on, and what to look for."""
    call = _call(pk)
    shows_call(request, call)
    context = {"call": call, "scenario": scenarios.scenario_of(call.call_id)}
    template = "calls/practice.html#state" if request.htmx else "calls/practice.html"
    return render(request, template, context)


@writes(leads)
def end(request: Request, pk: int) -> HttpResponse:
    """The senior hangs up."""
    call = _call(pk)
    deeds.end(call=call, by=request.user)
    return redirect("calls:practice", pk)
