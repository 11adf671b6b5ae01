"""What stands on the wall: figures in large with a word for each colour, nobody's name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from desk.people.enums import PresenceState
from desk.people.spans import clock_text, minutes_text
from stats import counts
from stats.board import PRESENCE_TONES
from stats.cards import Tile
from stats.figures import FIGURES, Sums
from stats.goals import in_words, reached


@dataclass(frozen=True)
class Shown:
    """Everything that the wall shows, counted."""

    day: counts.Day
    queue: counts.Queue
    people: Sequence[tuple[PresenceState, int]]
    owed: counts.Owed


def _figure(code: str, label: str, sums: Sums, goal: Mapping[str, float]) -> Tile:
    figure, met = FIGURES[code], reached(code, sums, goal)
    tone = "" if met is None else "ok" if met else "bad"
    return Tile(label, figure.words(sums), tone, note=in_words(code, sums, goal))


def main_tiles(shown: Shown, goal: Mapping[str, float], now: datetime) -> list[Tile]:
    """What is looked at first: the queue, and whether calls are answered in time."""
    waiting, waited = shown.queue.waiting, shown.queue.longest(now)
    soon = settings.STATS_SERVICE_LEVEL_SECONDS
    if not waiting:
        tone, note = "ok", _("nobody waits")
    elif waited.total_seconds() <= soon:
        tone, note = "warn", _("within %(seconds)s s") % {"seconds": soon}
    else:
        tone, note = "bad", _("longer than %(seconds)s s") % {"seconds": soon}
    return [
        Tile(_("waiting now"), str(waiting), tone, note=note),
        Tile(_("longest wait now"), clock_text(waited) if waiting else "–", tone, note=note),
        _figure("service_level", _("service level today"), shown.day.sums, goal),
        _figure("service_level", _("last 30 minutes"), shown.day.lately, goal),
    ]


def people_tiles(shown: Shown) -> list[Tile]:
    """How many people are in each state; nobody ready is said in words."""
    nobody = _("nobody is ready")
    return [
        Tile(
            str(state.label), str(number),
            PRESENCE_TONES[state] if number else "bad" if state == PresenceState.AVAILABLE else "",
            note=nobody if state == PresenceState.AVAILABLE and not number else "",
        )
        for state, number in shown.people
    ]  # fmt: skip


def rest_tiles(shown: Shown, now: datetime) -> list[Tile]:
    """The day so far, and what waits beside the telephone."""
    owed, sums = shown.owed, shown.day.sums
    visitors = owed.visitors
    return [
        Tile(_("calls today"), FIGURES["offered"].words(sums)),
        Tile(_("answered"), FIGURES["answered"].words(sums)),
        Tile(_("given up"), FIGURES["lost"].words(sums), note=_share_lost(sums)),
        Tile(
            _("callbacks due"), str(owed.callbacks), "bad" if owed.callbacks_late else "",
            note=_("%(count)s late") % {"count": owed.callbacks_late} if owed.callbacks_late else "",
        ),
        Tile(
            _("promises due today"), str(owed.promises), "bad" if owed.promises_late else "",
            note=_("%(count)s late") % {"count": owed.promises_late} if owed.promises_late else "",
        ),
        Tile(
            _("visitors waiting"), str(visitors.waiting),
            note=minutes_text(visitors.longest(now)) if visitors.waiting else "",
        ),
        Tile(_("letters to sort"), str(owed.letters)),
    ]  # fmt: skip


def _share_lost(sums: Sums) -> str:
    return FIGURES["abandonment"].words(sums) if sums["offered"] else ""
