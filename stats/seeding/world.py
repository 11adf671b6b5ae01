"""Everything a day needs: who asks, who answers, what is still open, and what is to happen later."""

from collections import deque
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Any

from desk import workdays
from desk.enquiries import deadlines
from desk.enquiries.enums import Term
from desk.enquiries.models import EnquirySeries
from desk.workdays import TALLINN
from stats.seeding.clients import Clients
from stats.seeding.copying import Tables, second
from stats.seeding.ground import Ground, Subject
from stats.seeding.shape import Day

REPEAT = 7 * 86400
AGAIN = 0.07  # of enquiries ask what the same client asked some days ago


@dataclass(frozen=True)
class Plan:
    """What is wanted. `until` is the first day without rows.

    `finished`: nothing stays open, and no document in force. `kept_place`: ids and numbers begin with 1,
    where `filling.keep_place` left room. Both are for a demo whose worklists its history must not disturb.
    """

    clients: int
    enquiries: int
    years: float
    seed: int
    until: date
    finished: bool = False
    kept_place: bool = False

    @property
    def first(self) -> date:
        """The first day with rows."""
        return self.until - timedelta(days=round(365.25 * self.years))


@dataclass(slots=True)
class Matter:
    """An enquiry on its way. Moments are seconds since 1970."""

    id: int
    number: str
    subject: Subject
    client: int | None  # place among the clients
    language: str
    question: str
    opened: int
    due: int | None
    repeats: int | None
    channel: str
    owner: int | None = None
    level: int = 1
    incoming: int | None = None
    promise: dict[str, Any] | None = None
    ticket: dict[str, Any] | None = None


@dataclass
class World:
    """The desk while its past is written."""

    plan: Plan
    ground: Ground
    tables: Tables
    chance: Random
    clients: Clients
    days: list[Day]
    open: dict[int, Matter] = field(default_factory=dict)
    # What happens later: day -> [(second, order, what, whose)].
    later: dict[int, list[tuple[int, int, str, Any]]] = field(default_factory=dict)
    today: list[tuple[int, int, str, Any]] = field(default_factory=list)
    container: int = 0  # id of the bytes that stand for every signed container
    document: tuple[int, str] = (0, "")  # those of every document, and their sha256
    place: int = 0  # of today among the days
    visitors: dict[tuple[int, date], int] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)
    document_numbers: dict[tuple[str, int], int] = field(default_factory=dict)
    _order: int = 0
    _asked: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    _recent: deque[tuple[int, int, int]] = field(default_factory=lambda: deque(maxlen=20_000))
    _terms: dict[tuple[str, int, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.working = [place for place, day in enumerate(self.days) if day.works]
        self._nth = {place: nth for nth, place in enumerate(self.working)}
        if not self.plan.kept_place:
            self.numbers = dict(EnquirySeries.objects.values_list("year", "last"))
        self.rules = deadlines.rules()
        self.end = second(workdays.at(self.plan.until, time.min))

    @property
    def day(self) -> Day:
        """Today."""
        return self.days[self.place]

    def do(self, at: int, what: str, whose: Any) -> None:
        """Something happens at this moment, today or later; what would be after the end never does."""
        if at >= self.end:
            if not self.plan.finished:
                return
            at = self.end - 3600
        self._order += 1
        if at < self.day.midnight + 86400:
            heappush(self.today, (at, self._order, what, whose))
        else:
            place = self.place + (at - self.day.midnight + 3600) // 86400  # clock changes last an hour
            self.later.setdefault(min(place, len(self.days) - 1), []).append((at, self._order, what, whose))

    def next(self) -> tuple[int, int, str, Any]:
        """What happens next today."""
        return heappop(self.today)

    def working_moment(self, days: int) -> int:
        """Some moment of work so many working days from now."""
        nth = self._nth.get(self.place)
        if nth is None:  # a day off: from the working day before it
            nth = max((n for n, place in enumerate(self.working) if place < self.place), default=0)
        nth += days
        if nth >= len(self.working):
            return self.end + 1
        day = self.days[self.working[nth]]
        return day.opens + int(self.chance.random() * (day.closes - day.opens - 600))

    def term(self, code: str, at: int, amount: int = 0) -> int:
        """When a limit that began at this moment runs out; `amount` working days where no code is given."""
        key = (code, (at - self.day.midnight) // 86400 + self.place, amount)
        if key not in self._terms:
            start = datetime.fromtimestamp(at, TALLINN)
            calendar, rules = self.rules.calendar, self.rules
            due = rules.due(code, start) if code else calendar.end_of_term(start, amount, Term.WORKING_DAYS)
            self._terms[key] = second(due)
        return self._terms[key]

    def number(self, day: date) -> str:
        """The next enquiry number of the year."""
        self.numbers[day.year] = last = self.numbers.get(day.year, 0) + 1
        return f"P-{day.year}-{last:06d}"

    def asker(self) -> tuple[int, int | None]:
        """Place of a topic, and of a client (None: a stranger): new, or the same as some days ago."""
        if self._recent and self.chance.random() < AGAIN:
            at, topic, client = self.chance.choice(self._recent)
            if 20 * 3600 < self.day.midnight + 12 * 3600 - at < REPEAT - 86400:
                return topic, client
        known = self.chance.random() >= 0.06
        return self.day.topic(self.chance), self.clients.draw(self.chance) if known else None

    def asked(self, matter_id: int, topic: int, client: int | None, at: int) -> tuple[int, int | None]:
        """Since when it is open, and what it repeats: as desk.enquiries.repeats would find it."""
        if client is None:
            return at, None
        before, first = self._asked.get((client, topic), (0, 0))
        at = max(at, before + 1)
        repeats = first if before and at - before <= REPEAT else None
        self._asked[client, topic] = (at, repeats or matter_id)
        self._recent.append((at, topic, client))
        return at, repeats

    def forget(self) -> None:
        """What was asked so long ago that nothing repeats it any more."""
        since = self.day.midnight - REPEAT - 86400
        self._asked = {key: value for key, value in self._asked.items() if value[0] >= since}
        while self._recent and self._recent[0][0] < since:
            self._recent.popleft()
        self._terms.clear()

    def outcome(self, code: str) -> int:
        """The id of an outcome code."""
        return self.ground.outcomes[code]
