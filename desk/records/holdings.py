"""What the rooms keep about one person: told to the person, or let go of where the law allows.

Each room speaks for its own tables (slot HOLDINGS); a test holds the list complete. What is told is in the
subject's language and still names others: who makes the report (desk.clients.subjects) hides them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk.people.models import User
from desk.records.models import Blob


@dataclass(frozen=True)
class Subject:
    """Whom it is about, by everything that rooms know people by.

    `client_ids` are clients who are people themselves (a private person, a sole trader), never organisations
    for which the person acts: `acts_for` names those. `phones` are E.164, `codes` hold the personal code with
    and without its country ("EE38001085718"); all of it may be empty for one whom a room does not know.
    """

    codes: frozenset[str]
    client_ids: frozenset[int]
    person_ids: frozenset[int]
    user_ids: frozenset[int]
    acts_for: frozenset[int]
    names: tuple[str, ...]
    emails: frozenset[str]
    phones: frozenset[str]
    language: str


@dataclass(frozen=True)
class Held:
    """One thing that is kept about the person, in words for that person; `files` go along as they are."""

    kind: str
    pk: int
    at: datetime | None
    title: str
    lines: tuple[str, ...] = ()
    files: tuple[tuple[str, Blob], ...] = ()
    until: date | None = None


class Ground(TextChoices):
    """Why something is erased."""

    NO_LONGER_NEEDED = "no_longer_needed", _("the data are no longer needed")
    UNLAWFUL = "unlawful", _("the data were never ours to keep")
    ORDERED = "ordered", _("a court or the Data Protection Inspectorate ordered it")


@dataclass(frozen=True)
class Erasure:
    """A decision to erase. `everything`: terms of keeping do not stand against it (unlawful, or ordered)."""

    ground: Ground
    by: User | None
    dry: bool = True
    basis: str = ""

    @property
    def everything(self) -> bool:
        return self.ground is not Ground.NO_LONGER_NEEDED


class Fate(TextChoices):
    """What became, or on a dry run would become, of one thing."""

    DESTROYED = "destroyed", _("destroyed")
    ANONYMISED = "anonymised", _("made anonymous")
    KEPT = "kept", _("kept")


@dataclass(frozen=True)
class Outcome:
    """One thing and its fate; what is kept says why, for the person. It names the thing, never the person."""

    kind: str
    pk: int
    fate: Fate
    reason: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Holding:
    """What a room keeps of one kind. `models` are the labels of the tables it speaks for ("calls.Call");
    their histories belong to them.

    `erase` does nothing on a dry run but say what it would do. Otherwise it lets go of each thing in a
    transaction, by desk.records.actions.destroy where that leaves proof, histories and bytes included.
    """

    code: str
    label: Promise
    models: tuple[str, ...]
    tell: Callable[[Subject], Iterable[Held]]
    erase: Callable[[Subject, Erasure], Iterator[Outcome]]
    basis: Promise | str = field(default="")
