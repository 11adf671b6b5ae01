"""The year of declaration periods: what is due when, where the peaks are, and a head's own dates."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from desk import workdays
from desk.http import Request, reads, writes
from desk.orders import periods
from desk.orders.actions import periods as deeds
from desk.orders.models import Period
from desk.orders.period_forms import DueForm
from desk.orders.views.answers import done, tried
from desk.people import roster
from desk.people.enums import Role
from desk.people.permissions import LEADS, at_the_desk, head

_YEARS = range(2000, 2100)


@reads(at_the_desk)
def calendar(request: Request) -> HttpResponse:
    """The months of a year with what is due in each, and the peaks."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in _YEARS else workdays.today().year
    months = periods.year_of(year)
    context = {
        "year": year,
        "months": months,
        "peaks": list(dict.fromkeys(peak for month in months for peak in month.peaks)),
        "rows": [each for month in months for each in month.due],
        "today": workdays.today(),
        "sets": request.user.holds(Role.HEAD),
        "orders": request.user.holds(*LEADS),
    }
    return render(request, "orders/calendar.html", context)


@reads(at_the_desk)
def peaks(request: Request) -> HttpResponse:
    """Beside the roster: the peaks that touch its week, and those of the next four."""
    monday = roster.week_named(request.GET.get("week", "")) or roster.monday_of(workdays.today())
    sunday = monday + timedelta(days=6)
    found = periods.peaks_within(monday, sunday + timedelta(weeks=4))
    context = {
        "now": [each for each in found if each.first <= sunday],
        "soon": [each for each in found if each.first > sunday],
        "week": roster.week_name(monday),
        "year": monday.year,
    }
    return render(request, "orders/period_peaks.html", context)


@writes(head, form=True)
def period(request: Request, pk: int) -> HttpResponse:
    """Another due date for one period, with its reason."""
    row = get_object_or_404(Period.objects.select_related("obligation"), pk=pk)
    data = request.POST if request.method == "POST" else None
    form = DueForm(data, initial={"due_on": row.due_on, "reason": row.reason})
    if form.is_bound and form.is_valid():
        values: dict[str, date | str] = form.cleaned_data
        if tried(form, lambda: deeds.override(period=row, by=request.user, **values)):  # type: ignore[arg-type]
            return redirect(_address(row))
    counted = periods.counted(row.obligation, row.year, row.number, periods.calendar())
    context = {"period": row, "form": form, "counted": counted, "back": _address(row)}
    return render(request, "orders/period.html", context, status=422 if form.errors else 200)


@writes(head)
def count_again(request: Request, pk: int) -> HttpResponse:
    """The date that the obligation gives."""
    row = get_object_or_404(Period.objects.select_related("obligation"), pk=pk)
    said = _("The date is counted again.")
    return done(request, _address(row), lambda: deeds.count_again(period=row, by=request.user), said)


def _address(row: Period) -> str:
    return f"{reverse('orders:calendar')}?year={row.due_on.year}"
