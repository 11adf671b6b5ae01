"""What a review's points come to. Pure."""

from collections.abc import Collection, Mapping
from decimal import ROUND_HALF_UP, Decimal

MOST = 2  # points for one criterion

# Key of a criterion: 0, 1 or 2 points, or None where it does not apply to this contact.
Points = Mapping[str, int | None]


class NotScored(Exception):
    """The points do not make a score; `missing` are the keys that have none."""

    def __init__(self, missing: Collection[str]) -> None:
        super().__init__("not scored")
        self.missing = list(missing)


def score(keys: Collection[str], points: Points, critical: Collection[str]) -> Decimal:
    """Per cent of the points that could be given, with one decimal; nought with a critical error.

    What does not apply counts neither way. Raises NotScored where a criterion has no answer, or none applies.
    """
    missing = [key for key in keys if key not in points]
    given = [points[key] for key in keys if points.get(key) is not None]
    if missing or not given:
        raise NotScored(missing or list(keys))
    if critical:
        return Decimal("0.0")
    whole = Decimal(100 * sum(value or 0 for value in given)) / (MOST * len(given))
    return whole.quantize(Decimal("0.1"), ROUND_HALF_UP)
