"""The figures of one topic as they may leave the desk: small numbers and what gives them back are hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from stats import spans
from stats.figures import FIGURES, Chosen, Figure, In, Sums, total
from stats.models import Contacts
from stats.records.parts import PARTS
from stats.suppression import hidden

CODES = ("opened", "fcr", "repeats", "hand_over", "on_time")
HIDDEN, WITHHELD = "<5", "–"


@dataclass(frozen=True)
class Told:
    """A figure in the span, before it and a year before, as written where it leaves the desk."""

    figure: str
    now: str
    before: str
    year: str


def told(chosen: Chosen, figure: str) -> list[Told]:
    """The figure that was looked at and the usual ones of a topic; three sums are read."""
    times = [total(Contacts, each) for each in (chosen, spans.before(chosen), chosen.year_before())]
    codes = [figure, *(code for code in CODES if code != figure)]
    return [
        Told(code, *(words(FIGURES[code], sums) for sums in times))
        for code in codes
        if code in FIGURES and FIGURES[code].model is Contacts
    ]


def words(figure: Figure, sums: Sums) -> str:
    """A figure without what fewer than five contacts would tell."""
    measures = PARTS[figure.code]
    part = sums[measures[0]]
    if figure.unit is not In.PERCENT:
        return HIDDEN if hidden(part) else figure.words(sums)
    whole = sums[measures[1]]
    # The rest of the whole would be told as well as the part.
    if hidden(whole) or hidden(part) or hidden(whole - part):
        return WITHHELD
    return figure.words(sums)


def lines(figures: Sequence[Told]) -> list[str]:
    """Each figure in a line, in the active language."""
    return [
        _("%(label)s: %(now)s (before: %(before)s; a year before: %(year)s)")
        % {"label": FIGURES[each.figure].label, "now": each.now, "before": each.before, "year": each.year}
        for each in figures
        if each.figure in FIGURES
    ]


def frozen(figures: Sequence[Told]) -> list[dict[str, str]]:
    """As a signal keeps them."""
    return [asdict(each) for each in figures]


def thawed(rows: Sequence[Mapping[str, Any]]) -> list[Told]:
    """Out of a signal."""
    return [Told(**{name: str(row[name]) for name in ("figure", "now", "before", "year")}) for row in rows]
