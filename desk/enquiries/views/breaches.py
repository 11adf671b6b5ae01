"""How often level 1 answered what it must hand on, by topic and month, down to the rows."""

from datetime import date, time, timedelta

from django.http import HttpResponse
from django.shortcuts import render

from desk import workdays
from desk.enquiries import breaches
from desk.http import Request, reads
from desk.people.permissions import leads

MONTHS = 12


@reads(leads)
def index(request: Request) -> HttpResponse:
    """The last twelve months; a renamed topic is one line with what took its place."""
    months = _months(workdays.today())
    start, end = workdays.at(months[0], time.min), workdays.at(_following(months[-1]), time.min)
    rows = breaches.by_topic(start, end, months)
    context = {"months": months, "rows": rows, "total": sum(row.total for row in rows)}
    return render(request, "enquiries/breaches.html", context)


def _months(today: date) -> list[date]:
    """The first days of the last months, this one the last."""
    months = [today.replace(day=1)]
    while len(months) < MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months[::-1]


def _following(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)
