"""When people turn to the desk: by weekday, hour, season and declaration. Pure but for the obligations' rows.

The shares of weekdays and hours are those of a state line that is open day and night: Monday 19 %, the hour
from 11 to 12 11 % (facts/domain.md 6.3). The desk keeps their proportions within the hours in which it works,
and gets only letters when it is closed.
"""

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import accumulate
from random import Random

from desk import workdays
from desk.enquiries import deadlines
from desk.orders import periods
from desk.orders.models import Obligation
from stats.seeding.copying import second

WEEKDAYS = (19.0, 18.0, 17.5, 17.0, 15.5, 6.5, 6.5)
HOURS: Mapping[int, float] = {
    9: 8.6, 10: 10.0, 11: 11.0, 12: 9.0, 13: 9.2, 14: 9.0, 15: 8.0, 16: 5.5,
}  # fmt: skip
LETTER_HOURS: Mapping[int, float] = dict(HOURS) | {
    7: 1.5, 8: 3.0, 17: 4.0, 18: 3.0, 19: 3.0, 20: 3.5, 21: 3.0, 22: 2.0, 23: 1.0,
}  # fmt: skip
MONTHS = (1.1, 1.05, 1.0, 1.03, 0.97, 0.88, 0.7, 0.8, 1.0, 1.05, 1.0, 0.86)
GROWTH = 0.05  # a year
CHANNELS = {"call": 0.7, "letter": 0.21, "visit": 0.06, "other": 0.03}
HIGHEST = 5.0  # how many times as much is asked of a declaration on its last day

# Parts of a hundred; what is not named has the group's share, cut into as many as it has topics.
SHARES: Mapping[str, float] = {
    "access": 27, "charges": 19, "reports": 15, "permits": 11, "registers": 7, "fault": 9, "documents": 5,
    "counter": 2, "misdirected": 3, "feedback": 2,
}  # fmt: skip
# Which declaration moves which topics, and how much of its peak they see.
MOVED: Mapping[str, Mapping[str, float]] = {
    "charge": {
        "declaration": 1, "correction": 0.8, "charge-rate": 0.8, "charge-deadline": 1, "prepayment": 0.6,
        "zero-declaration": 1, "without-permit": 0.4, "login-failure": 0.4, "signing-failed": 0.5,
        "slow": 0.6, "main-user": 0.3, "rights-not-shown": 0.3,
    },
    "waste": {
        "waste-report": 1.3, "partner-amounts": 1, "site-missing": 1, "zero-report": 1,
        "report-returned": 0.4,
    },
    "air": {"air-report": 1.2, "zero-report": 0.5},
    "water": {"water-report": 1.2},
    "proto": {"proto": 0.9, "packaging": 0.3},
}  # fmt: skip


@dataclass(frozen=True)
class TopicShare:
    """A topic, and its part of everything on a day on which nothing is due."""

    pk: int
    code: str
    share: float


@dataclass(frozen=True)
class Day:
    """One day: how much of all falls on it, and what it is about. Moments are seconds since 1970."""

    date: date
    midnight: int
    opens: int  # 0: closed
    closes: int
    weight: float
    topics: Sequence[float]  # running sums, in the order of the topics

    @property
    def works(self) -> bool:
        """Whether anybody works."""
        return self.closes > 0

    def moment(self, chance: Random, hours: Mapping[int, float]) -> int:
        """A moment of this day by these shares of its hours; of a short day none after its end."""
        while True:
            (hour,) = chance.choices(list(hours), list(hours.values()))
            at = self.midnight + hour * 3600 + int(chance.random() * 3600)
            if hours is not HOURS or self.opens <= at < self.closes - 120:
                return at

    def topic(self, chance: Random) -> int:
        """The place of a topic in the order of topics."""
        return bisect(self.topics, chance.random() * self.topics[-1])


@dataclass
class Shape:
    """The days from `first` to before `until`."""

    topics: Sequence[TopicShare]
    first: date
    until: date
    _boosts: dict[tuple[str, date], float] = field(default_factory=dict)

    def days(self) -> Iterator[Day]:
        """Each day in order."""
        calendar = deadlines.calendar()
        self._boosts = self._declared()
        day = self.first
        while day < self.until:
            spans = calendar.spans(day)
            weight = WEEKDAYS[day.weekday()] * MONTHS[day.month - 1]
            weight *= 1 + GROWTH * (day - self.first).days / 365
            if not spans:
                weight *= CHANNELS["letter"]
            weights = [each.share * self._boost(each.code, day) for each in self.topics]
            yield Day(
                day,
                second(workdays.at(day, time.min)),
                second(spans[0].begins) if spans else 0,
                second(spans[-1].ends) if spans else 0,
                weight * sum(weights),
                list(accumulate(weights)),
            )
            day += timedelta(days=1)

    def _boost(self, code: str, day: date) -> float:
        boosts = [
            part * self._boosts.get((obligation, day), 0.0)
            for obligation, moved in MOVED.items()
            if (part := moved.get(code))
        ]
        return 1 + max(boosts, default=0.0)

    def _declared(self) -> dict[tuple[str, date], float]:
        """By obligation and day: how near its due date is, HIGHEST - 1 on that day and fading after it."""
        found: dict[tuple[str, date], float] = {}
        calendar = deadlines.calendar()
        for obligation in Obligation.objects.filter(active=True):
            for year in range(self.first.year - 2, self.until.year + 1):
                for number in periods.numbers_of(obligation):
                    dates = periods.counted(obligation, year, number, calendar)
                    self._rise(found, obligation.code, dates)
        return found

    def _rise(self, found: dict[tuple[str, date], float], code: str, dates: periods.Dates) -> None:
        before, after = (dates.due_on - dates.peak_from).days, (dates.peak_until - dates.due_on).days
        day = dates.peak_from
        while day <= dates.peak_until:
            away = (dates.due_on - day).days
            near = 1 - away / (before + 1) if away >= 0 else 0.6 * (1 + away / (after + 1))
            found[code, day] = max(found.get((code, day), 0.0), (HIGHEST - 1) * near)
            day += timedelta(days=1)


def shares(topics: Mapping[str, tuple[int, str]]) -> list[TopicShare]:
    """Every topic that can be asked about, with its share; `topics`: code -> (id, code of its group).

    Within a group the first topics are asked about more than the last.
    """
    within: dict[str, list[tuple[str, int]]] = {}
    for code, (pk, group) in topics.items():
        within.setdefault(group, []).append((code, pk))
    found = []
    for group, own in within.items():
        parts = [1 / (place + 2) for place in range(len(own))]
        for (code, pk), part in zip(own, parts, strict=True):
            found.append(TopicShare(pk, code, SHARES.get(group, 1.0) * part / sum(parts)))
    return found


def apportioned(total: int, weights: Sequence[float]) -> list[int]:
    """`total` cut into whole parts by these weights; their sum is exactly `total`."""
    whole, given, sums, found = sum(weights), 0, 0.0, []
    for weight in weights:
        sums += weight
        upto = round(total * sums / whole)
        found.append(upto - given)
        given = upto
    return found
