"""The dashboard of those who lead the desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from desk import clock
from desk.http import reads
from desk.people.permissions import leads
from stats import board, counts
from stats.promises import by_month, months_later


@reads(leads)
def show(request: HttpRequest) -> HttpResponse:
    """Figures and charts of today; the page asks for itself again and takes over only the drawn parts."""
    now = clock.now()
    calls, people = board.calls_card(counts.hours(now)), board.people_card()
    states = [board.packages_card(), board.tickets_card()]
    regions = [f"#{card.key}-{part}" for card in (calls, people, *states) for part in ("chart", "table")]
    return render(
        request,
        "stats/board.html",
        {
            "now": now,
            "figures": board.figures(counts.calls(now), counts.late_promises(now)),
            "calls": calls,
            "people": people,
            "states": states,
            "regions": ",".join(["#board-figures", "#board-time", *regions]),
        },
    )


@reads(leads)
def promises(request: HttpRequest) -> HttpResponse:
    """A year of promises by the month they fell due, with the way to the records of each number."""
    now = clock.now()
    months = by_month(now, since=months_later(now, -11))
    return render(request, "stats/promises.html", {"card": board.promises_card(months)})


@reads(leads)
def home_panel(request: HttpRequest) -> HttpResponse:
    """The day in six figures, on the workspace page."""
    now = clock.now()
    figures = board.figures(counts.calls(now), counts.late_promises(now))
    return render(request, "stats/home_panel.html", {"figures": figures})
