"""What was changed in the process, and what the figures did after."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk import workdays
from desk.http import Request, reads, writes
from desk.people.permissions import at_the_desk, leads
from desk.people.words import page_of
from stats.actions import changes as deeds
from stats.forms.process import ChangeForm, JudgeForm
from stats.models import Idea, ProcessChange
from stats.views.answers import tried
from stats.watching import watched

PAGE = 25
GROUND = re.compile(r"^([a-z_]{2,30}):(\d{1,12})$")


@reads(at_the_desk)
def index(request: Request) -> HttpResponse:
    """Changes, the one that took effect last on top."""
    rows = ProcessChange.objects.shown().newest_first()
    if (after := request.GET.get("after", "")).isdecimal():
        rows = rows.after(int(after))
    page = list(rows[: PAGE + 1])
    context = {
        "rows": page[:PAGE], "following": page[PAGE - 1].pk if len(page) > PAGE else None,
        "writes": leads(request.user) is None, "today": workdays.today(),
    }  # fmt: skip
    return render(request, "stats/changes.html", context)


@reads(at_the_desk)
def page(request: Request, pk: int) -> HttpResponse:
    """One change: what, why and from where; its figures before and after; what became of it."""
    return render(request, "stats/change.html", _context(request, pk, JudgeForm()))


@writes(leads, form=True)
def create(request: Request) -> HttpResponse:
    """A new entry; `?idea=` begins with a suggestion, `?from=review:12` says what else it came from."""
    grounds = [each for each in request.GET.getlist("from") if GROUND.match(each)][:5]
    form = ChangeForm(request.POST or None, user=request.user)
    asked = request.GET.get("idea", "")
    if not form.is_bound and asked.isdecimal() and (idea := Idea.objects.filter(pk=asked).first()):
        form.initial.update(ideas=[idea.pk], title=idea.title, why=idea.text)
    made: list[ProcessChange] = []
    if form.is_valid() and tried(
        form,
        lambda: made.append(deeds.write_change(entry=form.entry, by=request.user, grounds=grounds)),
    ):
        messages.success(request, _("The change is written down."))
        return redirect(made[0])
    return render(request, "stats/change_form.html", {"form": form}, status=422 if form.errors else 200)


@writes(leads, form=True)
def edit(request: Request, pk: int) -> HttpResponse:
    """Put it otherwise, until it is judged."""
    change = get_object_or_404(ProcessChange, pk=pk)
    form = ChangeForm(request.POST or None, user=request.user, change=change)
    if form.is_valid() and tried(
        form, lambda: deeds.edit_change(change=change, entry=form.entry, by=request.user)
    ):
        messages.success(request, _("The entry is changed."))
        return redirect(change)
    context = {"form": form, "change": change}
    return render(request, "stats/change_form.html", context, status=422 if form.errors else 200)


@writes(leads)
def judge(request: Request, pk: int) -> HttpResponse:
    """What became of it."""
    change = get_object_or_404(ProcessChange, pk=pk)
    form = JudgeForm(request.POST)
    if form.is_valid() and tried(
        form, lambda: deeds.judge(change=change, **form.cleaned_data, by=request.user)
    ):
        messages.success(request, _("Your judgement is written down."))
        return redirect(change)
    return render(request, "stats/change.html", _context(request, pk, form), status=422)


def _context(request: Request, pk: int, form: JudgeForm) -> dict[str, Any]:
    rows = ProcessChange.objects.select_related("owner", "written_by")
    change = get_object_or_404(rows.prefetch_related("topics", "ideas", "moves", "judgements__by"), pk=pk)
    judged = list(change.judgements.all())
    return {
        "change": change, "judged": judged, "form": form, "weeks": deeds.WATCHED,
        "grounds": [(each, page_of(*_ground(each))) for each in change.grounds],
        "watched": watched(change, deeds.WATCHED, opens=leads(request.user) is None),
        "begun": change.from_day <= workdays.today(),
        "writes": leads(request.user) is None,
    }  # fmt: skip


def _ground(text: str) -> tuple[str, int]:
    kind, _colon, pk = text.partition(":")
    return kind, int(pk)
