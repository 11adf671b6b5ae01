"""The search box: rooms find, this page groups what they found."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from desk import slots
from desk.http import reads
from desk.people.models import User
from desk.people.permissions import at_the_desk
from desk.records import access

SHORTEST = 2  # characters; one letter would match half of the clients


def find(user: User, text: str) -> list[tuple[str, list[slots.Hit]]]:
    """What the rooms' searches (slot SEARCHES) give this person for `text`, grouped, in the slot's order."""
    if len(text) < SHORTEST:
        return []
    hits = [hit for search in slots.each("SEARCHES") for hit in search(user, text)]
    return [(group, list(found)) for group, found in groupby(hits, key=lambda hit: str(hit.group))]


@reads(at_the_desk, methods=("GET", "HEAD", "POST"))
def search(request: HttpRequest) -> HttpResponse:
    """What people search for is personal data, so it comes by POST and never stands in an address."""
    user = request.user
    assert isinstance(user, User)
    text = request.POST.get("text", "").strip()
    groups = find(user, text)
    for hit in (hit for _group, hits in groups for hit in hits):
        for kind, pk in hit.shown:
            access.shows(request, kind, pk, client_id=pk if kind == "client" else None, purpose="search")
    found = {"text": text, "groups": groups, "count": sum(len(hits) for _, hits in groups)}
    template = "search/page.html#results" if "HX-Request" in request.headers else "search/page.html"
    return render(request, template, {**found, "long_enough": len(text) >= SHORTEST})
