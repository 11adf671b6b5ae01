"""Figures of quality: the mean score with its interval and how many reviews it rests on. Nobody is ranked."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from stats.figures import Sums
from stats.models import Review

SURE = 1.96  # standard errors: 19 times in 20 the true mean lies within
FEWEST = 5  # fewer reviews say nothing of the whole


@dataclass(frozen=True)
class Mean:
    """The mean score in per cent, and between what the true mean of all work lies, 19 times in 20."""

    reviews: int
    value: float | None
    low: float | None
    high: float | None

    @property
    def text(self) -> str:
        """`91,5% (88,0–95,0)`; without an interval where the reviews are too few."""
        if self.value is None:
            return "–"
        if self.low is None or self.high is None:
            return f"{_said(self.value)}%"
        return f"{_said(self.value)}% ({_said(self.low)}–{_said(self.high)})"


def mean_of(sums: Sums) -> Mean:
    """Of the work that was drawn by the share for everyone; `sums` are of `Reviewed`, scores in tenths."""
    count = sums["drawn"]
    return _mean(count, sums["drawn_points"] / 10, sums["drawn_squares"] / 100)


def mean_of_own(reviews: Iterable[Review]) -> Mean:
    """Of one person's reviews, whatever they were drawn for; for that person's eyes and the coach's."""
    scores = [float(score) for review in reviews if (score := review.standing) is not None]
    return _mean(len(scores), sum(scores), sum(score * score for score in scores))


def _mean(count: int, total: float, squares: float) -> Mean:
    if not count:
        return Mean(0, None, None, None)
    value = total / count
    if count < FEWEST:
        return Mean(count, value, None, None)
    variance = max(0.0, (squares - count * value * value) / (count - 1))
    half = SURE * sqrt(variance / count)
    return Mean(count, value, max(0.0, value - half), min(100.0, value + half))


def _said(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")
