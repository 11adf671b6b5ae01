"""The search box: rooms find, this page groups and marks what they found.

Each room is a request of its own, so that a slow one holds nobody up. A room that finds nothing but numbers
(`slots.by_number`) is not asked about a word.
"""

import re
from dataclasses import dataclass, replace
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from desk import slots
from desk.http import reads
from desk.ordering import fold, resembles
from desk.people.models import User
from desk.people.permissions import at_the_desk
from desk.records import access

SHORTEST = 2  # characters; one letter would match half of the clients
MOST = 8  # lines of a group in the box
ALL = 50  # lines of a group after "more"


@dataclass(frozen=True)
class Group:
    """What one room found under one heading; `more` when there is more than is shown."""

    room: str
    title: str
    hits: list[slots.Hit]
    more: bool


def rooms() -> list[dict[str, str | bool]]:
    """For the box: the rooms in the slot's order, and whether they know only numbers."""
    return [
        {"name": each.__name__, "by_number": getattr(each, "by_number", False)}
        for each in slots.each("SEARCHES")
    ]


def find(user: User, text: str, room: str = "", limit: int = MOST) -> list[Group]:
    """What the rooms (or the named one) give this person for `text`."""
    if len(text) < SHORTEST:
        return []
    groups: list[Group] = []
    for ask in slots.each("SEARCHES"):
        if room not in {"", ask.__name__}:
            continue
        found = ask(user, text, limit + 1)
        for title, hits in groupby(found, key=lambda hit: str(hit.group)):
            lines = list(hits)
            shown = [_marked(hit, text) for hit in lines[:limit]]
            groups.append(Group(ask.__name__, title, shown, len(lines) > limit))
    return groups


@reads(at_the_desk, methods=("GET", "HEAD", "POST"))
def search(request: HttpRequest) -> HttpResponse:
    """What people search for is personal data, so it comes by POST and never stands in an address.

    `room` asks one room alone, `all` more lines of the room it names.
    """
    user = request.user
    assert isinstance(user, User)
    text = " ".join(request.POST.get("text", "").split())
    everything = request.POST.get("all", "")
    groups = find(user, text, everything or request.POST.get("room", ""), ALL if everything else MOST)
    for hit in (hit for group in groups for hit in group.hits):
        for kind, pk in hit.shown:
            access.shows(request, kind, pk, client_id=pk if kind == "client" else None, purpose="search")
    boxed = "HX-Request" in request.headers
    context = {
        "text": text,
        "groups": groups,
        "count": sum(len(group.hits) for group in groups),
        "long_enough": len(text) >= SHORTEST,
        "everything": everything,
    }
    return render(request, "search/hits.html" if boxed else "search/page.html", context)


def _marked(hit: slots.Hit, text: str) -> slots.Hit:
    return replace(hit, title=marked(hit.title, text), detail=marked(hit.detail, text))


def marked(line: str, text: str) -> SafeString:
    """The line with what was typed in `<mark>`, also where it is written with other letters or spaces."""
    found = sorted(_places(line, text))
    parts: list[tuple[str, str]] = []
    at = 0
    for start, end in found:
        if start >= at:
            parts.append((line[at:start], line[start:end]))
            at = end
    return format_html_join("", "{}<mark>{}</mark>", parts) + format_html_join("", "{}", [(line[at:],)])


def _places(line: str, text: str) -> set[tuple[int, int]]:
    # Folded sign by sign, so that places stay where they are.
    plain = "".join(fold(sign)[:1] or sign for sign in line)
    found: set[tuple[int, int]] = set()
    digits = re.sub(r"\D", "", text)
    if len(digits) > 3 and len(digits) > len(text) / 2:
        for part in {digits, digits.removeprefix("00"), re.sub(r"^(00)?372", "", digits)}:
            found |= {match.span() for match in re.finditer(r"[\s-]?".join(part), plain) if part}
    for word in fold(text).split():
        spans = {match.span() for match in re.finditer(re.escape(word), plain)}
        if not spans and not found:
            near = re.finditer(r"\w+", plain)
            spans = {match.span() for match in near if len(word) > 3 and resembles(word, match[0])}
        found |= spans
    return _joined(found)


def _joined(places: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Overlapping places as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return set(joined)
