"""What I owe: the page, the workspace's part, and the same of the team for those who lead."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from desk import clock, workdays
from desk.http import Request, reads
from desk.people import deputies, roster
from desk.people import owed as owing
from desk.people.models import Absence, User
from desk.people.permissions import LEADS, at_the_desk, leads

FIRST = 6  # rows on the workspace


@reads(at_the_desk)
def owed(request: Request) -> HttpResponse:
    """Everything I owe, what burns most first; `?kind=` shows one kind."""
    found, done = owing.owed_and_done(request.user, request.user)
    return render(request, "people/owed.html", {**_listed(request, found), "done": done, "mine": True})


@reads(at_the_desk)
def owed_panel(request: Request) -> HttpResponse:
    """On the workspace: what burns most, and how much there is."""
    found = owing.owed_by(request.user, request.user)
    context = {
        "first": found[:FIRST],
        "parts": [(burning, len(rows)) for burning, rows in owing.by_burning(found)],
        "total": len(found),
        "standing_in": _names(request.user, found),
        "user_id": request.user.pk,
        "now": clock.now(),
    }
    return render(request, "people/owed_panel.html", context)


@reads(leads)
def owed_of(request: Request, pk: int) -> HttpResponse:
    """What one person of the team owes, with the work taken over from others."""
    person = get_object_or_404(User, pk=pk, is_active=True)
    found = owing.owed_by(person, request.user)
    context = {**_listed(request, found, person), "done": [], "mine": False}
    return render(request, "people/owed.html", context)


@reads(leads)
def owed_team(request: Request) -> HttpResponse:
    """How much each person of the team has, by kind: figures of work to share out, in order of names."""
    today = workdays.today()
    people = list(roster.desk_people(today, today))
    away = set(Absence.objects.on(today).values_list("user_id", flat=True))
    found = owing.loads(people, away, request.user)
    kinds = [kind for kind in owing.KINDS if any(load.by_kind[kind] for load in found)]
    context = {
        "kinds": [(kind, owing.KINDS[kind]) for kind in kinds],
        "rows": [(load, load.cells(kinds)) for load in found],
    }
    return render(request, "people/owed_team.html", context)


def _listed(request: Request, found: list[owing.Owed], person: User | None = None) -> dict[str, Any]:
    """The list by what burns, with its filters; `person` is whose it is, where it is not the reader's."""
    kind = request.GET.get("kind", "")
    chosen = [each for each in found if each.kind == kind] if kind in owing.KINDS else found
    whose = person or request.user
    return {
        "parts": owing.by_burning(chosen),
        "kinds": owing.by_kind(found),
        "kind": kind if kind in owing.KINDS else "",
        "total": len(found),
        "person": whose,
        "standing_in": _names(whose, found),
        "user_id": whose.pk,
        "leads": request.user.holds(*LEADS),
        "now": clock.now(),
    }


def _names(user: User, found: list[owing.Owed]) -> dict[int, str]:
    """The absent colleagues whose work is among it, by id."""
    owners = {each.owner_id for each in found}
    return {pk: name for pk, name in deputies.stood_in_for(user).items() if pk in owners}
