"""The agency's register of signing rights, as it stands today or stood on any day."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from contracts.agency import mandates
from contracts.agency.mandate_forms import DayForm
from contracts.models import SigningMandate
from contracts.permissions import keeps_templates, sees_mandates
from desk import workdays
from desk.http import Request, reads

MOST = 100  # rows of what is over or has not begun


@reads(sees_mandates)
def page(request: Request) -> HttpResponse:
    """Who may sign what for the agency on `?day=`, by which order; `?of=` lays one right's history open."""
    given = request.GET.get("day", "")
    form = DayForm({"day": given or workdays.today().strftime("%d.%m.%Y")})
    day = form.cleaned_data["day"] if form.is_valid() else workdays.today()
    of = request.GET.get("of", "")
    mandate = SigningMandate.objects.filter(pk=int(of)).first() if of.isdecimal() else None
    context: dict[str, Any] = {
        "form": form,
        "day": day,
        "today": day == workdays.today(),
        "valid": list(mandates.on(day)),
        "others": list(mandates.others(day)[:MOST]),
        "mandate": mandate,
        "history": mandates.history(mandate) if mandate else [],
        "keeps": keeps_templates(request.user) is None,
    }
    return render(request, "contracts/mandates.html", context)
