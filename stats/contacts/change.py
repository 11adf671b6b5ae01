"""How a figure moved against another time, in words: `+12%`, `−2,1 percentage points`."""

from django.utils.translation import gettext as _

from stats.figures import Figure, In, Sums
from stats.figures.words import clock, number

LEAST = 5  # of fewer contacts a change says nothing


def against(figure: Figure, now: Sums, then: Sums) -> str:
    """The change from `then` to `now`; a dash where either is unknown or about hardly anything."""
    after, before = figure.of(now), figure.of(then)
    if after is None or before is None:
        return "–"
    if figure.unit is In.PERCENT:
        return _("%(points)s percentage points") % {"points": _signed(after - before, number)}
    if figure.unit is In.NUMBER:
        return share(after, before)
    return _signed(after - before, clock)


def share(after: float, before: float) -> str:
    """A change in percent of what was before; a dash where that was hardly anything."""
    if before < LEAST:
        return "–"
    return _signed(100 * (after - before) / before, lambda value: f"{number(round(value))}%")


def _signed(value: float, say: object) -> str:
    assert callable(say)
    value = round(value, 1)
    if value == 0:
        return f"±{say(0.0)}"
    return f"{'+' if value > 0 else '−'}{say(abs(value))}"


def tone(figure: Figure, now: Sums, then: Sums) -> str:
    """`ok` or `bad` where one way is better and the figure moved; empty otherwise."""
    after, before = figure.of(now), figure.of(then)
    if not figure.good or after is None or before is None or round(after - before, 1) == 0:
        return ""
    return "ok" if (after > before) == (figure.good == "up") else "bad"
