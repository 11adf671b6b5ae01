"""Work in the place of absent colleagues: the page, and the workspace's part."""

from datetime import timedelta

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from desk import clock, workdays
from desk.http import Request, reads
from desk.people import deputies
from desk.people.handover import Part, departed, parts
from desk.people.models import Absence, User
from desk.people.permissions import LEADS, at_the_desk

NEAR = timedelta(days=7)  # how long before it begins, and after it ended, an absence is spoken of
FIRST = 5  # pieces of work on the workspace


@reads(at_the_desk)
def handover(request: Request) -> HttpResponse:
    """What I do for absent colleagues, by colleague; for those who lead also what nobody does."""
    mine, nobodys = _parts(request.user)
    context = {
        "mine": mine, "nobodys": nobodys, "leads": request.user.holds(*LEADS), "now": clock.now(),
    }  # fmt: skip
    return render(request, "people/handover.html", context)


@reads(at_the_desk)
def handover_panel(request: Request) -> HttpResponse:
    """On the workspace: the same in short, an absence that is near, and the way back after one's own."""
    today, user = workdays.today(), request.user
    near = Q(deputy=user, first_day__gt=today, first_day__lte=today + NEAR)
    back = Q(user=user, last_day__lt=today, last_day__gte=today - NEAR)
    around = list(Absence.objects.filter(near | back).select_related("user"))
    mine, nobodys = _parts(user)
    context = {
        "mine": [(part, _first(part)) for part in mine],
        "nobodys": sum(part.number for part in nobodys),
        "soon": [each for each in around if each.user_id != user.pk],
        "back": [each for each in around if each.user_id == user.pk],
        "now": clock.now(),
    }
    return render(request, "people/handover_panel.html", context)


def _parts(user: User) -> tuple[list[Part], list[Part]]:
    """What this person does for others, and what nobody does if the person leads.

    A complaint about the very deputy who would do it is nobody's too.
    """
    deputy_of = deputies.deputy_of()
    ends = deputies.ends(deputy_of)
    mine = {absent for absent, end in ends.items() if end == user.pk}
    nobodys: set[int] = set()
    barred: dict[int, int] = {}  # absent people and who does their work
    if user.holds(*LEADS):
        nobodys = departed(deputy_of) | {absent for absent, end in ends.items() if end is None}
        barred = {absent: end for absent, end in ends.items() if end not in (None, user.pk)}
    found = parts(mine | nobodys | barred.keys(), deputy_of, _("nobody"), user)
    nobody_does = [part for part in found if part.owner.pk in nobodys]
    kept = [part.concerning(barred[part.owner.pk]) for part in found if part.owner.pk in barred]
    return [part for part in found if part.owner.pk in mine], nobody_does + [
        part for part in kept if part.groups
    ]


def _first(part: Part) -> list[object]:
    works = [work for _group, works in part.groups for work in works]
    return list(works[:FIRST])
