"""The week's plan: everyone at the desk reads it, those who lead the work fill it in."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk import workdays
from desk.http import Refused, Request, reads, writes
from desk.people import actions, roster
from desk.people.enums import Role
from desk.people.forms import HelperForm, ShiftForm
from desk.people.models import Shift, User, UserRole
from desk.people.permissions import LEADS, at_the_desk, head, leads

# Where the session keeps what was planned last, so that a slip can be taken back.
PLANNED = "planned_shifts"


@reads(at_the_desk)
def grid(request: Request) -> HttpResponse:
    """The week in a table, one's own row first."""
    return _page(request, _monday(request.GET.get("week", "")))


def _monday(name: str) -> date:
    return roster.week_named(name) or roster.monday_of(workdays.today())


def _page(request: HttpRequest, monday: date, helper: HelperForm | None = None) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    rows = roster.read_week(monday)
    rows.sort(key=lambda row: row.person != user)
    week = timedelta(days=7)
    context = {
        "days": roster.week(monday),
        "rows": rows,
        "monday": monday,
        "sunday": monday + week - timedelta(days=1),
        "today": workdays.today(),
        "week": roster.week_name(monday),
        "before": roster.week_name(monday - week),
        "after": roster.week_name(monday + week),
        "edits": user.holds(*LEADS),
        "lends": user.holds(Role.HEAD),
        "helper": helper or (_helper_form(monday) if user.holds(Role.HEAD) else None),
        "helper_open": helper is not None,
        "just_planned": _just_planned(request, monday),
    }
    return render(request, "people/roster.html", context)


def _just_planned(request: HttpRequest, monday: date) -> int:
    """How many of the shifts that this person planned last at one stroke stand in the shown week."""
    pks = request.session.get(PLANNED, [])
    return Shift.objects.within(monday, monday + timedelta(days=6)).filter(pk__in=pks).count() if pks else 0


def _helper_form(monday: date) -> HelperForm:
    return HelperForm(first=max(monday, workdays.today()))


def _address(day: date) -> str:
    return f"{reverse('people:roster')}?week={roster.week_name(day)}"


@writes(leads, form=True)
def cell(request: Request) -> HttpResponse:
    """GET: one person's day to fill in; POST: what was filled in. htmx gets the person's rows."""
    asked = request.POST if request.method == "POST" else request.GET
    day, pk = _day(asked.get("day", "")), asked.get("person", "")
    if day is None or not pk.isdecimal():
        return redirect("people:roster")
    person = get_object_or_404(User, pk=pk)
    form = ShiftForm(request.POST) if request.method == "POST" else None
    refused: list[str] = []
    if form is not None:
        try:
            if _fill(request, person, day, form):
                return _rows(request, person, day, None) if request.htmx else redirect(_address(day))
        except Refused as refusal:
            refused = list(refusal.texts)
    closed = request.GET.get("close") == "1" and request.htmx
    editing = None if closed else _lines(person, day, form, asked.get("shift", ""))
    return _rows(request, person, day, editing, refused)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _fill(request: Request, person: User, day: date, form: ShiftForm) -> bool:
    """Do what the pressed button says; False if something in the form must be mended first."""
    number = request.POST.get("shift", "")
    shift = get_object_or_404(Shift, pk=number, user=person) if number.isdecimal() else None
    if shift is not None and request.POST.get("act") == "remove":
        actions.remove_shift(shift=shift, by=request.user)
        return True
    if not form.is_valid():
        return False
    if shift is not None:
        actions.change_shift(shift=shift, hours=form.wanted, by=request.user)
    elif form.cleaned_data["to_friday"]:
        days = [day + timedelta(days=number) for number in range(max(1, roster.WORKING_DAYS - day.weekday()))]
        planned = actions.plan_days(user=person, days=days, hours=form.wanted, by=request.user)
        _say(request, planned)
        _keep(request, planned)
    else:
        actions.add_shift(user=person, day=day, hours=form.wanted, by=request.user)
        if name := workdays.holiday(day):
            messages.warning(request, _("Planned on a holiday: %(name)s.") % {"name": name})
    return True


def _lines(person: User, day: date, typed: ShiftForm | None, number: str) -> list[dict[str, Any]]:
    """A form for each shift of the day and one for a new shift; what was just typed stands in its own."""
    lines: list[dict[str, Any]] = []
    for shift in Shift.objects.of_day(day).filter(user=person):
        begins, ends = (moment.astimezone(workdays.TALLINN) for moment in (shift.starts_at, shift.ends_at))
        initial = {"hours": f"{begins:%H:%M}–{ends:%H:%M}", "duty": shift.duty}
        name = f"shift{shift.pk}_%s"
        own = (
            typed
            if typed is not None and number == str(shift.pk)
            else ShiftForm(initial=initial, auto_id=name)
        )
        lines.append({"shift": shift, "form": own})
    new = typed if typed is not None and not number else ShiftForm()
    lines.append({"shift": None, "form": new})
    # The cursor stands in what was typed, or where one begins.
    first = typed if typed is not None else lines[0]["form"]
    first.fields["hours"].widget.attrs["autofocus"] = True
    return lines


def _rows(
    request: Request,
    person: User,
    day: date,
    lines: list[dict[str, Any]] | None,
    refused: list[str] | None = None,
) -> HttpResponse:
    monday = roster.monday_of(day)
    row = roster.read_week(monday, [person])[0]
    context = {"row": row, "day": day, "lines": lines, "refused": refused, "edits": True, "alone": True}
    context |= {"today": workdays.today(), "back": _address(day), "lends": request.user.holds(Role.HEAD)}
    template = "people/_roster_row.html" if request.htmx else "people/roster_day.html"
    wrong = bool(refused) or any(line["form"].errors for line in lines or [])
    return render(request, template, context, status=422 if wrong and not request.htmx else 200)


def _keep(request: Request, planned: actions.Planned) -> None:
    request.session[PLANNED] = [shift.pk for shift in planned.made]


def _say(request: Request, planned: actions.Planned) -> None:
    made = len(planned.made)
    if made:
        words = ngettext("%(count)s shift planned.", "%(count)s shifts planned.", made)
        messages.success(request, words % {"count": made})
    else:
        messages.warning(request, _("No shift was planned."))
    for text in planned.said:
        messages.warning(request, text)


@writes(leads)
def copy_week(request: Request) -> HttpResponse:
    """Lay this week over the next one and show that."""
    monday = _monday(request.POST.get("week", ""))
    planned = _try(request, lambda: actions.copy_week(monday=monday, by=request.user))
    if planned is not None:
        _keep(request, planned)
    return redirect(_address(monday + timedelta(days=7)))


@writes(leads)
def take_back(request: Request) -> HttpResponse:
    """What was planned last at one stroke was a slip."""
    count = actions.take_back(shifts=request.session.pop(PLANNED, []), by=request.user)
    words = ngettext("%(count)s shift was taken back.", "%(count)s shifts were taken back.", count)
    messages.success(request, words % {"count": count})
    return redirect(_address(_monday(request.POST.get("week", ""))))


def _try(request: Request, deed: Callable[[], actions.Planned]) -> actions.Planned | None:
    try:
        planned = deed()
    except Refused as refusal:
        for text in refusal.texts:
            messages.error(request, text)
        return None
    _say(request, planned)
    return planned


@writes(head)
def add_helper(request: Request) -> HttpResponse:
    """Lend a colleague the desk's rights for the days of the form."""
    monday = _monday(request.POST.get("week", ""))
    form = HelperForm(request.POST, first=monday)
    if not form.is_valid():
        return _page(request, monday, form)
    wanted = form.cleaned_data

    def deed() -> actions.Planned:
        return actions.add_helper(
            user=wanted["person"],
            first=wanted["first"],
            last=wanted["last"],
            hours=form.wanted,
            by=request.user,
        )

    return redirect(_address(wanted["first"])) if _try(request, deed) else _page(request, monday, form)


@writes(head)
def end_helper(request: Request, pk: int) -> HttpResponse:
    """The helper is needed no longer."""
    role = get_object_or_404(UserRole.objects.select_related("user"), pk=pk)
    day = role.from_day or workdays.today()
    try:
        actions.end_helper(role=role, by=request.user)
        messages.success(request, _("%(name)s helps no longer.") % {"name": role.user})
    except Refused as refusal:
        for text in refusal.texts:
            messages.error(request, text)
    return redirect(_address(day))
