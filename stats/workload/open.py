"""What lies open with people now and how old it is: asked of every room at once, not person by person."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk import clock, slots
from desk.people import owed
from desk.people.concerned import kept_from
from desk.people.models import Todo, User

# Ages by which open work is told apart: what is younger than this, and the words.
BANDS: tuple[tuple[timedelta, Promise], ...] = (
    (timedelta(days=1), _("under a day")),
    (timedelta(days=7), _("1–7 days")),
    (timedelta(days=30), _("7–30 days")),
    (timedelta.max, _("over 30 days")),
)


@dataclass
class Pile:
    """One person's open work: a figure of work, no measure of the person."""

    person: User
    ages: Counter[int] = field(default_factory=Counter)
    by_kind: Counter[str] = field(default_factory=Counter)
    undated: int = 0
    late: int = 0
    others_turn: int = 0

    @property
    def total(self) -> int:
        """All of it, also what waits for somebody else."""
        return self.ages.total() + self.undated

    def cells(self) -> list[int]:
        """How many of each age, the youngest first."""
        return [self.ages[index] for index in range(len(BANDS))]


def band(since: datetime, now: datetime) -> int:
    """The index of the age in BANDS."""
    return next(index for index, (limit, _words) in enumerate(BANDS) if now - since < limit)


def piles(people: Collection[User], reader: User) -> list[Pile]:
    """The open work of each of these people, in their order; what the reader must not see is not in it."""
    now = clock.now()
    found: Mapping[int, Pile] = {person.pk: Pile(person) for person in people if person.pk is not None}
    for work in (work for ask in slots.each("HANDOVER") for work in ask(set(found))):
        pile = found.get(work.owner_id)
        if pile is not None and work.kept_from != reader.pk:
            pile.others_turn += work.others_turn
            _put(pile, work.kind, work.since, work.due_at, now)
    for todo in Todo.objects.open().owned_by(*found).without(kept_from(reader.pk or 0)):
        _put(found[todo.owner_id], "todo", todo.made_at, todo.due_at, now)
    return list(found.values())


def _put(pile: Pile, kind: str, since: datetime | None, due_at: datetime | None, now: datetime) -> None:
    pile.by_kind[kind if kind in owed.KINDS else "todo"] += 1
    pile.late += due_at is not None and due_at < now
    if since is None:
        pile.undated += 1
    else:
        pile.ages[band(since, now)] += 1
