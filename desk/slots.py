"""Named slots: what a lower room asks of upper ones without importing them.

A slot is a name in `settings.SLOTS` (desk/wiring.py) with dotted paths; `check` (a Django system check)
resolves every one of them at start, so that a misspelt path never waits for its first use.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from functools import cache
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils.functional import Promise
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Hit:
    """One line of the search box, given by a callable of the slot SEARCHES (user, text, limit).

    The callable's name is the room's in the box. `shown` names the clients and persons in the line by kind
    and id, for the access log.
    """

    group: str
    title: str
    detail: str
    url: str
    shown: tuple[tuple[str, int], ...] = ()


def by_number(search: Any) -> Any:
    """Marks a callable of SEARCHES that finds nothing but numbers: it is not asked about a name."""
    search.by_number = True
    return search


@dataclass(frozen=True)
class Work:
    """One piece of open work, by a callable of the slot HANDOVER or OWED, for the people it was asked about.

    `title` names no client: who does it for an absent person sees them on the page at `url`. `kind` is the
    code by which the page "what I owe" groups and filters (desk.people.owed.KINDS), `since` when it came.
    """

    group: str
    title: str
    url: str
    due_at: datetime | None
    owner_id: int
    kind: str = ""
    since: datetime | None = None
    # While it waits for somebody else its owner owes nothing, until it is late.
    others_turn: bool = False
    # Whom it concerns: who does it for an absent person must not be the one.
    kept_from: int | None = None


@dataclass(frozen=True)
class Kept:
    """Something that a person must not see a line about, given by a callable of the slot KEPT_FROM.

    `number` is what the lines of other things name it by.
    """

    kind: str
    pk: int
    number: str


@dataclass(frozen=True)
class Finding:
    """What a room or the house says of one part of itself (slot HEALTH, page and command "doctor").

    `state`: ok, sample (a simulator answers), manual (not set up, done by hand), warning (soon, or not
    grave), failed. `detail` is what was seen and `todo` what to do about it, for the administrator; neither
    holds personal data.
    """

    part: str
    state: str
    detail: str | Promise = ""
    todo: str | Promise = ""


@dataclass(frozen=True)
class Invariant:
    """What must always be true in a room and no constraint of the database holds (slot INVARIANTS).

    `code` is ROOM.NAME, `sentence` says what is true when all is well, `broken` answers with the rows of
    which it is not: a query, or keys. It only reads, by an index that holds few rows, or a sample. `todo`
    says what the administrator does about it. What is not grave is a warning.
    """

    code: str
    sentence: str | Promise
    todo: str | Promise
    broken: Callable[[], Any]
    grave: bool = True


@dataclass(frozen=True)
class Fact:
    """What a room says of one client in a word and a count, given by a callable of the slot CALLER_FACTS.

    The callable takes ids of clients and answers `{client id: [Fact, …]}`, in one or two queries for all.
    """

    word: str
    count: int
    url: str


class Weight(IntEnum):
    """How much a ground says about a right to somebody's data."""

    NONE = 0  # it explains why there is no right
    SAID = 1  # somebody said so, and nobody has checked
    RIGHT = 2  # the register or a document in force says so


@dataclass(frozen=True)
class Ground:
    """Why a caller may or may not be told a client's data (slot DISCLOSURE_GROUNDS).

    `kind` is a code that `desk.calls.disclosure` words; `params` fill the words and hold no personal data.
    """

    kind: str
    weight: Weight
    params: dict[str, str] = field(default_factory=dict)


@cache
def _resolve(slot: str) -> tuple[Any, ...]:
    return tuple(import_string(path) for path in settings.SLOTS[slot])


def each(slot: str) -> Iterator[Any]:
    """The objects in a slot, in the order of settings."""
    yield from _resolve(slot)


def check(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Django system check: every dotted path resolves."""
    problems: list[CheckMessage] = []
    for slot, paths in settings.SLOTS.items():
        for path in paths:
            try:
                import_string(path)
            except ImportError as trouble:
                problems.append(Error(f"slot {slot}: {path}: {trouble}", id="desk.E001"))
    return problems
