"""The lists of tickets, and their panels on other pages."""

from typing import Any

from django.conf import settings
from django.db.models import Case, F, Q, Value, When
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from desk import clock
from desk.http import Request, reads
from desk.people.deputies import stands_in_for, works_for
from desk.people.permissions import leads
from desk.records import access, purpose
from tickets.enums import Connection, State
from tickets.models import Escalation, Watch
from tickets.permissions import works_on_tickets
from tickets.queue.standing import standing
from tickets.time import urgency
from tickets.views.seen import shows

PAGE = 25  # rows of a list
PANEL = 8  # rows of a panel


@reads(works_on_tickets)
def index(request: Request) -> HttpResponse:
    """Tickets of one list, what is most urgent first; all of them, or mine; of every unit, or one."""
    asked = request.GET
    show = asked.get("show", "open")
    show = show if show in urgency.LISTS else "open"
    only = asked.get("state", "") if asked.get("state") in State.values else ""
    rows = Escalation.objects.readable_by(request.user)
    if mine := asked.get("whose") == "mine":
        rows = rows.owned_by(*works_for(request.user))
    unit = int(asked["unit"]) if asked.get("unit", "").isdecimal() else None
    tabs, units = urgency.counted(rows, show, unit)
    rows = rows.filter(state=only) if only else rows
    listed = urgency.listed(rows.filter(unit=unit) if unit else rows, show)
    if asked.get("after", "").isdecimal():
        after = int(asked["after"])
        listed = listed.after(after) if show == "all" else urgency.following(listed, after)
    found = list(listed.shown().select_related("promise")[: PAGE + 1])
    shows(request, found[:PAGE])
    context = {
        "rows": urgency.timed(found[:PAGE], clock.now()),
        "standing_in": stands_in_for(request.user),
        "following": _asking(asked, after=found[PAGE - 1].pk) if len(found) > PAGE else "",
        "show": show,
        "tabs": [(tab, _asking(asked, show=tab.code, state="")) for tab in tabs],
        "only": only,
        "only_name": State(only).label if only else "",
        "units": [(each, _asking(asked, unit=each.pk)) for each in units],
        "unit": unit,
        "every_unit": _asking(asked, unit=""),
        "mine": mine,
        "whose": _asking(asked, whose="" if mine else "mine"),
        "jira": (jira := standing(request.user)),
        "stuck": jira.stuck,
        "leads": leads(request.user) is None,
        "connection": _connection(),
    }
    return render(request, "tickets/index.html", context)


def _asking(asked: QueryDict, **changed: Any) -> str:
    """The address of the same list asked a little otherwise, from its first page on."""
    query = asked.copy()
    query.pop("after", None)
    for name, value in changed.items():
        query[name] = str(value)
        if not value:
            del query[name]
    return f"?{query.urlencode()}"


@reads(works_on_tickets)
def client_panel(request: Request, pk: int) -> HttpResponse:
    """The client's tickets, on the client's page."""
    rows = Escalation.objects.readable_by(request.user).shown().for_client(pk).newest_first()
    access.shows(request, "client", pk, client_id=pk, purpose=purpose.of_client(request, pk))
    return render(request, "tickets/panel.html", _panel(rows[:PANEL], _("Tickets")))


@reads(works_on_tickets)
def enquiry_panel(request: Request, pk: int) -> HttpResponse:
    """The enquiry's tickets and the way to the second level, on the enquiry's page."""
    rows = Escalation.objects.readable_by(request.user).shown().filter(enquiry_id=pk).newest_first()
    context = _panel(rows, _("Second level"))
    shows(request, [row.ticket for row in context["rows"]])
    return render(request, "tickets/panel.html", {**context, "enquiry_id": pk})


def _panel(rows: Any, title: str) -> dict[str, Any]:
    return {"rows": urgency.timed(rows.select_related("promise"), clock.now()), "title": title}


@reads(works_on_tickets)
def home_panel(request: Request) -> HttpResponse:
    """On the workspace: what waits for this person first, then what others owe clients; trouble with JIRA."""
    mine = Case(When(enquiry__owner_id__in=works_for(request.user), then=Value(0)), default=Value(1))
    waiting: Any = Escalation.objects.readable_by(request.user).open().annotate(whose=mine)
    waiting = waiting.filter(_waits_here()).shown().select_related("promise")
    found: Any = urgency.urgent(waiting)
    found = found.order_by("whose", "rank", "since", "pk")[:PANEL]
    rows = urgency.timed(found, clock.now())
    shows(request, [row.ticket for row in rows])
    context = {
        "rows": rows,
        "own": works_for(request.user),
        "standing_in": stands_in_for(request.user),
        "jira": (jira := standing(request.user)),
        "stuck": jira.stuck,
        "too_long": _too_long(request) if leads(request.user) is None else 0,
    }
    return render(request, "tickets/home_panel.html", context)


def _waits_here() -> Q:
    """The desk's turn; of one's own also what takes too long, and what has moved since one looked."""
    moved = Q(issue__moved_at__gt=F("issue__jira_created_at"))
    news = moved & (Q(seen_at=None) | Q(issue__moved_at__gt=F("seen_at")))
    late = Q(pk__in=Watch.objects.raised().order_by().values("escalation"))
    return Q(state__in=urgency.OURS) | Q(news | late, whose=0)


def _too_long(request: Request) -> int:
    """Alarms of which the head was told and that are not over."""
    rows = Watch.objects.raised().filter(head_at__isnull=False)
    return rows.exclude(escalation__enquiry__concerns_id=request.user.pk).count()


def _connection() -> Connection:
    if not settings.JIRA_URL:
        return Connection.MANUAL
    return Connection.SAMPLE if settings.JIRA_SAMPLE else Connection.LIVE
