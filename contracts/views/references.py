"""References of the document register, taken from a table: all of them or, where a row is wrong, none."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.actions import registering
from contracts.permissions import registers
from contracts.registration import references
from contracts.registration.forms import TableForm
from desk.http import Refused, Request, writes
from desk.tables.bounds import TableError

MOST_SHOWN = 200  # wrong rows on the page


@writes(registers, form=True)
def take(request: Request) -> HttpResponse:
    """Upload the table; what is wrong is shown by row, and then nothing is taken."""
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    wrong: list[references.Wrong] = []
    if form.is_valid():
        try:
            given, wrong = references.read(form.cleaned_data["table"].file)
            if not wrong:
                return _taken(request, given)
        except TableError as trouble:
            form.add_error("table", trouble.text)
        except Refused as refused:
            form.add_error(None, list(refused.texts))
    context = {"form": form, "wrong": wrong[:MOST_SHOWN], "more": max(0, len(wrong) - MOST_SHOWN)}
    return render(request, "contracts/references.html", context)


def _taken(request: Request, given: list[references.Given]) -> HttpResponse:
    taken = registering.register_many(given=given, by=request.user)
    text = ngettext("%(count)s reference is taken.", "%(count)s references are taken.", taken.registered)
    messages.success(request, text % {"count": taken.registered})
    if taken.known:
        messages.info(request, _("Known already: %(count)s.") % {"count": taken.known})
    return redirect("contracts:registrations")
