"""Workload of the team and of one person, the own figures, and what lies open now."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from desk import workdays
from desk.http import Request, reads
from desk.people.enums import Role
from desk.people.models import User
from desk.people.permissions import at_the_desk, leads
from desk.people.roster import desk_people
from stats import permissions, retention
from stats.cards import records
from stats.figures import FIGURES, Chosen
from stats.forms.workload import SpanForm
from stats.workload import cards, load, ordering, people
from stats.workload import open as piles


@reads(leads)
def workload(request: Request) -> HttpResponse:
    """Everybody's work in a span, by the alphabet, beside the roster and what explains it."""
    form = SpanForm(request.GET)
    chosen = form.chosen()
    work, norms = people.read(chosen), load.Norms(chosen.last)
    order = ordering.asked(request.GET.get("sort", ""), request.user)
    context = {
        **_frame(form, chosen),
        "work": work,
        "rows": ordering.put(work.rows, order),
        "order": order,
        "orders": ordering.offered(request.user, form.kept()),
        "tiles": cards.tiles(work.team),
        "load": cards.of_people([row for row in work.rows if row.days], chosen, norms),
        "weeks": cards.of_weeks(work.team, norms, cards.TEAM) if chosen.days > 7 else None,
        "proposals": records("stats:staffing"),
        "figures": [FIGURES[code] for code in (*cards.RATES, *cards.DONE, "done_tickets_back")],
    }
    return render(request, "stats/workload.html", context)


@reads(leads)
def open_work(request: Request) -> HttpResponse:
    """What lies open with whom now, by age: a panel of the page."""
    today = workdays.today()
    found = piles.piles(list(desk_people(today, today)), request.user)
    return render(request, "stats/workload_open.html", {"piles": found, "bands": piles.BANDS})


@reads(at_the_desk)
def person(request: Request, pk: int) -> HttpResponse:
    """One person's work in a span: for the person, and for those who lead."""
    found = get_object_or_404(User, pk=pk)
    if refusal := permissions.own_figures_or_leads(request.user, found):
        raise PermissionDenied(refusal)
    if not found.roles.filter(role__in=[Role.SPECIALIST, Role.SENIOR, Role.HEAD]).exists():
        raise Http404
    return _page(request, found)


@reads(at_the_desk)
def mine(request: Request) -> HttpResponse:
    """The own figures beside the team's."""
    return _page(request, request.user)


def _page(request: Request, found: User) -> HttpResponse:
    form = SpanForm(request.GET)
    chosen = form.chosen()
    work, norms = people.read(chosen, only=found), load.Norms(chosen.last)
    row = [*work.rows, *work.trainees][0]
    own = found.pk == request.user.pk
    kept = retention.kept_from()
    daily = chosen.days <= 31  # a row a day beyond a month is no drawing any more
    card = cards.of_days(row.days, norms) if daily else cards.of_weeks(row.days, norms, cards.OWN_WEEKS)
    context = {
        **_frame(form, chosen),
        "row": row,
        "own": own,
        "said": people.context(row),
        "lines": cards.lines(row, work, chosen, kept),
        "mix": cards.mix_rows(row, work.calls),
        "card": card if row.days else None,
    }
    return render(request, "stats/person.html", context)


def _frame(form: SpanForm, chosen: Chosen) -> dict[str, Any]:
    """What every page of a span says: the span, and how far back people's figures go."""
    kept = retention.kept_from()
    return {
        "form": form,
        "chosen": chosen,
        "kept": form.kept(),
        "kept_from": kept,
        "personal": chosen.last >= kept,
        "cut": chosen.first < kept <= chosen.last,
    }
