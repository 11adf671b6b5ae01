"""What is kept about me."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from desk import clock, workdays
from desk.http import Request, reads
from desk.people import kept
from desk.people.enums import Language
from desk.people.models import Absence, Shift
from desk.people.permissions import anyone

SHIFTS = 60  # the newest that are shown; the rest stands in the roster


@reads(anyone)
def mine(request: Request) -> HttpResponse:
    """Everything that is kept here about the person who asks, and who changed it."""
    user, before = request.user, request.GET.get("before", "")
    rows = kept.intervals(user, int(before) if before.isdecimal() else None)
    shown = rows[: kept.INTERVALS]
    context = {
        "spent": kept.spent(user, clock.now()),
        "intervals": shown,
        "more": shown[-1].pk if len(rows) > len(shown) else None,
        "roles": user.roles.order_by("from_day", "role"),
        "shifts": Shift.objects.filter(user=user).order_by("-starts_at")[:SHIFTS],
        "absences": Absence.objects.filter(user=user).select_related("deputy").order_by("-first_day"),
        "skills": user.skills.all(),
        "spoken": [Language(code).label for code in user.spoken],
        "changes": kept.changes(user),
        "kept_days": settings.PRESENCE_KEPT_DAYS,
        "seen_by_all": settings.PRESENCE_VISIBLE_TO == "everyone",
        "today": workdays.today(),
    }
    return render(request, "people/mine.html", context)
