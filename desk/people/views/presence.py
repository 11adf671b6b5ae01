"""Where I am: the widget in every page's head; and where the others are."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from desk import clock, slots, workdays
from desk.http import Refused, Request, reads, writes
from desk.people.actions import set_presence
from desk.people.enums import PresenceState
from desk.people.models import Absence, BreakReason, Presence, Shift, User
from desk.people.permissions import at_the_desk, sees_where_others_are
from desk.people.roster import desk_people
from desk.people.spans import clock_text, minutes_text

# What a person may say; the rest is said by the telephone.
OWN = (PresenceState.AVAILABLE, PresenceState.BREAK, PresenceState.AWAY)
BY_TELEPHONE = (PresenceState.RINGING, PresenceState.ON_CALL)


@writes(at_the_desk, form=True)
def presence(request: Request) -> HttpResponse:
    """GET shows the person's state, POST changes it; while the telephone decides there is no choice."""
    current = Presence.objects.open().filter(user=request.user).select_related("reason").first()
    by_telephone = current is not None and current.state in BY_TELEPHONE
    if request.method == "POST":
        if by_telephone:
            messages.error(request, _("The telephone decides while a call rings or goes on."))
        else:
            current = _choose(request) or current
        if not request.htmx:
            return redirect("home")
    reasons = [] if by_telephone else list(BreakReason.objects.active())
    context = {"current": current, "now": _counted(current), "by_telephone": by_telephone}
    return render(request, "people/presence.html", {**context, "reasons": reasons})


def _choose(request: Request) -> Presence | None:
    """What the pressed button says: a state, or `break:` and the code of its reason."""
    wanted, _colon, code = request.POST.get("state", "").partition(":")
    if wanted not in OWN:
        return None
    reason = BreakReason.objects.active().filter(code=code).first() if code else None
    try:
        return set_presence(user=request.user, state=PresenceState(wanted), reason=reason, by=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.texts))
        return None


def _counted(current: Presence | None) -> dict[str, Any]:
    """How long the state has lasted and, in wrap-up, how much of it is left."""
    if current is None:
        return {}
    spent = clock.now() - current.started_at
    counted: dict[str, Any] = {"spent": clock_text(spent), "seconds": max(0, int(spent.total_seconds()))}
    limit = _wrap_up_limit(current) if current.state == PresenceState.WRAP_UP else 0
    if limit:
        left = timedelta(seconds=limit) - spent
        counted |= {"left": clock_text(left), "left_seconds": max(0, int(left.total_seconds()))}
    return counted


def _wrap_up_limit(current: Presence) -> int:
    """Seconds of the longest wrap-up: what the call's line says goes before the house's."""
    for limit in slots.each("WRAP_UP_LIMITS"):
        seconds: int | None = limit(current.user_id)
        if seconds:
            return seconds
    return settings.CALL_WRAP_UP_SECONDS


@reads(at_the_desk)
def here(request: Request) -> HttpResponse:
    """Everyone at the desk with state and its time; where the house keeps that for its leads, oneself."""
    everyone = sees_where_others_are(request.user)
    rows = _rows(request.user, everyone)
    return render(request, "people/here.html", {"rows": rows, "everyone": everyone})


def _rows(user: User, everyone: bool) -> list[dict[str, Any]]:
    now = clock.now()
    today = workdays.day_of(now)
    people = desk_people(today, today)
    if not everyone:
        people = people.filter(pk=user.pk)
    states = {
        presence.user_id: presence
        for presence in Presence.objects.open().filter(user__in=people).select_related("reason")
    }
    shifts = {shift.user_id: shift for shift in Shift.objects.at(now).filter(user__in=people)}
    absent = set(Absence.objects.on(today).filter(user__in=people).values_list("user_id", flat=True))
    rows: list[dict[str, Any]] = []
    for person in people:
        pk = person.pk or 0
        state = states.get(pk)
        if state is not None and pk in absent and state.state == PresenceState.AWAY:
            state = None
        spent = minutes_text(now - state.started_at) if state else ""
        row = {"person": person, "presence": state, "spent": spent}
        rows.append({**row, "shift": shifts.get(pk), "absent": pk in absent})
    order = [state.value for state in PresenceState]
    rows.sort(key=lambda row: order.index(row["presence"].state) if row["presence"] else len(order))
    return rows
