"""Which conversation a letter belongs to. Pure, and the same whatever order letters arrive in.

Message-IDs of ours cannot be guessed, so whoever refers to one has had that letter: it joins. What a number
in the title says is for the room whose number it is.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Heads:
    """What threading needs of a letter; `references` have the nearest last."""

    message_id: str
    references: tuple[str, ...]
    sender: str
    dated: datetime | None


@dataclass(frozen=True)
class Earlier:
    """A letter that came in before; `key` is the caller's own name for it."""

    key: int
    heads: Heads


@dataclass(frozen=True)
class Known:
    """What the desk has: its own letters by Message-ID, and those that came in."""

    ours: Mapping[str, int]
    received: Collection[Earlier]


@dataclass(frozen=True)
class Place:
    """Where a letter belongs.

    `answers`: our letter; `follows`: the letter before it that came in; `related`: every letter that it
    names, the nearest first.
    """

    answers: int | None = None
    follows: int | None = None
    related: tuple[int, ...] = ()


def place(letter: Heads, known: Known) -> Place:
    """Where `letter` belongs among what is known now."""
    nearest = letter.references[::-1]
    answers = next((known.ours[each] for each in nearest if each in known.ours), None)
    named = [each for reference in nearest for each in _named(reference, known)]
    follows = next((each.key for each in named if _before(each.heads, letter)), None)
    if follows is None and answers is None:
        follows = _sibling(letter, known)
    return Place(answers, follows, tuple(dict.fromkeys(each.key for each in named)))


def mended(arrived: Earlier, known: Known) -> dict[int, int | None]:
    """Letters that came before `arrived` and follow another letter now that it is here: key to `follows`.

    `known` holds `arrived` too.
    """
    changed: dict[int, int | None] = {}
    for each in known.received:
        if each.key != arrived.key and _touches(each.heads, arrived.heads):
            changed[each.key] = place(each.heads, known).follows
    return changed


def _named(message_id: str, known: Known) -> list[Earlier]:
    """Letters with this Message-ID: one, unless somebody writes under another's."""
    found = [each for each in known.received if each.heads.message_id == message_id]
    return sorted(found, key=lambda each: _order(each.heads))


def _sibling(letter: Heads, known: Known) -> int | None:
    """Of the same sender, to the same first letter that never came: the last one before this."""
    if not letter.references or not letter.sender:
        return None
    same = [
        each
        for each in known.received
        if each.heads.sender == letter.sender
        and each.heads.references[:1] == letter.references[:1]
        and _before(each.heads, letter)
    ]
    return max(same, key=lambda each: _order(each.heads)).key if same else None


def _touches(one: Heads, other: Heads) -> bool:
    return other.message_id in one.references or (
        bool(one.references) and one.references[:1] == other.references[:1]
    )


def _before(one: Heads, other: Heads) -> bool:
    """An order of all letters, so that `follows` never goes round in a circle, whatever letters claim."""
    return _order(one) < _order(other)


def _order(heads: Heads) -> tuple[datetime, str, str]:
    return heads.dated or _LONG_AGO, heads.message_id, heads.sender
