"""A forecast of four weeks from two years of calls: time and memory of the worker and of its process.

    python -m bench.forecast [weeks of history]

Needs no database: history is generated (a declaration peak each quarter, Mondays, a hill before noon, days
that differ), the same for the same number of weeks. Changes of shifts for four weeks are timed beside it.
"""

import math
import os
import random
import resource
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

MONDAY = date(2026, 11, 23)


def megabytes() -> float:
    """Of this process now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


def steps(weeks: int) -> tuple[list[Any], list[Any]]:
    """History up to a Sunday, and four weeks after it."""
    from desk.enquiries.worktime import Calendar
    from stats.staffing.steps import Due, steps_of

    first, last = MONDAY - timedelta(weeks=weeks), MONDAY + timedelta(weeks=4, days=-1)
    due = [
        Due(False, date(year, month, 3), date(year, month, 17), date(year, month, 20))
        for year in range(first.year, last.year + 1)
        for month in (1, 4, 7, 10)
    ]
    found = steps_of(Calendar(), due, first, last)
    return [each for each in found if each.day < MONDAY], [each for each in found if each.day >= MONDAY]


def played(history: Sequence[Any]) -> list[float]:
    """Calls of every half-hour."""
    chance = random.Random(1)  # noqa: S311
    days: dict[date, float] = {}
    found = []
    for step in history:
        usual = 8 * (1.4, 1.0, 0.9, 0.9, 0.8)[step.weekday]
        hill = 0.4 + math.exp(-(((step.minute - 660) / 100) ** 2))
        day = days.setdefault(step.day, chance.gammavariate(20, 1 / 20))
        limit, count, product = math.exp(-usual * hill * day * (1 + step.peak[1])), 0, chance.random()
        while product > limit:
            count, product = count + 1, product * chance.random()
        found.append(float(count))
    return found


def plan() -> float:
    """Seconds that four weeks of changes for eight people take."""
    from stats.staffing import moves
    from stats.staffing.plan import Person, Planned

    days = [MONDAY + timedelta(days=number) for number in range(28) if number % 7 < 5]
    need = {day: {minute: 2 + minute % 5 for minute in range(540, 1020, 30)} for day in days}
    shifts = [Planned(user, day, 540, 1020, user) for day in days for user in range(5)]
    mondays = [MONDAY + timedelta(weeks=number) for number in range(4)]
    people = {
        user: Person(user, dict.fromkeys(mondays, 600), {}, frozenset(days) if user > 4 else frozenset())
        for user in range(8)
    }
    began = time.perf_counter()
    moves.propose(need, shifts, people)
    return time.perf_counter() - began


def main() -> None:
    """Print it."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk.settings")
    django.setup()
    from stats.staffing import asking

    weeks = int(sys.argv[1]) if len(sys.argv) > 1 else 104
    history, wanted = steps(weeks)
    calls = played(history)
    before, began = megabytes(), time.perf_counter()
    answer = asking.forecast(history, calls, wanted)
    took = time.perf_counter() - began
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{len(history)} half-hours of {weeks} weeks, {len(wanted)} wanted: {answer.method}")
    for method, error in answer.errors.items():
        print(f"  {method}: half-hour {error['wape']:.3f}, day {error['wape_day']:.3f}")
    print(f"all in all {took:.1f} s")
    print(f"the process: {child.ru_utime:.1f} s of CPU, {child.ru_maxrss / 1024:.0f} MB")
    print(f"the worker: {before:.0f} MB before, {megabytes():.0f} MB after")
    print(f"changes of shifts for four weeks and eight people: {plan():.2f} s")


if __name__ == "__main__":
    main()
