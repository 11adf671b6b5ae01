"""How far reviewers of the same work agree. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from stats.quality.scoring import MOST, Points

_LEVELS = MOST + 1


@dataclass(frozen=True)
class Compared:
    """One criterion as each reviewer saw it, in their order; None: it does not apply."""

    key: str
    points: tuple[int | None, ...]

    @property
    def differs(self) -> bool:
        """Whether not all gave the same."""
        return len(set(self.points)) > 1

    @property
    def spread(self) -> int:
        """How far apart the lowest and the highest lie; what one says does not apply is as far as can be."""
        if not self.differs:
            return 0
        given = [each for each in self.points if each is not None]
        return MOST if len(given) < len(self.points) else max(given) - min(given)


def compare(keys: Sequence[str], answers: Sequence[Points]) -> list[Compared]:
    """Every criterion with what each reviewer gave it, in the order of the scorecard."""
    return [Compared(key, tuple(each.get(key) for each in answers)) for key in keys]


def percent(compared: Sequence[Compared]) -> float | None:
    """Of all pairs of reviewers and criteria those that gave the same, in per cent; None without pairs."""
    pairs = [pair for each in compared for pair in combinations(each.points, 2)]
    return 100 * sum(a == b for a, b in pairs) / len(pairs) if pairs else None


def kappa(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Cohen's kappa of two reviewers, weighted by the square of the distance: 1 is full agreement, 0 is
    what chance would give, below it is worse than chance.

    `pairs` are the points that each of the two gave to one criterion. None where chance alone would have
    them agree: without pairs, or when both gave one and the same value throughout.
    Formula: 1 − Σ w·observed ÷ Σ w·expected with w = (i − j)² (Cohen 1968).
    """
    if not pairs:
        return None
    first, second = Counter(a for a, _b in pairs), Counter(b for _a, b in pairs)
    observed = sum((a - b) ** 2 for a, b in pairs) / len(pairs)
    expected = (
        sum((a - b) ** 2 * first[a] * second[b] for a in range(_LEVELS) for b in range(_LEVELS))
        / len(pairs) ** 2
    )
    return 1 - observed / expected if expected else None


def kappa_of(compared: Sequence[Compared]) -> float | None:
    """The mean of the weighted kappas of every two reviewers; what does not apply to one is left out."""
    size = len(compared[0].points) if compared else 0
    found = []
    for a, b in combinations(range(size), 2):
        pairs = [
            (first, second)
            for first, second in ((each.points[a], each.points[b]) for each in compared)
            if first is not None and second is not None
        ]
        if (value := kappa(pairs)) is not None:
            found.append(value)
    return sum(found) / len(found) if found else None


def agreed(answers: Sequence[Points]) -> Mapping[str, int | None]:
    """What all reviewers gave alike: where the talk about the rest begins."""
    if not answers:
        return {}
    first, *rest = answers
    return {key: value for key, value in first.items() if all(key in e and e[key] == value for e in rest)}
