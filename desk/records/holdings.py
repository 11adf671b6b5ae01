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
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desk import workdays
from desk.people.models import User
from desk.records import holds, retention
from desk.records.models import Blob, RetentionRule
from desk.records.redaction import Known


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

    @property
    def known(self) -> Known:
        """By what a text tells of the person."""
        codes = sorted(code for code in self.codes if code[:1].isdecimal())
        return Known(self.names, tuple(codes), tuple(sorted(self.phones)), tuple(sorted(self.emails)))


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
    """A decision to erase. `everything`: terms of keeping do not stand against it (unlawful, or ordered).

    `kept` is what the rooms above, asked before, do not let go of: what it needs stays as well.
    """

    ground: Ground
    by: User | None
    dry: bool = True
    basis: str = ""
    kept: tuple[Outcome, ...] = ()

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
    """One thing and its fate; what is kept says why, for the person. It names the thing, never the person.

    `first`: something is still under way or in force and must be ended before the thing can go, whatever
    the ground; `reason` says what.
    """

    kind: str
    pk: int
    fate: Fate
    reason: str = ""
    until: date | None = None
    first: bool = False


@dataclass(frozen=True)
class Thing:
    """One thing that a room may let go of. `since`: when its keeping began; `first`: what must end before."""

    pk: int
    since: datetime
    first: str = ""


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


def let_go(
    things: Iterable[Thing],
    erasure: Erasure,
    *,
    kind: str,
    store: str,
    destroy: Callable[[RetentionRule, int, User | None], object],
    fate: Fate = Fate.ANONYMISED,
) -> Iterator[Outcome]:
    """Erase things that stand under one rule of keeping, by the function that destroys them when due too.

    While the term runs they are kept with their reason and last day, unless the ground is `everything`; what
    a legal hold protects is kept unless it is ordered.
    """
    rule = retention.rule_of(store)
    decided = by_decision(rule, erasure)
    for thing in list(things):
        until = retention.last_day(rule, thing.since)
        if thing.first:
            yield Outcome(kind, thing.pk, Fate.KEPT, thing.first, first=True)
        elif not erasure.everything and until >= workdays.today():
            yield Outcome(kind, thing.pk, Fate.KEPT, _term(rule), until)
        elif hold := None if decided.ordered else retention.held(store, thing.pk, kind):
            yield Outcome(kind, thing.pk, Fate.KEPT, holds.told(hold), hold.until_day)
        else:
            if not erasure.dry:
                destroy(decided, thing.pk, erasure.by)
            yield Outcome(kind, thing.pk, fate)


def by_decision(rule: RetentionRule, erasure: Erasure) -> RetentionRule:
    """What the proof says of an erasure: not the term, but why it was decided (not saved)."""
    words = f"IKÜM art 17: {erasure.ground.value}" + (f", {erasure.basis}" if erasure.basis else "")
    decided = RetentionRule(store=rule.store, days=0, basis=words[:200])
    decided.ordered = erasure.ground is Ground.ORDERED
    return decided


def _term(rule: RetentionRule) -> str:
    words = gettext("It is kept for %(days)s days by the schedule of the agency (%(basis)s).")
    return words % {"days": rule.days, "basis": rule.basis}
