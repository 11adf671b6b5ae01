"""The live board of those who lead the desk, and the screen on its wall."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.http import Request, reads
from desk.people.permissions import at_the_desk, leads
from stats import board, counts, wall
from stats.goals import goals
from stats.promises import by_month, months_later


@reads(leads)
def show(request: Request) -> HttpResponse:
    """What goes on now and today; the page asks for itself again and takes over only the drawn parts."""
    now = clock.now()
    goal, day, here = goals(workdays.day_of(now)), counts.calls(now), counts.here(now)
    calls, people = board.calls_card(day.hours, board.today(now)), board.people_card(here)
    states = [board.packages_card(), board.tickets_card(request.user)]
    regions = [f"#{card.key}-{part}" for card in (calls, people, *states) for part in ("chart", "table")]
    context = {
        "now": now,
        "groups": [
            ("calls", _("Calls"), board.call_tiles(day, counts.queue(), goal, now)),
            ("owed", _("What waits"), board.owed_tiles(counts.owed(now, request.user), now)),
        ],
        "calls": calls, "people": people, "states": states, "persons": board.people_list(here, now),
        "regions": ",".join(["#board-calls", "#board-owed", "#board-time", "#board-persons", *regions]),
    }  # fmt: skip
    return render(request, "stats/board.html", context)


@reads(at_the_desk)
def wallboard(request: Request) -> HttpResponse:
    """The same for a screen on the wall, read from across the room: no names, no personal data."""
    now = clock.now()
    goal, day = goals(workdays.day_of(now)), counts.calls(now)
    shown = wall.Shown(day, counts.queue(), counts.people(counts.here(now)), counts.owed(now))
    context: dict[str, Any] = {
        "now": now, "main": wall.main_tiles(shown, goal, now), "people": wall.people_tiles(shown),
        "rest": wall.rest_tiles(shown, now),
    }  # fmt: skip
    return render(request, "stats/wallboard.html", context)


@reads(leads)
def promises(request: Request) -> HttpResponse:
    """A year of promises by the month they fell due, with the way to the records of each number."""
    now = clock.now()
    months = by_month(now, since=months_later(now, -11))
    return render(request, "stats/promises.html", {"card": board.promises_card(months)})


@reads(leads)
def home_panel(request: Request) -> HttpResponse:
    """The day in a row of figures, on the workspace page."""
    now = clock.now()
    figures = board.call_tiles(counts.calls(now), counts.queue(), goals(workdays.day_of(now)), now)
    late = board.late_tile(counts.late_promises(now, request.user))
    return render(request, "stats/home_panel.html", {"figures": [*figures, late]})
