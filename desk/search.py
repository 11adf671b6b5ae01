"""The search box: rooms find, this page groups and marks what they found.

Each room is a request of its own, so that a slow one holds nobody up. A room that finds nothing but numbers
(`slots.by_number`) is not asked about a word.
"""

import re
from dataclasses import dataclass, replace
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from desk import slots
from desk.http import reads
from desk.ordering import fold, fold_signs, resembles
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
    typed = Typed(text)
    for ask in slots.each("SEARCHES"):
        if room not in {"", ask.__name__}:
            continue
        found = ask(user, text, limit + 1)
        for title, hits in groupby(found, key=lambda hit: str(hit.group)):
            lines = list(hits)
            shown = [
                replace(hit, title=typed.marked(hit.title, near=True), detail=typed.marked(hit.detail))
                for hit in lines[:limit]
            ]
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


class Typed:
    """What was typed, ready to be found again in the lines that it found."""

    def __init__(self, text: str) -> None:
        digits = re.sub(r"\D", "", text)
        number = len(digits) > 3 and not re.search(r"[^\W\d]|@", text)
        self.words = [] if number else fold(text).split()
        self.literal = [re.compile(re.escape(word)) for word in self.words]
        # People write a number in groups, with the country before it or without.
        parts = {digits, digits.removeprefix("00"), re.sub(r"^(00)?372", "", digits)} if number else set()
        self.numbers = [re.compile(r"[\s-]?".join(part)) for part in parts if part]

    def marked(self, line: str, *, near: bool = False) -> SafeString:
        """The line with what was typed in `<mark>`; with `near` also words that differ by a slip."""
        plain = fold_signs(line)
        found = [match.span() for number in self.numbers for match in number.finditer(plain)]
        for word, literal in zip(self.words, self.literal, strict=True):
            spans = [match.span() for match in literal.finditer(plain)]
            if not spans and near and len(word) > 3 and word.isalpha():
                parts = re.finditer(r"\w+", plain)
                spans = [match.span() for match in parts if resembles(word, match[0])]
            found += spans
        return _with_marks(line, found)


def _with_marks(line: str, places: list[tuple[int, int]]) -> SafeString:
    """Escaped, each place (those that overlap as one) in `<mark>`."""
    html, at = SafeString(), 0
    for start, end in sorted(places):
        if end <= at:
            continue
        start = max(start, at)
        html += format_html("{}<mark>{}</mark>", line[at:start], line[start:end])
        at = end
    return html + escape(line[at:])
