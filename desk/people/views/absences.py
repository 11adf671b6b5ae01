"""Pages of absences: who is away and who stands in, entering, changing, ending."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk import workdays
from desk.http import Refused, Request, writes
from desk.people import actions, deputies, handover
from desk.people.absence_forms import AbsenceForm, NewAbsenceForm
from desk.people.models import Absence, User
from desk.people.permissions import LEADS, at_the_desk, own_or_leads

SHOWN = timedelta(days=365)  # how far back the list of past absences goes
MOST = 200  # rows of that list


@writes(at_the_desk, form=True)
def absences(request: Request) -> HttpResponse:
    """Who is away and who stands in, today and later (`?show=past`: before); POST enters an absence."""
    user, people = request.user, _people()
    leads = user.holds(*LEADS)
    form = NewAbsenceForm(request.POST or None, people=people, away=user, leads=leads)
    if form.is_valid():
        chosen = {"user": user, **form.cleaned_data}
        try:
            actions.enter_absence(by=user, **chosen)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("The absence is entered."))
            return redirect("people:absences")
    past = request.GET.get("show") == "past"
    context = {"form": form, "past": past, "rows": _rows(user, past=past), "today": workdays.today()}
    return render(request, "people/absences.html", context)


@writes(at_the_desk, form=True)
def absence_change(request: Request, pk: int) -> HttpResponse:
    """Correct the days or the deputy."""
    absence = _own(request.user, pk)
    initial = {"first_day": absence.first_day, "last_day": absence.last_day, "deputy": absence.deputy_id}
    form = AbsenceForm(request.POST or None, people=_people(), away=absence.user, initial=initial)
    if form.is_valid():
        try:
            actions.change_absence(absence=absence, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
        else:
            messages.success(request, _("The absence is changed."))
            return redirect("people:absences")
    return render(request, "people/absence_change.html", {"form": form, "absence": absence})


@writes(at_the_desk)
def absence_end(request: Request, pk: int) -> HttpResponse:
    """The person is here again, or will not be away after all."""
    try:
        actions.end_absence(absence=_own(request.user, pk), by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    else:
        messages.success(request, _("The absence has ended."))
    return redirect("people:absences")


def _people() -> dict[int, User]:
    """Everyone who works at the desk today, by name."""
    able = deputies.able(workdays.today()).values("user_id")
    people = User.objects.filter(pk__in=able).order_by("last_name", "first_name")
    return {person.pk: person for person in people}


def _own(user: User, pk: int) -> Absence:
    absence = get_object_or_404(Absence.objects.select_related("user", "deputy"), pk=pk)
    if refusal := own_or_leads(user, absence.user):
        raise PermissionDenied(refusal)
    return absence


def _rows(user: User, *, past: bool) -> list[dict[str, object]]:
    """Absences with what the person may do with them; those of today with the way that the work goes."""
    today = workdays.today()
    rows = Absence.objects.select_related("user", "deputy")
    if past:
        over = rows.filter(last_day__lt=today, last_day__gte=today - SHOWN)
        return [{"absence": each} for each in over.order_by("-last_day", "-pk")[:MOST]]
    listed = list(rows.filter(last_day__gte=today))
    deputy_of, names = deputies.deputy_of(today), handover.names_of(listed)
    ways = {absent: handover.way(deputy_of, absent, names, _("nobody")) for absent in deputy_of}
    return [
        {
            "absence": each,
            "way": ways.get(each.user_id, "") if each.first_day <= today else "",
            "mine": own_or_leads(user, each.user) is None,
        }
        for each in listed
    ]
