"""What happened at the door, for administrators and auditors."""

from django.http import HttpResponse
from django.shortcuts import render

from desk.http import Request, reads
from desk.login import words
from desk.login.forms import EventsForm
from desk.login.models import LoginEvent
from desk.people.enums import Role
from desk.people.permissions import roles
from desk.records import access

PAGE = 50


@reads(roles(Role.ADMINISTRATOR, Role.AUDITOR))
def events(request: Request) -> HttpResponse:
    """Who came in, who was refused, what was changed about somebody's login; the look itself is logged."""
    form = EventsForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = LoginEvent.objects.newest().select_related("user", "by")
    if user := chosen.get("user"):
        rows = rows.filter(user=user)
    if kind := chosen.get("kind"):
        rows = rows.filter(kind=kind)
    before = request.GET.get("after", "")
    last = LoginEvent.objects.filter(pk=before).first() if before.isdecimal() else None
    if last is not None:
        rows = rows.filter(at__lte=last.at).exclude(at=last.at, pk__gte=last.pk)
    found = list(rows[: PAGE + 1])
    for user_id in {event.user_id for event in found[:PAGE] if event.user_id}:
        access.shows(request, "user", user_id)
    following = request.GET.copy()
    following["after"] = str(found[PAGE - 1].pk) if len(found) > PAGE else ""
    context = {
        "rows": [(event, words.happened(event)) for event in found[:PAGE]],
        "form": form,
        "following": following.urlencode() if following["after"] else "",
    }
    return render(request, "login/events.html", context)
