"""Makes a forecast from what has been counted; the answer is written by `actions.forecasts`."""

import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from desk import workdays
from desk.outbox import PermanentError
from stats.enums import Channel
from stats.enums.staffing import Method
from stats.models import Forecast
from stats.staffing import asking, history
from stats.staffing.step import Step
from stats.staffing.steps import open_steps

RANGE = 1.2816  # standard deviations of Poisson beyond which one in ten lies
WORTH_A_CALL = 5  # calls of a usual day, from which on a day without any is one that nobody counted


@dataclass(frozen=True)
class Answer:
    """Everything that a made forecast says."""

    method: str
    history_first: date | None
    history_last: date | None
    errors: dict[str, dict[str, Any]]
    numbers: list[tuple[str, float, float, float]]
    handle: dict[str, Any]
    load: dict[str, Any]


def make(forecast: Forecast) -> Answer:
    """The numbers of the weeks that were asked for. Raises PermanentError where there is nothing to go by."""
    last = min(workdays.today(), forecast.first) - timedelta(days=1)
    wanted = open_steps(forecast.first, forecast.last)
    if not wanted:
        raise PermanentError("closed")
    first = history.first_day(last + timedelta(days=1))
    known, calls = _history(first, last) if first else ([], [])
    if forecast.by_hand is not None:
        method, errors = Method.HAND.value, {}
        numbers = by_hand(forecast.by_hand / 1.0, known, calls, wanted)
    elif not known:
        raise PermanentError("no_history")
    else:
        found = asking.forecast(known, calls, wanted)
        method, errors, numbers = found.method, found.errors, found.numbers
    return Answer(
        method, known[0].day if known else None, known[-1].day if known else None, errors,
        [(step.at.isoformat(), *each) for step, each in zip(wanted, numbers, strict=True)],
        asdict(history.handling(last)),
        {
            "letters": history.half_days(Channel.EMAIL, last),
            "visits": history.half_days(Channel.COUNTER, last),
            **history.a_week(last),
        },
    )  # fmt: skip


def _history(first: date, last: date) -> tuple[list[Step], list[float]]:
    steps, seen = open_steps(first, last), history.calls(first, last)
    by_day: dict[date, int] = defaultdict(int)
    for step in steps:
        by_day[step.day] += seen[step.at]
    usual = statistics.median(by_day.values()) if by_day else 0
    if usual >= WORTH_A_CALL:
        steps = [step for step in steps if by_day[step.day]]
    return steps, [float(seen[step.at]) for step in steps]


def by_hand(
    a_week: float, known: Sequence[Step], calls: Sequence[float], wanted: Sequence[Step]
) -> tuple[tuple[float, float, float], ...]:
    """So many calls in a full week, spread as those known were, else evenly; the range is Poisson's."""
    weight: dict[tuple[int, int], list[float]] = defaultdict(list)
    for step, count in zip(known, calls, strict=True):
        weight[step.weekday, step.minute].append(count / step.open)
    means = {key: sum(counts) / len(counts) for key, counts in weight.items()}
    whole = sum(means.values())

    def of(step: Step) -> tuple[float, float, float]:
        share = means.get((step.weekday, step.minute), 0.0) / whole if whole else 1.0 / halves
        expected = a_week * share * step.open
        spread = RANGE * expected**0.5
        return round(max(0.0, expected - spread), 2), round(expected, 2), round(expected + spread, 2)

    halves = max(1, len({(step.weekday, step.minute) for step in wanted}))
    return tuple(of(step) for step in wanted)
