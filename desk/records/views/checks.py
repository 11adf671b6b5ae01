"""Random checks of looks: for the head and the auditor, and for the person who is asked."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from desk import workdays
from desk.http import Refused, Request, reads, writes
from desk.people.enums import Role
from desk.people.models import User
from desk.people.permissions import anyone, roles
from desk.people.words import page_of
from desk.records import access, anomalies, checking, drawing
from desk.records.enums import DECIDED, CheckState
from desk.records.forms import DecideForm, ExplainForm
from desk.records.models import AccessLogEntry, LookCheck, LookCheckQuerySet
from desk.records.usages import AUDIT
from desk.records.words import looked

PAGE = 50
MONTHS = 12
checkers = roles(Role.HEAD, Role.AUDITOR)


@reads(checkers)
def checks(request: Request) -> HttpResponse:
    """What was drawn and is not decided, what is, and how many; nobody sees the checks of himself."""
    done = request.GET.get("show") == "decided"
    rows = LookCheck.objects.visible_to(request.user.pk)
    rows = rows.decided() if done else rows.open()
    after = request.GET.get("after", "")
    if after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    page = list(rows.told().order_by("-pk")[: PAGE + 1])
    context = {
        "rows": [_row(check) for check in page[:PAGE]],
        "after": page[PAGE - 1].pk if len(page) > PAGE else None,
        "done": done,
        "months": _months(),
    }
    access.shows(request, "access_log", 0, purpose=AUDIT)
    return render(request, "records/checks.html", context)


@reads(checkers)
def check(request: Request, pk: int) -> HttpResponse:
    """One look with its purpose and the work behind it."""
    found = get_object_or_404(_visible(request).told(), pk=pk)
    return render(request, "records/check.html", _page(request, found, DecideForm()))


@writes(checkers)
def ask(request: Request, pk: int) -> HttpResponse:
    """Ask the person why he looked."""
    found = get_object_or_404(_visible(request), pk=pk)
    try:
        checking.ask(check=found, by=request.user)
    except Refused as refused:
        messages.error(request, refused.texts[0])
    return redirect(found)


@writes(checkers)
def decide(request: Request, pk: int) -> HttpResponse:
    """In order, or not in order with a reason."""
    found = get_object_or_404(_visible(request).told(), pk=pk)
    form = DecideForm(request.POST)
    if form.is_valid():
        verdict = form.cleaned_data["verdict"] == CheckState.IN_ORDER
        try:
            checking.decide(
                check=found, in_order=verdict, reason=form.cleaned_data["reason"], by=request.user
            )
            return redirect(found)
        except Refused as refused:
            form.add_error("reason", refused.texts[0])
    return render(request, "records/check.html", _page(request, found, form), status=422)


@writes(anyone, form=True)
def own_look(request: Request, pk: int) -> HttpResponse:
    """The person who was asked says why; afterwards the page shows what was decided."""
    asked = LookCheck.objects.filter(user=request.user, asked_at__isnull=False)
    found = get_object_or_404(asked.told(), pk=pk)
    form = ExplainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            checking.explain(check=found, text=form.cleaned_data["text"], by=request.user)
            messages.success(request, _("Your explanation was handed over."))
            return redirect("records:own_look", found.pk)
        except Refused as refused:
            form.add_error("text", refused.texts[0])
    context = {"check": found, "look": _look(found), "form": form, "open": found.state == CheckState.ASKED}
    return render(request, "records/own_look.html", context)


@reads(checkers)
def odd(request: Request) -> HttpResponse:
    """What stands out on one of the last days, by simple rules; it proves nothing."""
    days = anomalies.days()
    asked = request.GET.get("day", "")
    day = next((each for each in days if each.isoformat() == asked), days[0])
    rows = [row for row in anomalies.of(day) if row.user_id != request.user.pk]
    names = {user.pk: str(user) for user in User.objects.filter(pk__in={row.user_id for row in rows})}
    access.shows(request, "access_log", 0, purpose=AUDIT)
    context = {
        "rows": [{"row": row, "who": names.get(row.user_id, row.user_id)} for row in rows],
        "days": days,
        "day": day,
    }
    return render(request, "records/odd.html", context)


def _visible(request: Request) -> LookCheckQuerySet:
    return LookCheck.objects.visible_to(request.user.pk)


def _page(request: Request, found: LookCheck, form: DecideForm) -> dict[str, Any]:
    look = _entry(found)
    access.shows(request, "user", found.user_id, purpose=AUDIT)
    access.shows(request, "look_check", found.pk, look.client_id if look else None, purpose=AUDIT)
    kind, _colon, number = found.work.partition(":")
    return {
        **_row(found),
        "form": form,
        "work_url": page_of(kind, int(number)) if number.isdecimal() else "",
        "decided": found.state in DECIDED,
        "around": _around(look),
        "history": found.history.select_related("history_user").order_by("history_id"),
    }


def _around(look: AccessLogEntry | None) -> list[Any]:
    """What else the same person looked at in the ten minutes around it."""
    if look is None:
        return []
    minutes = timedelta(minutes=5)
    near = AccessLogEntry.objects.filter(user_id=look.user_id).between(look.at - minutes, look.at + minutes)
    return [looked(row, "") for row in near.order_by("pk")[:PAGE]]


def _row(found: LookCheck) -> dict[str, Any]:
    words = drawing.words()
    return {
        "check": found,
        "look": _look(found),
        "signs": [words.get(sign, sign) for sign in found.signs],
        "badge": {
            CheckState.IN_ORDER: "ok", CheckState.NOT_IN_ORDER: "bad", CheckState.EXPLAINED: "warn",
        }.get(CheckState(found.state), "muted"),
    }  # fmt: skip


def _look(found: LookCheck) -> Any:
    entry = _entry(found)
    return looked(entry, str(found.user)) if entry else None


def _entry(found: LookCheck) -> AccessLogEntry | None:
    """The look itself; None once its time in the log is over."""
    try:
        return found.look
    except AccessLogEntry.DoesNotExist:
        return None


def _months() -> list[dict[str, Any]]:
    """How many checks of the last months ended how."""
    since = workdays.today().replace(day=1) - timedelta(days=31 * (MONTHS - 1))
    rows = LookCheck.objects.filter(day__gte=since.replace(day=1)).annotate(month=TruncMonth("day"))
    counted = rows.values("month").annotate(
        drawn=Count("pk"),
        asked=Count("pk", filter=Q(asked_at__isnull=False)),
        in_order=Count("pk", filter=Q(state=CheckState.IN_ORDER)),
        not_in_order=Count("pk", filter=Q(state=CheckState.NOT_IN_ORDER)),
    )
    return [dict(row) for row in counted.order_by("-month")]
