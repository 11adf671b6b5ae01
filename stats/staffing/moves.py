"""Which shifts to move, lengthen, add or shorten so that people are there when calls come. Greedy and pure.

A day at a time, the change that takes away most of what is missing is made, until none helps by at least
one person for an hour; then whole hours in which nobody would be missed are freed for other work. What is
missing counts squared, so two people short in one half-hour are worse than one in each of two.
Within open hours, agreed hours of the week, other duties of the day; nothing here knows why anybody is away.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from stats.enums.staffing import Shifted
from stats.staffing.plan import MINUTES, Need, Person, Planned, covered, halves

SHORTEST, LONGEST = 180, 510  # minutes of a shift, lunch included
MOST_A_DAY = 3  # changes: a plan that moves everybody is not carried out
STEPS = (30, 60, 90, 120)
ADDED = (240, 510)  # lengths of a shift that is added
FREED = 120  # minutes at least, for which a shift is shortened
SURPLUS = 0.01  # what one person too many weighs beside one missing
WORTH = 2  # half-hours of one person no longer missing: less is not worth a change


@dataclass(frozen=True)
class Move:
    """One change: what stands (None where a shift is added) and what would."""

    kind: Shifted
    before: Planned | None
    after: Planned
    gain: int  # half-hours of one person that are no longer missing


def propose(
    need: Mapping[date, Need], shifts: Sequence[Planned], people: Mapping[int, Person]
) -> tuple[list[Move], list[Planned]]:
    """The changes, and the plan with them. `need` holds every open half-hour of every open day."""
    left = {user: dict(person.left) for user, person in people.items()}
    by_day: dict[date, list[Planned]] = defaultdict(list)
    for shift in shifts:
        by_day[shift.day].append(shift)
    moves: list[Move] = []
    plan: list[Planned] = []
    for day in sorted(need):
        made, there = _of_day(_Day(day, need[day], people, left), by_day.pop(day, []))
        moves += made
        plan += there
    return moves, plan + [shift for rest in by_day.values() for shift in rest]


class _Day:
    """One day: what it needs, and who may be planned on it."""

    def __init__(
        self, day: date, need: Need, people: Mapping[int, Person], left: dict[int, dict[date, int]]
    ) -> None:
        self.day, self.need, self.people, self.left = day, need, people, left
        self.monday = day - timedelta(days=day.weekday())
        self.opens, self.closes = min(need), max(need) + MINUTES

    def cost(self, shifts: Sequence[Planned]) -> float:
        there = covered(shifts, self.need)
        return sum(
            (wanted - there[minute]) ** 2 if wanted > there[minute] else SURPLUS * (there[minute] - wanted)
            for minute, wanted in self.need.items()
        )

    def missing(self, shifts: Sequence[Planned]) -> int:
        there = covered(shifts, self.need)
        return sum(max(0, wanted - there[minute]) for minute, wanted in self.need.items())

    def allowed(self, before: Planned | None, after: Planned) -> bool:
        """Within open hours and the agreed week, and over none of the person's other duties."""
        person = self.people.get(after.user)
        if person is None or not SHORTEST <= after.ends - after.starts <= LONGEST:
            return False
        if after.starts < self.opens or after.ends > self.closes:
            # What begins before the doors open, as it stands, may stay so.
            if before is None or after.starts < min(self.opens, before.starts):
                return False
            if after.ends > max(self.closes, before.ends):
                return False
        more = after.worked - (before.worked if before else 0)
        if more > 0 and more > self.left[after.user].get(self.monday, 0):
            return False
        busy = person.busy.get(self.day, ())
        return not any(begins < after.ends and after.starts < ends for begins, ends in busy)

    def spend(self, before: Planned | None, after: Planned) -> None:
        more = after.worked - (before.worked if before else 0)
        self.left[after.user][self.monday] = self.left[after.user].get(self.monday, 0) - more

    def others(self, shift: Planned, shifts: Sequence[Planned]) -> bool:
        """Whether the person has another shift of the rotation that this one would touch."""
        return any(
            other.user == shift.user and other.starts < shift.ends and shift.starts < other.ends
            for other in shifts
        )


def _of_day(day: _Day, shifts: list[Planned]) -> tuple[list[Move], list[Planned]]:
    moves: list[Move] = []
    touched: set[Planned] = set()
    while len(moves) < MOST_A_DAY:
        now, missing = day.cost(shifts), day.missing(shifts)
        best: tuple[float, Shifted, Planned | None, Planned] | None = None
        for kind, before, after in _changes(day, shifts, touched):
            rest = [each for each in shifts if each is not before]
            if day.others(after, rest):
                continue
            gain = now - day.cost([*rest, after])
            better = gain > (best[0] if best else 0.0) + 1e-9
            if better and missing - day.missing([*rest, after]) >= WORTH:
                best = (gain, kind, before, after)
        if best is None:
            break
        _gain, kind, before, after = best
        moves.append(_made(day, kind, before, after, shifts))
        touched.add(after)
    moves += _freed(day, shifts, touched)
    return moves, shifts


def _made(day: _Day, kind: Shifted, before: Planned | None, after: Planned, shifts: list[Planned]) -> Move:
    """Put the change into `shifts`."""
    missing = day.missing(shifts)
    if before is not None:
        shifts.remove(before)
    shifts.append(after)
    day.spend(before, after)
    return Move(kind, before, after, missing - day.missing(shifts))


def _changes(
    day: _Day, shifts: Sequence[Planned], touched: set[Planned]
) -> Iterator[tuple[Shifted, Planned | None, Planned]]:
    """Every change that may be made, the gentlest first; each shift is changed once."""
    for before in shifts:
        if before in touched:
            continue
        for step in STEPS:
            for by in (-step, step):
                after = replace(before, starts=before.starts + by, ends=before.ends + by)
                if day.allowed(before, after):
                    yield Shifted.MOVED, before, after
            for after in (
                replace(before, starts=before.starts - step), replace(before, ends=before.ends + step)
            ):  # fmt: skip
                if day.allowed(before, after):
                    yield Shifted.LENGTHENED, before, after
    there = {shift.user for shift in shifts}
    for user, person in sorted(day.people.items()):
        if user in there or day.day not in person.free:
            continue
        for length in ADDED:
            for starts in range(day.opens, day.closes - length + 1, 2 * MINUTES):
                after = Planned(user, day.day, starts, starts + length)
                if day.allowed(None, after):
                    yield Shifted.ADDED, None, after


def _freed(day: _Day, shifts: list[Planned], touched: set[Planned]) -> list[Move]:
    """Shorten shifts by whole hours, at either end, in which there are more people than needed."""
    moves: list[Move] = []
    for before in [each for each in shifts if each not in touched]:
        there = covered(shifts, day.need)
        best: Planned | None = None
        for after in _shorter(before):
            gone = set(halves(before.starts, before.ends)) - set(halves(after.starts, after.ends))
            spare = all(there[minute] > day.need[minute] for minute in gone if minute in day.need)
            if spare and day.allowed(before, after) and _none_missed(day, shifts, before, after):
                best = after if best is None or after.worked < best.worked else best
        if best is not None:
            moves.append(_made(day, Shifted.SHORTENED, before, best, shifts))
    return moves


def _shorter(shift: Planned) -> Iterator[Planned]:
    for less in range(FREED, shift.ends - shift.starts - SHORTEST + 1, 2 * MINUTES):
        yield replace(shift, ends=shift.ends - less)
        yield replace(shift, starts=shift.starts + less)


def _none_missed(day: _Day, shifts: Sequence[Planned], before: Planned, after: Planned) -> bool:
    """Also when lunches fall otherwise."""
    rest = [each for each in shifts if each is not before]
    return day.missing([*rest, after]) <= day.missing(shifts)
