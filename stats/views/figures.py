"""Tables of figures for those who lead: the same that the warehouse reads, on a page and as CSV."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from desk import workdays
from desk.http import Request, reads
from desk.people.permissions import leads
from stats import published
from stats.enums.reports import WarehouseTable
from stats.figures import FIGURES
from stats.forms.reports import TableForm
from stats.records.parts import ROWS
from stats.reports import plain


def _form(request: Request) -> TableForm:
    """What was asked; without anything, enquiries by topic in the last whole month."""
    before = workdays.today().replace(day=1).toordinal() - 1
    usual = {
        "table": WarehouseTable.TOPICS.value, "grain": "monthly",
        "month": f"{date.fromordinal(before):%Y-%m}",
    }  # fmt: skip
    return TableForm({name: request.GET.get(name, value) for name, value in usual.items()})


def _asked(form: TableForm) -> tuple[str, list[published.Entry]]:
    found = form.cleaned_data
    month = date.fromisoformat(f"{found['month']}-01")
    if month > workdays.today():
        return found["table"], []
    return found["table"], published.published(found["table"], month, daily=found["grain"] == "daily")


@reads(leads)
def tables(request: Request) -> HttpResponse:
    """One table of a month, as the warehouse gets it."""
    form = _form(request)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        table, entries = _asked(form)
        heads, *lines = published.rows(table, entries)
        model = "Traffic" if table == WarehouseTable.TRAFFIC else "Contacts"
        context |= {
            "heads": heads[:3], "measures": [ROWS[model][name] for name in published.measures_of(table)],
            "lines": lines, "query": request.GET.urlencode(),
            "figures": [FIGURES[code] for code in published.FIGURES_OF[table]],
        }  # fmt: skip
    return render(request, "stats/tables.html", context, status=200 if form.is_valid() else 422)


@reads(leads)
def csv(request: Request) -> HttpResponse:
    """The same as a file."""
    form = _form(request)
    if not form.is_valid():
        return HttpResponse(status=400)
    table, entries = _asked(form)
    response = HttpResponse(
        plain.write(published.rows(table, entries)), content_type="text/csv; charset=utf-8"
    )
    name = f"{table}-{form.cleaned_data['month']}"
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
