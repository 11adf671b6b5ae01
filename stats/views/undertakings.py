"""Who lacks which training; undertakings of confidentiality and access to registers, with their dates."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk import workdays
from desk.http import Request, reads, writes
from desk.people.models import User
from desk.people.permissions import leads
from desk.people.roster import desk_people
from stats.actions import learning as learning_deeds
from stats.actions import undertakings as deeds
from stats.actions.reminding import WARNED
from stats.enums.learning import UndertakingKind
from stats.forms import learning as forms
from stats.learning import lacking as lacks
from stats.models import Undertaking
from stats.views.answers import done, tried

MOST = 500  # rows of the list: a small desk has some dozens
LISTS = {
    "stands": gettext_lazy("In force"), "ending": gettext_lazy("Ending soon"),
    "gone": gettext_lazy("Who left still has it"), "over": gettext_lazy("Ended"),
}  # fmt: skip


def _people() -> list[User]:
    today = workdays.today()
    return list(desk_people(today, today))


@writes(leads, form=True)
def lacking(request: Request) -> HttpResponse:
    """Who lacks which training; POST enters one that was had elsewhere."""
    today, people = workdays.today(), _people()
    allowed = User.objects.filter(pk__in=[each.pk for each in people])
    form = forms.PassedForm(request.POST or None, people=allowed)
    if form.is_valid():
        said = form.cleaned_data
        if tried(form, lambda: learning_deeds.enter_passed(**said, by=request.user)):
            return redirect("stats:lacking")
    columns, lines = lacks.table(people, today)
    context = {"columns": columns, "lines": lines, "form": form, "warned": lacks.WARNED.days}
    return render(request, "stats/lacking.html", context)


@reads(leads)
def undertakings(request: Request) -> HttpResponse:
    """What stands, what ends soon, who left and still has access, what is over; and who has none."""
    today = workdays.today()
    rows = Undertaking.objects.all()
    lists: dict[str, Callable[[], Any]] = {
        "stands": rows.in_force,
        "ending": lambda: rows.in_force().ending_by(today + WARNED),
        "gone": lambda: rows.in_force().of_the_gone(today),
        "over": lambda: rows.filter(ended_on__isnull=False),
    }
    chosen = request.GET.get("list", "stands")
    chosen = chosen if chosen in lists else "stands"
    people = _people()
    given = Undertaking.objects.confidentiality_of([each.pk for each in people if each.pk is not None])
    shown = lists[chosen]().select_related("user", "keeper", "ended_by").order_by("user__last_name", "pk")
    context = {
        "rows": shown[:MOST],
        "gone": set(rows.in_force().of_the_gone(today).values_list("pk", flat=True)),
        "tabs": LISTS.items(),
        "chosen": chosen,
        "without": [each for each in people if each.pk not in given],
        "today": today,
        "soon": today + WARNED,
    }
    return render(request, "stats/undertakings.html", context)


@writes(leads, form=True)
def undertaking_new(request: Request) -> HttpResponse:
    """Write one down."""
    form = forms.UndertakingForm(
        request.POST or None,
        initial={"person": request.GET.get("person", ""), "kind": UndertakingKind.CONFIDENTIALITY},
    )
    if form.is_valid():
        said = {**form.cleaned_data, "kind": UndertakingKind(form.cleaned_data["kind"])}
        if tried(form, lambda: deeds.enter(**said, by=request.user)):
            return redirect("stats:undertakings")
    return render(request, "stats/undertaking_form.html", {"form": form})


@writes(leads, form=True)
def undertaking_change(request: Request, pk: int) -> HttpResponse:
    """Correct it, or prolong it by a new paper."""
    row = get_object_or_404(Undertaking.objects.select_related("user"), pk=pk)
    form = forms.CorrectForm(request.POST or None, initial=forms.said_of(row))
    if form.is_valid():
        said = form.cleaned_data
        if tried(form, lambda: deeds.correct(undertaking=row, **said, by=request.user)):
            return redirect("stats:undertakings")
    end_form = forms.EndForm(initial={"on_day": workdays.today()})
    return render(request, "stats/undertaking_form.html", {"form": form, "row": row, "end_form": end_form})


@writes(leads)
def undertaking_end(request: Request, pk: int) -> HttpResponse:
    """Access was taken away, or the undertaking is over."""
    row, form = (
        get_object_or_404(Undertaking.objects.select_related("user"), pk=pk),
        forms.EndForm(request.POST),
    )
    if not form.is_valid():
        context = {"form": forms.CorrectForm(initial=forms.said_of(row)), "row": row, "end_form": form}
        return render(request, "stats/undertaking_form.html", context)
    day = form.cleaned_data["on_day"]
    return done(
        request, "stats:undertakings", lambda: deeds.end(undertaking=row, on_day=day, by=request.user),
        _("It has ended."),
    )  # fmt: skip
