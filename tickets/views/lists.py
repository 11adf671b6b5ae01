"""The lists of tickets, and their panels on other pages."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from desk.http import Request, reads
from desk.people.deputies import stands_in_for
from desk.records import access, purpose
from tickets.enums import Connection
from tickets.models import Escalation
from tickets.permissions import works_on_tickets
from tickets.standing import standing
from tickets.views.seen import shows

PAGE = 25  # rows of a list
PANEL = 8  # rows of a panel


@reads(works_on_tickets)
def index(request: Request) -> HttpResponse:
    """Tickets: open ones, those whose answer the client waits for, or all; newest first."""
    show = request.GET.get("show", "open")
    rows = Escalation.objects.readable_by(request.user).shown().newest_first()
    if show == "answered":
        rows = Escalation.objects.readable_by(request.user).shown().answered()
    elif show != "all":
        show, rows = "open", rows.open()
    after = request.GET.get("after", "")
    if after.isdecimal() and show != "answered":
        rows = rows.after(int(after))
    found = list(rows[: PAGE + 1])
    shows(request, found[:PAGE])
    context = {
        "rows": found[:PAGE],
        "standing_in": stands_in_for(request.user),
        "following": found[PAGE - 1].pk if len(found) > PAGE else None,
        "show": show,
        "jira": (jira := standing(request.user)),
        "stuck": jira.stuck,
        "connection": _connection(),
    }
    return render(request, "tickets/index.html", context)


@reads(works_on_tickets)
def client_panel(request: Request, pk: int) -> HttpResponse:
    """The client's tickets, on the client's page."""
    rows = list(Escalation.objects.readable_by(request.user).shown().for_client(pk).newest_first()[:PANEL])
    access.shows(request, "client", pk, client_id=pk, purpose=purpose.of_client(request, pk))
    return render(request, "tickets/panel.html", {"rows": rows, "title": _("Tickets")})


@reads(works_on_tickets)
def enquiry_panel(request: Request, pk: int) -> HttpResponse:
    """The enquiry's tickets and the way to the second level, on the enquiry's page."""
    rows = list(Escalation.objects.readable_by(request.user).shown().filter(enquiry_id=pk).newest_first())
    shows(request, rows)
    return render(request, "tickets/panel.html", {"rows": rows, "title": _("Second level"), "enquiry_id": pk})


@reads(works_on_tickets)
def home_panel(request: Request) -> HttpResponse:
    """On the workspace: answers that the client waits for, and trouble with JIRA."""
    rows = list(Escalation.objects.readable_by(request.user).shown().answered()[:PANEL])
    shows(request, rows)
    context = {
        "rows": rows,
        "standing_in": stands_in_for(request.user),
        "jira": (jira := standing(request.user)),
        "stuck": jira.stuck,
    }
    return render(request, "tickets/home_panel.html", context)


def _connection() -> Connection:
    if not settings.JIRA_URL:
        return Connection.MANUAL
    return Connection.SAMPLE if settings.JIRA_SAMPLE else Connection.LIVE
