"""Three sentences made of the figures: how much was asked, about what, and how it was answered."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stats.reports import chance
from stats.reports.digest import Line, Table, written
from stats.suppression import hidden, told

if TYPE_CHECKING:
    from stats.reports.reckoning import Counted

TOP = 3  # topics that a sentence names


def sentences(
    times: Sequence["Counted"], lines: Sequence[Line], topics: Table, name: Callable[[int], str]
) -> tuple[str, str, str]:
    """What stands on top of a report."""
    return _how_much(times), _about_what(times, topics, name), _how_well({line.code: line for line in lines})


def _opened(counted: "Counted") -> int:
    return sum(counted.opened(0).values())


def _how_much(times: Sequence["Counted"]) -> str:
    this, before, year = times
    number = _opened(this)
    if not number:
        return _("Nobody asked about the unit's matters in this time.")
    asked = ngettext(
        "Clients asked about the unit's matters %(number)s time.",
        "Clients asked about the unit's matters %(number)s times.",
        number if not hidden(number) else 4,
    ) % {"number": written(told(number))}
    words = [_against(this, other) for other in (before, year)]
    return f"{asked} {' '.join(words)}"


def _against(this: "Counted", other: "Counted") -> str:
    numbers = (_opened(this), this.span.working_days, _opened(other), other.span.working_days)
    say = {
        1: _("That is more a working day than in %(span)s (%(number)s)."),
        -1: _("That is less a working day than in %(span)s (%(number)s)."),
        0: _("Compared with %(span)s (%(number)s) it changed no more than chance would."),
    }[chance.moved(*numbers)]
    return say % {"span": other.span.name, "number": written(told(_opened(other)))}


def _about_what(times: Sequence["Counted"], topics: Table, name: Callable[[int], str]) -> str:
    """Numbers are those of the table, so that nothing is told here which is withheld there."""
    this, before, _year = times
    now, then = this.opened(0), before.opened(0)
    largest = [row for row in topics.parts if isinstance(row.cells[0], int) and row.cells[0]][:TOP]
    if not largest:
        return _("No topic was asked about five times or more.")
    listed = ", ".join(f"{row.label} ({written(row.cells[0])})" for row in largest)
    sentence = _("Most was asked about: %(topics)s.") % {"topics": listed}
    days = this.span.working_days, before.span.working_days
    moves = {pk: chance.moved(now[pk], days[0], then[pk], days[1]) for pk in sorted({*now, *then})}
    for way, words in (
        (1, _("More than in %(span)s: %(topics)s.")),
        (-1, _("Less than in %(span)s: %(topics)s.")),
    ):
        found = ", ".join(name(pk) for pk, move in moves.items() if move == way)
        if found:
            sentence += " " + words % {"span": before.span.name, "topics": found}
    return sentence


def _how_well(lines: dict[str, Line]) -> str:
    def word(code: str) -> str:
        return lines[code].words(lines[code].times[0])

    return _(
        "Solved at first contact: %(fcr)s; answered in time: %(on_time)s; promises kept in time: %(kept)s;"
        " tickets to the second level: %(tickets)s, of them returned as incomplete: %(back)s."
    ) % {
        "fcr": word("fcr"),
        "on_time": word("on_time"),
        "kept": word("promises_kept"),
        "tickets": word("tickets"),
        "back": word("tickets_back"),
    }
