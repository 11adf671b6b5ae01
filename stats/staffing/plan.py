"""Shifts of the rotation as plain values, and how many people they put on the line. Pure.

Times are minutes of the wall's clock on one day in Tallinn. A shift counts in a half-hour that it covers
whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

MINUTES = 30
LUNCH_AFTER = 360  # minutes of a shift, beyond which it holds a lunch of one half-hour
EARLIEST_LUNCH, LATEST_LUNCH = 150, 120  # minutes after its beginning, before its end

Need = Mapping[int, int]  # minute of the day at which a half-hour begins: people


@dataclass(frozen=True)
class Planned:
    """A shift in the rotation; `shift` is its key in the roster, None for one that is proposed."""

    user: int
    day: date
    starts: int
    ends: int
    shift: int | None = None

    @property
    def long(self) -> bool:
        """Whether it holds a lunch."""
        return self.ends - self.starts > LUNCH_AFTER

    @property
    def worked(self) -> int:
        """Minutes that count as work."""
        return self.ends - self.starts - (MINUTES if self.long else 0)


@dataclass(frozen=True)
class Person:
    """Who may be planned: minutes left of the agreed week, by its Monday; and on which days not, or when not.

    `busy` are the spans of other duties by day, which a shift of the rotation must not touch; `free` days on
    which the person works at the desk, is not absent and has no shift yet.
    """

    user: int
    left: Mapping[date, int]
    busy: Mapping[date, Sequence[tuple[int, int]]]
    free: frozenset[date]


def halves(starts: int, ends: int) -> range:
    """The half-hours that a span covers whole, by the minute at which each begins."""
    return range(-(-starts // MINUTES) * MINUTES, ends // MINUTES * MINUTES, MINUTES)


def covered(shifts: Iterable[Planned], need: Need) -> dict[int, int]:
    """People on one day by half-hour, lunches taken where they are missed least."""
    people = dict.fromkeys(need, 0)
    long: list[range] = []
    for shift in shifts:
        for minute in halves(shift.starts, shift.ends):
            if minute in people:
                people[minute] += 1
        if shift.long:
            long.append(halves(shift.starts + EARLIEST_LUNCH, shift.ends - LATEST_LUNCH))
    for within in long:
        slots = [minute for minute in within if minute in people]
        if slots:
            best = max(slots, key=lambda minute: people[minute] - need[minute])
            people[best] -= 1
    return people
