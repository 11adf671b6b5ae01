"""How many calls to expect in each half-hour: a regression, a plain mean, and a backtest that chooses.

The only module that knows scikit-learn and numpy. They take some 100 MB, so neither a page nor the worker
imports it: `asking` runs it as a process of its own, which is gone when it has answered. Pure: half-hours
and counts in, numbers out; no Django, no database.

The regression is Poisson with a logarithmic link (McCullagh and Nelder, 1989): weekday × half-hour, season
as two harmonics of the year, trend, shortened days, days after a closed one, nearness of declarations.
Calls vary more than Poisson would have it, so the range is not taken from it but from what it has missed
by: 10th and 90th percentiles of (seen − expected) / √expected over the backtest (docs/staffing.md).
"""

import json
import sys
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import PoissonRegressor

from stats.staffing.step import Step

# As in stats.enums.staffing.Method, which a process without Django cannot read.
NAIVE, REGRESSION = "naive", "regression"
LEAST_WEEKS = 8  # of history, before anything but a mean is tried
FOLDS, LEAST_FOLDS = 6, 2
NAIVE_WEEKS = 4
LOW, HIGH = 0.10, 0.90
SEASON_AFTER, TREND_AFTER = 52, 26  # weeks of history
ALPHA = 1e-3  # ridge on the mean deviance: keeps half-hours that were seen seldom near their weekday and hour
SMALLEST = 0.05  # calls expected: what is nothing at all cannot be divided by

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Error:
    """What a backtest found of a method: shares of all calls seen, and of half-hours within the 80 % range.

    `wape` is Σ|expected − seen| ÷ Σ seen of half-hours, `wape_day` the same of whole days; `bias` is
    Σ(expected − seen) ÷ Σ seen, above 0 where too many were expected. `coverage` is None after one fold.
    """

    wape: float
    wape_day: float
    bias: float
    coverage: float | None
    folds: int
    halves: int


@dataclass(frozen=True)
class Made:
    """The chosen method, (low, expected, high) for each wanted half-hour, and every method's errors."""

    method: str
    numbers: tuple[tuple[float, float, float], ...]
    errors: dict[str, Error]


@dataclass(frozen=True)
class _Fold:
    """One test of the past: what was known then, and what came."""

    train: Sequence[int]
    test: Sequence[int]


@dataclass(frozen=True)
class _Tested:
    """What a method expected in all folds, beside what came; `fold` says in which."""

    expected: Floats
    seen: Floats
    fold: NDArray[np.int64]
    days: Sequence[date]


def forecast(history: Sequence[Step], calls: Sequence[float], wanted: Sequence[Step]) -> Made:
    """Expect the `wanted` half-hours from the `calls` of the half-hours of `history`, which ends before them.

    The method with the smaller error in the backtest is used; with too little history for one, the mean.
    Raises ValueError without history.
    """
    if not history:
        raise ValueError("no history")
    seen = np.asarray(calls, dtype=np.float64)
    tested = backtest(history, calls, wanted)
    errors = {method: _error(result) for method, result in tested.items()}
    method = min(errors, key=lambda each: errors[each].wape, default=NAIVE)
    known = range(len(history))
    expected = _expect(method, history, seen, known, wanted)
    low, high = _spread(tested[method]) if method in tested else (None, None)
    return Made(method, tuple(_ranged(expected, low, high)), errors)


def backtest(history: Sequence[Step], calls: Sequence[float], wanted: Sequence[Step]) -> dict[str, _Tested]:
    """Stand at earlier origins, know only what was known then, and expect as far ahead as is wanted now."""
    seen = np.asarray(calls, dtype=np.float64)
    methods: tuple[str, ...] = (NAIVE, REGRESSION)
    folds = _folds(history, wanted, LEAST_WEEKS)
    if len(folds) < LEAST_FOLDS:
        methods, folds = (NAIVE,), _folds(history, wanted, NAIVE_WEEKS)
    if not folds:
        return {}
    test = [i for fold in folds for i in fold.test]
    number = np.repeat(np.arange(len(folds)), [len(fold.test) for fold in folds])
    days = [history[i].day for i in test]
    found: dict[str, _Tested] = {}
    for method in methods:
        expected = [
            _expect(method, history, seen, fold.train, [history[i] for i in fold.test]) for fold in folds
        ]
        found[method] = _Tested(np.concatenate(expected), seen[test], number, days)
    return found


def _folds(history: Sequence[Step], wanted: Sequence[Step], least: int) -> list[_Fold]:
    """Origins a week or two apart, the earliest first; each leaves out the days up to the wanted ones."""
    first, last = history[0].day, history[-1].day
    ahead = max(timedelta(), wanted[0].day - last - timedelta(days=1))
    weeks = max(1, -(-((wanted[-1].day - wanted[0].day).days + 1) // 7))
    length, apart = timedelta(weeks=weeks), timedelta(weeks=min(weeks, 2))
    found: list[_Fold] = []
    for number in reversed(range(FOLDS)):
        ends = last - number * apart
        begins = ends - length + timedelta(days=1)
        known = begins - ahead
        if known - first < timedelta(weeks=least):
            continue
        train = [i for i, step in enumerate(history) if step.day < known]
        test = [i for i, step in enumerate(history) if begins <= step.day <= ends]
        if train and test:
            found.append(_Fold(train, test))
    return found


def _expect(
    method: str, history: Sequence[Step], seen: Floats, train: Sequence[int], wanted: Sequence[Step]
) -> Floats:
    known = [history[i] for i in train]
    if method == REGRESSION:
        return _regression(known, seen[list(train)], wanted)
    return _naive(known, seen[list(train)], wanted)


def _naive(known: Sequence[Step], seen: Floats, wanted: Sequence[Step]) -> Floats:
    """The mean of the same half-hour of the same weekday in the last four weeks, else of any weekday."""
    since = known[-1].day - timedelta(weeks=NAIVE_WEEKS)
    same: dict[tuple[int, int], list[float]] = {}
    any_day: dict[int, list[float]] = {}
    for step, calls in zip(known, seen, strict=True):
        if step.day > since:
            rate = calls / step.open
            same.setdefault((step.weekday, step.minute), []).append(rate)
            any_day.setdefault(step.minute, []).append(rate)
    usual = float(np.mean([rate for rates in any_day.values() for rate in rates])) if any_day else 0.0

    def of(step: Step) -> float:
        rates = same.get((step.weekday, step.minute)) or any_day.get(step.minute) or [usual]
        return step.open * sum(rates) / len(rates)

    return np.array([of(step) for step in wanted], dtype=np.float64)


def _regression(known: Sequence[Step], seen: Floats, wanted: Sequence[Step]) -> Floats:
    if not seen.any():
        return np.zeros(len(wanted))
    columns = _Columns(known)
    shares = np.array([step.open for step in known])
    model = PoissonRegressor(alpha=ALPHA, max_iter=500, tol=1e-5)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # what it is worth then, the backtest says
        model.fit(columns.of(known), seen / shares, sample_weight=shares)
    rates = model.predict(columns.of(wanted)) * np.array([step.open for step in wanted])
    # Beyond anything seen only a formula goes: twice the busiest half-hour is more than enough.
    capped: Floats = np.minimum(rates, 2.0 * float(seen.max()))
    return capped


class _Columns:
    """What the regression knows of a half-hour, as numbers; laid out by the history alone."""

    def __init__(self, known: Sequence[Step]) -> None:
        self.first = known[0].day
        weeks = (known[-1].day - self.first).days / 7
        self.season, self.trend = weeks >= SEASON_AFTER, weeks >= TREND_AFTER
        self.minutes = {minute: i for i, minute in enumerate(sorted({step.minute for step in known}))}
        self.peaks = [i for i in range(6) if any(step.peak[i] for step in known)]

    def of(self, steps: Sequence[Step]) -> Floats:
        """One row a half-hour."""
        count = len(self.minutes)
        table = np.zeros((len(steps), 7 + count + 7 * count + 2 + 4 + 1 + len(self.peaks)))
        for row, step in zip(table, steps, strict=True):
            row[step.weekday] = 1.0
            if (slot := self.minutes.get(step.minute)) is not None:
                row[7 + slot] = 1.0
                row[7 + count + step.weekday * count + slot] = 1.0
            rest = row[7 + 8 * count :]
            rest[0], rest[1] = step.eve, step.after_closed
            if self.season:
                angle = 2 * np.pi * step.day.timetuple().tm_yday / 365.25
                rest[2:6] = np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle)
            if self.trend:
                rest[6] = (step.day - self.first).days / 365.25
            rest[7:] = [step.peak[i] for i in self.peaks]
        return table


def _error(tested: _Tested) -> Error:
    missed, total = tested.expected - tested.seen, max(1.0, float(tested.seen.sum()))
    by_day: dict[tuple[int, date], float] = {}
    for fold, day, miss in zip(tested.fold, tested.days, missed, strict=True):
        by_day[int(fold), day] = by_day.get((int(fold), day), 0.0) + float(miss)
    return Error(
        wape=float(np.abs(missed).sum()) / total,
        wape_day=sum(map(abs, by_day.values())) / total,
        bias=float(missed.sum()) / total,
        coverage=_coverage(tested),
        folds=len(set(tested.fold.tolist())),
        halves=len(tested.seen),
    )


def _coverage(tested: _Tested) -> float | None:
    """How often what came lay within the range, each fold's range taken from the folds before it alone."""
    within = count = 0
    for fold in range(1, int(tested.fold.max()) + 1):
        before, here = tested.fold < fold, tested.fold == fold
        low, high = _quantiles(tested.expected[before], tested.seen[before])
        expected, seen = tested.expected[here], tested.seen[here]
        ranges = np.array(_ranged(expected, low, high))
        within += int(((seen >= ranges[:, 0]) & (seen <= ranges[:, 2])).sum())
        count += int(here.sum())
    return within / count if count else None


def _spread(tested: _Tested) -> tuple[float, float]:
    return _quantiles(tested.expected, tested.seen)


def _quantiles(expected: Floats, seen: Floats) -> tuple[float, float]:
    scaled = (seen - expected) / np.sqrt(np.maximum(expected, SMALLEST))
    low, high = np.quantile(scaled, [LOW, HIGH])
    return float(low), float(high)


def _ranged(expected: Floats, low: float | None, high: float | None) -> list[tuple[float, float, float]]:
    """(low, expected, high); without a backtest that of Poisson, one in ten beyond either end."""
    down, up = (-1.2816, 1.2816) if low is None or high is None else (min(low, 0.0), max(high, 0.0))
    root = np.sqrt(np.maximum(expected, SMALLEST))
    lows, highs = np.maximum(0.0, expected + down * root), expected + up * root
    return [
        (round(float(a), 2), round(float(b), 2), round(float(c), 2))
        for a, b, c in zip(lows, expected, highs, strict=True)
    ]


def _step(values: Sequence[Any]) -> Step:
    at, day, minute, share, eve, after_closed, peak = values
    return Step(
        datetime.fromisoformat(at), date.fromisoformat(day), minute, share, eve, after_closed, tuple(peak)
    )


def main() -> None:
    """The process: half-hours and counts as JSON on stdin, the answer as JSON on stdout (`asking`)."""
    asked = json.load(sys.stdin)
    history, wanted = [_step(each) for each in asked["history"]], [_step(each) for each in asked["wanted"]]
    json.dump(asdict(forecast(history, asked["calls"], wanted)), sys.stdout)


if __name__ == "__main__":
    main()
