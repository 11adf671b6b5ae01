"""Where I am: the widget in every page's head."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from desk.http import Request, writes
from desk.people.actions import set_presence
from desk.people.enums import PresenceState
from desk.people.models import Presence
from desk.people.permissions import at_the_desk

# What a person may say; the rest is said by the telephone.
OWN = (PresenceState.AVAILABLE, PresenceState.BREAK, PresenceState.AWAY)
BY_TELEPHONE = (PresenceState.RINGING, PresenceState.ON_CALL)


@writes(at_the_desk, form=True)
def presence(request: Request) -> HttpResponse:
    """GET shows the person's state, POST changes it; while the telephone decides there is no choice."""
    current = Presence.objects.open().filter(user=request.user).first()
    by_telephone = current is not None and current.state in BY_TELEPHONE
    if request.method == "POST":
        wanted = request.POST.get("state", "")
        if by_telephone:
            messages.error(request, _("The telephone decides while a call rings or goes on."))
        elif wanted in OWN:
            current = set_presence(user=request.user, state=PresenceState(wanted), by=request.user)
        if not request.htmx:
            return redirect("home")
    choices = [] if by_telephone else [state for state in OWN if current is None or state != current.state]
    return render(request, "people/presence.html", {"current": current, "choices": choices})
