"""Reading the text of a card: the form, what has been read, taking back and ending."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk.http import Refused, Request, writes
from desk.people import approvals
from desk.people.models import Approval
from desk.records import purpose
from desk.records.access import shows
from registry import actions, rules, said
from registry.actions.readings import KIND, MOST_WAYS
from registry.enums import Standing
from registry.forms import ReadingForm, WhyForm, typed
from registry.models import Check, Reading
from registry.permissions import asks


@writes(asks, form=True)
def read_text(request: Request, pk: int) -> HttpResponse:
    """Say who signs by the text; "one more way" draws the form with another row and judges nothing."""
    check = get_object_or_404(Check.objects.select_related("client", "payload"), pk=pk)
    if check.client is None or not rules.readable(check.judgement):
        messages.error(request, _("This answer needs nobody to read it."))
        return redirect(check)
    why = purpose.of_client(request, check.client.pk)
    shows(request, "client", check.client.pk, client_id=check.client.pk, purpose=why)
    people = said.signable(check.judgement)
    form = _form(request, people)
    if request.method == "POST" and "more" not in request.POST and form.is_valid():
        try:
            actions.read_text(
                check=check, groups=form.ways, reason=form.cleaned_data["reason"], by=request.user
            )
        except Refused as refused:
            for text in refused.texts:
                form.add_error(None, text)
        else:
            messages.success(request, _("Your reading is written down."))
            return redirect(check)
    nameless = [
        row for row in check.judgement.persons if row.identity not in {each.identity for each in people}
    ]
    context = {"check": check, "form": form, "people": people, "nameless": nameless}
    context |= {"ways": len(form.fields) - 2, "most": MOST_WAYS}
    return render(request, "registry/read_text.html", context)


def _form(request: Request, people: list[rules.Person]) -> ReadingForm:
    given = request.POST.get("ways", "")
    ways = min(int(given) if given.isdecimal() else 1, MOST_WAYS)
    if "more" not in request.POST:
        return ReadingForm(request.POST if request.method == "POST" else None, people, ways)
    form = ReadingForm(None, people, min(ways + 1, MOST_WAYS))
    form.initial = typed(form, request.POST)
    return form


@writes(asks)
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take an own reading back before anybody has looked at it."""
    reading = get_object_or_404(Reading.objects.select_related("check_row"), pk=pk)
    try:
        actions.withdraw_reading(reading=reading, by=request.user)
        messages.success(request, _("The reading is taken back."))
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    return redirect(reading)


@writes(asks)
def end(request: Request, pk: int) -> HttpResponse:
    """The reading no longer counts; why stands beside it."""
    reading = get_object_or_404(Reading.objects.select_related("check_row__client"), pk=pk)
    try:
        actions.end_reading(reading=reading, why=request.POST.get("why", ""), by=request.user)
        messages.success(request, _("The reading is ended."))
    except Refused as refused:
        messages.error(request, " ".join(refused.texts))
    return redirect(reading)


def of_check(request: Request, check: Check) -> dict[str, Any]:
    """What the page of a check shows of readings: those of its card, and what may be done now."""
    if check.client_id is None or not rules.readable(check.judgement):
        return {}
    people = {person.identity: person.name for person in check.judgement.persons if person.identity}
    related = ("by", "second_by", "ended_by")
    readings = list(Reading.objects.of_card(check.client_id, check.card_hash).select_related(*related))
    waiting = next((each for each in readings if each.state == Standing.PROPOSED), None)
    approval = None
    if waiting is not None:
        about = ("check", waiting.check_row_id)
        approval = Approval.objects.waiting().of(KIND, about).first()
    return {
        "readings": [{"reading": each, "ways": _ways(each, people)} for each in readings],
        "may_read": not any(each.state in {Standing.PROPOSED, Standing.IN_FORCE} for each in readings),
        "approval": approval,
        "refusal": approvals.refusal(approval, request.user) if approval else "",
        "why_form": WhyForm(),
    }


def _ways(reading: Reading, people: dict[str, str]) -> list[str]:
    return [" + ".join(sorted(people.get(identity, "?") for identity in way)) for way in reading.groups]
