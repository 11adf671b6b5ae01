"""What a person owes: everything open, asked of every room, by what burns. Reads, never writes."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from zlib import crc32

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk import clock, slots, workdays
from desk.people import deputies, second
from desk.people.concerned import kept_from
from desk.people.models import Todo, User
from desk.people.words import page_of, sentence
from desk.slots import Kept, Work

DONE = timedelta(days=1)  # how long what was done may be taken back from the list
MOST_DONE = 10  # rows of it
_NEVER = datetime.max.replace(tzinfo=UTC)  # what has no time comes last

# The kinds by which it is grouped and filtered, in the order in which they stand.
KINDS: dict[str, Promise] = {
    "call": _("Calls to finish"),
    "visit": _("Visitors"),
    "callback": _("Calls to return"),
    "promise": _("Promises"),
    "letter": _("Letters to answer"),
    "enquiry": _("Enquiries"),
    "paper": _("Incoming mail"),
    "ticket": _("Answers to tell"),
    "document": _("Documents"),
    "signature": _("For the agency to sign"),
    "order": _("Work orders"),
    "data": _("Requests about own data"),
    "second": _("Second pair of eyes"),
    "guide": _("Guides to read and review"),
    "todo": _("To-dos"),
}
# To-dos of these rooms stand with what they are about.
TODO_KINDS = {"guides": "guide", "mail": "letter"}


class Burning(IntEnum):
    """How much a thing burns."""

    LATE = 0
    TODAY = 1
    LATER = 2
    SOME_TIME = 3

    @property
    def label(self) -> str:
        """As the head of its part of the list."""
        return str(_HEADS[self])


_HEADS = {
    Burning.LATE: _("Late"),
    Burning.TODAY: _("Today"),
    Burning.LATER: _("Later"),
    Burning.SOME_TIME: _("Without a time"),
}


@dataclass(frozen=True)
class Owed:
    """One thing that a person owes; `todo` where it is a to-do that can be done from the list itself."""

    kind: str
    title: str
    url: str
    due_at: datetime | None
    since: datetime | None
    owner_id: int
    burning: Burning
    todo: Todo | None = None

    @property
    def key(self) -> str:
        """Names the row on the page, the same each time it is drawn."""
        return f"{self.kind}-{crc32(f'{self.owner_id} {self.url} {self.title}'.encode()):x}"

    @property
    def label(self) -> str:
        """The kind in words."""
        return str(KINDS[self.kind])

    @property
    def order(self) -> tuple[datetime, datetime]:
        """What burns most comes first; of what has no time, the oldest."""
        return (self.due_at or _NEVER, self.since or _NEVER)


@dataclass
class Load:
    """How much one person has: a figure of work, no measure of the person."""

    person: User
    away: bool
    by_kind: Counter[str] = field(default_factory=Counter)
    late: int = 0
    today: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.by_kind.total()

    def cells(self, kinds: Iterable[str]) -> list[int]:
        """The numbers of these kinds, in their order."""
        return [self.by_kind[kind] for kind in kinds]


def owed_by(person: User, reader: User) -> list[Owed]:
    """Everything this person owes today, with the work of those in whose place he stands.

    What the `reader` must not see is not among it.
    """
    return owed_and_done(person, reader)[0]


def owed_and_done(person: User, reader: User) -> tuple[list[Owed], list[tuple[Todo, str]]]:
    """The same, and the to-dos that the person has done in the last day: a mis-click is taken back."""
    kept = kept_from(reader.pk or 0)
    ids = deputies.works_for(person)
    assert person.pk is not None
    rows = Todo.objects.owned_by(*ids).open_or_done_by(person, clock.now() - DONE).without(kept)
    todos = list(rows)
    done = sorted((todo for todo in todos if todo.done_at), key=lambda todo: todo.pk, reverse=True)
    opened = (todo for todo in todos if not todo.done_at)
    found = [*_works(ids, {person.pk}, reader), *_todos(opened)]
    if reader == person:  # it waits for whoever may, so it is no one's load
        found += _second(person, kept)
    words = [(todo, sentence(todo.kind, todo.params)) for todo in done[:MOST_DONE]]
    return sorted(found, key=lambda owed: owed.order), words


def loads(people: Collection[User], away: Collection[int], reader: User) -> list[Load]:
    """How much each of these people has of the own, with nothing taken over from others."""
    ids = {person.pk for person in people if person.pk is not None}
    of = {person.pk: Load(person, person.pk in away) for person in people}
    todos = Todo.objects.open().owned_by(*ids).without(kept_from(reader.pk or 0))
    for owed in [*_works(ids, ids, reader), *_todos(todos)]:
        load = of[owed.owner_id]
        load.by_kind[owed.kind] += 1
        load.late += owed.burning == Burning.LATE
        load.today += owed.burning == Burning.TODAY
    return list(of.values())


def by_kind(found: Iterable[Owed]) -> list[tuple[str, str, int]]:
    """(kind, its name, how many) for each kind there is, in the order of the kinds."""
    counted = Counter(owed.kind for owed in found)
    return [(kind, str(label), counted[kind]) for kind, label in KINDS.items() if counted[kind]]


def by_burning(found: Iterable[Owed]) -> list[tuple[Burning, list[Owed]]]:
    """The parts of the list that have something in them, what burns most first."""
    parts: Mapping[Burning, list[Owed]] = {burning: [] for burning in Burning}
    for owed in found:
        parts[owed.burning].append(owed)
    return [(burning, rows) for burning, rows in parts.items() if rows]


def burning(due_at: datetime | None, now: datetime) -> Burning:
    """How much something due then burns now."""
    if due_at is None:
        return Burning.SOME_TIME
    if due_at < now:
        return Burning.LATE
    return Burning.TODAY if workdays.day_of(due_at) == workdays.day_of(now) else Burning.LATER


def _works(ids: Collection[int], own: Collection[int], reader: User) -> Iterator[Owed]:
    now = clock.now()
    asked = [*((ask, ids) for ask in slots.each("HANDOVER")), *((ask, own) for ask in slots.each("OWED"))]
    for ask, whose in asked:
        works: Iterable[Work] = ask(whose)
        for work in works:
            level = burning(work.due_at, now)
            if work.kept_from == reader.pk or (work.others_turn and level != Burning.LATE):
                continue
            kind = work.kind if work.kind in KINDS else "todo"
            yield Owed(kind, work.title, work.url, work.due_at, work.since, work.owner_id, level)


def _todos(todos: Iterable[Todo]) -> Iterator[Owed]:
    now = clock.now()
    for todo in todos:
        kind = TODO_KINDS.get(todo.kind.partition(".")[0], "todo")
        url = page_of(todo.subject_kind, todo.subject_id) or todo.get_absolute_url()
        yield Owed(
            kind, sentence(todo.kind, todo.params), url, todo.due_at, todo.made_at, todo.owner_id,
            burning(todo.due_at, now), todo,
        )  # fmt: skip


def _second(person: User, kept: Collection[Kept]) -> Iterator[Owed]:
    assert person.pk is not None
    for row in second.waiting(person, kept):
        if row.mine:
            yield Owed("second", row.text, row.url, None, row.approval.asked_at, person.pk, Burning.SOME_TIME)
