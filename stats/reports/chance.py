"""Whether more than chance lies in a change. Pure."""

from math import sqrt

LIMIT = 1.96  # standard errors: one change in twenty goes beyond it by chance alone


def moved(now: int, now_days: int, before: int, before_days: int) -> int:
    """1 where the number a working day rose, -1 where it fell, 0 where chance alone would do it too.

    Both are taken for Poisson numbers: contacts come independently of each other, so a number's variance is
    the number itself. Fewer than ten in all say nothing by this rule.
    """
    if now + before < 10 or not now_days or not before_days:
        return 0
    difference = now / now_days - before / before_days
    error = sqrt(now / now_days**2 + before / before_days**2)
    return 0 if abs(difference) <= LIMIT * error else 1 if difference > 0 else -1
