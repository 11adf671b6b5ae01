"""The three clocks of a ticket: pure, no database, no request.

The client's runs from the question until the answer was told, and stands while the client is waited for. The
second level's is counted from JIRA's own history: it stands while the ticket is returned to us, and runs
again when it is opened again. Both count the agency's working time. The outbox's is plain time: how long a
ticket waited here until JIRA had it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum

from desk import workdays
from desk.enquiries.enums import Term
from desk.enquiries.worktime import Calendar
from tickets.enums import Alarm, Means, SaidBy
from tickets.following import meaning, stored
from tickets.words import phrases

Span = tuple[datetime, datetime]
_NOTHING = timedelta()


@dataclass(frozen=True)
class Clock:
    """How long it has run since it was started, whether it runs now, and when its time is up."""

    since: datetime
    ran: timedelta
    running: bool
    stopped_at: datetime | None = None
    due_at: datetime | None = None

    def late(self, now: datetime) -> bool:
        """Whether its time was up before it stopped, or is up now."""
        return self.due_at is not None and (self.stopped_at or now) > self.due_at


@dataclass(frozen=True)
class Limit:
    """How many, of what (desk.enquiries.enums.Term)."""

    amount: int
    term: str

    def due(self, calendar: Calendar, since: datetime) -> datetime:
        """When what stands since then has stood too long."""
        return calendar.end_of_term(since, self.amount, self.term)

    def run_out_before(self, calendar: Calendar, now: datetime) -> datetime:
        """What has stood since before this moment has stood too long by `now`."""
        if self.term == Term.WORKING_HOURS:
            return calendar.add(now, timedelta(hours=-self.amount))
        day = workdays.day_of(now)
        while self.due(calendar, workdays.at(day, time.min)) >= now:
            day -= timedelta(days=1)
        return workdays.at(day + timedelta(days=1), time.min)


@dataclass(frozen=True)
class Patience:
    """How long each thing may take with the tickets of a unit, in working time."""

    accept_hours: int
    still_days: int
    tell_within_days: int
    close_hours: int

    def limit(self, alarm: Alarm) -> Limit:
        """After how long this alarm is raised."""
        return {
            Alarm.NOT_ACCEPTED: Limit(self.accept_hours, Term.WORKING_HOURS),
            Alarm.STILL: Limit(self.still_days, Term.WORKING_DAYS),
            Alarm.NOT_TOLD: Limit(self.tell_within_days, Term.WORKING_DAYS),
            Alarm.NOT_CLOSED: Limit(self.close_hours, Term.WORKING_HOURS),
        }[alarm]


def of_client(
    calendar: Calendar,
    *,
    asked: datetime,
    told: datetime | None,
    due: datetime | None,
    pauses: Iterable[tuple[datetime, datetime | None]],
    now: datetime,
) -> Clock:
    """From the question until the answer was told, without the spans in which the client was waited for.

    A pause without an end lasts still.
    """
    end, waited = max(told or now, asked), list(pauses)
    waits = [(begins, ends or end) for begins, ends in waited]
    waiting = any(ends is None for _begins, ends in waited)
    ran = working(calendar, without([(asked, end)], waits))
    return Clock(asked, ran, told is None and not waiting, told, due)


def of_outbox(*, queued: datetime, there: datetime | None, now: datetime) -> Clock:
    """From the queue until JIRA had it; its clock and ours may differ, so never less than nothing."""
    return Clock(queued, max((there or now) - queued, _NOTHING), there is None, there)


class Turn(Enum):
    """Whose turn it is by what the issue says."""

    THEIRS = "theirs"
    RETURNED = "returned"
    DONE = "done"


@dataclass(frozen=True)
class Happened:
    """One movement in JIRA's history: a field that changed, or without a field a comment."""

    at: datetime
    ours: bool
    field: str = ""
    before: str = ""
    after: str = ""
    text: str = ""


@dataclass(frozen=True)
class Status:
    """What is known of a status by its name."""

    id: str = ""
    category: str = ""


@dataclass(frozen=True)
class Standing:
    """An issue as it stands: what the rules are read by."""

    status: str
    resolution: str
    labels: tuple[str, ...]


_TURNS = {Means.NEEDS_INFO: Turn.RETURNED, Means.WORKING: Turn.THEIRS}


def read(
    standing: Standing,
    said: Sequence[Happened],
    rules: Sequence[meaning.Rule],
    statuses: Mapping[str, Status],
    created: datetime,
) -> meaning.Meaning:
    """What an issue that stands so says, with what was said in it until then."""
    known = statuses.get(standing.status, Status())
    told = stored.Stored(
        status_id=known.id, status=standing.status, category=known.category,
        resolution=standing.resolution, labels=standing.labels, created=created,
        comments=tuple(stored.Said(each.ours, each.at, each.text) for each in said),
    )  # fmt: skip
    return stored.read(told, rules)


def turns(
    created: datetime,
    standing: Standing,
    happened: Sequence[Happened],
    rules: Sequence[meaning.Rule],
    statuses: Mapping[str, Status],
) -> list[tuple[datetime, Turn]]:
    """Since when it was whose turn, told over again from the whole history; `standing` is as it is now."""
    history = sorted(happened, key=lambda each: each.at)
    standing = _at_first(standing, history)
    marks = tuple(
        mark for rule in rules if rule.by == SaidBy.MARK and (mark := rule.value.strip().casefold())
    )
    said: dict[bool, Happened] = {}  # what decides: their last marked comment, and our last that supplies
    found = [(created, _turn(read(standing, (), rules, statuses, created)))]
    for number, each in enumerate(history):
        if each.field:
            standing = _moved(standing, each)
        elif each.ours:
            if not phrases.only_tells(each.text):
                said[True] = each
        elif marks and each.text.strip().casefold().startswith(marks):
            said[False] = each
        if number + 1 < len(history) and history[number + 1].at == each.at:
            continue  # what happens at one moment is one movement
        turn = _turn(read(standing, list(said.values()), rules, statuses, created))
        at = max(each.at, created)
        if found[-1][0] == at and turn != found[-1][1]:
            found.pop()  # what stood for no time at all was nobody's turn
        if not found or turn != found[-1][1]:
            found.append((at, turn))
    return found


def of_second_level(
    calendar: Calendar,
    found: Sequence[tuple[datetime, Turn]],
    *,
    since: datetime,
    until: datetime | None,
    now: datetime,
) -> Clock:
    """The working time in which it was the second level's turn between `since` and `until` (now)."""
    end = until or now
    ends = [begins for begins, _turn in found[1:]] + [max(end, found[-1][0])]
    theirs = [
        (max(begins, since), min(ends_at, end))
        for (begins, turn), ends_at in zip(found, ends, strict=True)
        if turn == Turn.THEIRS
    ]
    spans = [(begins, ends_at) for begins, ends_at in theirs if begins < ends_at]
    running = until is None and found[-1][1] == Turn.THEIRS
    stopped = None if running else (spans[-1][1] if spans else until or found[-1][0])
    return Clock(since, working(calendar, spans), running, stopped)


def working(calendar: Calendar, spans: Iterable[Span]) -> timedelta:
    """The working time in these spans together."""
    return sum((calendar.between(begins, ends) for begins, ends in spans), _NOTHING)


def without(spans: Iterable[Span], cut: Iterable[Span]) -> list[Span]:
    """The spans without what lies in any of those that are cut out."""
    left = list(spans)
    for cut_from, cut_to in cut:
        kept: list[Span] = []
        for begins, ends in left:
            if begins < min(ends, cut_from):
                kept.append((begins, min(ends, cut_from)))
            if max(begins, cut_to) < ends:
                kept.append((max(begins, cut_to), ends))
        left = kept
    return left


def _turn(said: meaning.Meaning) -> Turn:
    return _TURNS.get(Means(said.means), Turn.DONE) if said.means else Turn.THEIRS


def _at_first(now: Standing, history: Sequence[Happened]) -> Standing:
    first: dict[str, str] = {}
    for each in history:
        if each.field:
            first.setdefault(each.field, each.before)
    labels = tuple(first["labels"].split()) if "labels" in first else now.labels
    return Standing(first.get("status", now.status), first.get("resolution", now.resolution), labels)


def _moved(now: Standing, change: Happened) -> Standing:
    if change.field == "status":
        return Standing(change.after, now.resolution, now.labels)
    if change.field == "resolution":
        return Standing(now.status, change.after, now.labels)
    if change.field == "labels":
        return Standing(now.status, now.resolution, tuple(change.after.split()))
    return now
