"""How the register is reached and how it goes, for those who lead and those who administer."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.http import Refused, Request, reads, writes
from desk.people.enums import Role
from desk.people.permissions import at_the_desk
from registry import actions
from registry.health import health, story
from registry.models import Line
from registry.permissions import opens_line, sees_line


@reads(sees_line)
def status(request: Request) -> HttpResponse:
    """Each channel, what it was used for today, what waits, and what of the contract is not verified."""
    facts = {
        "health": health(),
        "story": story(),
        "may_open": opens_line(request.user) is None,
        "at_desk": at_the_desk(request.user) is None,
        "administers": request.user.holds(Role.ADMINISTRATOR),
    }
    return render(request, "registry/status.html", facts)


@writes(opens_line)
def open_line(request: Request, pk: int) -> HttpResponseRedirect:
    """Let questions through again over one channel."""
    try:
        again = actions.open_line(line=get_object_or_404(Line, pk=pk), by=request.user)
    except Refused as refusal:
        messages.info(request, " ".join(refusal.texts))
    else:
        asked = ngettext("%(n)s question is asked again.", "%(n)s questions are asked again.", again)
        said = _("The line is open.")
        messages.success(request, f"{said} {asked % {'n': again}}" if again else said)
    return redirect("registry:status")
