"""Who is logged in where, and ending it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk import clock
from desk.http import Request, reads, writes
from desk.login import standing, words
from desk.login.actions import sessions as deeds
from desk.login.models import PasswordAccess, SecondFactor, Session
from desk.people.enums import Role
from desk.people.models import User
from desk.people.permissions import anyone, roles
from desk.records import access

PAGE = 50
PAST = 20  # sessions that are over, in a person's list

keeper = roles(Role.ADMINISTRATOR)


@reads(anyone)
def mine(request: Request) -> HttpResponse:
    """Where I am logged in, and how I come in."""
    second = SecondFactor.objects.filter(user=request.user).first()
    context = _lists(request, request.user) | {
        "access": PasswordAccess.objects.in_force().filter(user=request.user).first(),
        "factor": second,
        "codes_left": second.recovery_codes.filter(used_at=None).count() if second else 0,
    }
    return render(request, "login/sessions.html", context)


@reads(keeper)
def of(request: Request, pk: int) -> HttpResponse:
    """Where a person is logged in, for the administrator."""
    whose = get_object_or_404(User, pk=pk)
    access.shows(request, "user", pk)
    return render(request, "login/sessions_of.html", _lists(request, whose))


@reads(keeper)
def logged_in(request: Request) -> HttpResponse:
    """Everybody who is logged in now, newest first."""
    rows = Session.objects.open().select_related("user").order_by("-pk")
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after))
    found = list(rows[: PAGE + 1])
    for session in found[:PAGE]:
        access.shows(request, "user", session.user_id)
    context = {"rows": found[:PAGE], "following": found[PAGE - 1].pk if len(found) > PAGE else None}
    return render(request, "login/logged_in.html", context)


@writes(anyone)
def end(request: Request, pk: int) -> HttpResponse:
    """End one session of one's own, or anybody's as an administrator."""
    session = get_object_or_404(_reachable(request), pk=pk)
    own = session.user_id == request.user.pk
    if session.pk == standing.key(request):
        deeds.log_out(request)
        return redirect("login")
    if deeds.end(sessions=[session], why="person" if own else "administrator", by=request.user):
        messages.success(request, _("The session was ended."))
    return redirect("entry:sessions") if own else redirect("entry:sessions_of", session.user_id)


@writes(anyone)
def end_others(request: Request) -> HttpResponse:
    """End all of one's own sessions but this one."""
    count = deeds.end_all(user=request.user, why="person", by=request.user, but=standing.key(request))
    text = ngettext("%(count)s session was ended.", "%(count)s sessions were ended.", count)
    messages.success(request, text % {"count": count})
    return redirect("entry:sessions")


@writes(keeper)
def end_all_of(request: Request, pk: int) -> HttpResponse:
    """End all sessions of a person."""
    whose = get_object_or_404(User, pk=pk)
    deeds.end_all(user=whose, why="administrator", by=request.user, but=standing.key(request))
    messages.success(request, _("All sessions of the person were ended."))
    return redirect("entry:sessions_of", pk)


def _reachable(request: Request) -> Any:
    if request.user.holds(Role.ADMINISTRATOR):
        return Session.objects.all()
    return Session.objects.filter(user=request.user)


def _lists(request: Request, whose: User) -> dict[str, Any]:
    assert whose.pk is not None
    own, now = Session.objects.of(whose.pk), clock.now()
    past = list(own.exclude(ended_at=None)[:PAST])
    return {
        "whose": whose,
        "open": [(session, session.idle(now)) for session in own.open()],
        "past": [(session, words.why(session.why)) for session in past],
        "here": standing.key(request),
    }
