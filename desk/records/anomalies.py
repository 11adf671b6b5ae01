"""What stands out in a day of the access log, by rules that anybody can check. Reads only."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from desk import workdays
from desk.records import drawing

DAYS = 7
REFUSALS = 3  # times a day that somebody is turned away before it stands out
SEARCHES = 30  # clients a day that somebody found by search alone


@dataclass(frozen=True)
class Odd:
    """One person, one day, one rule, and how many."""

    day: date
    user_id: int
    sign: str
    count: int

    @property
    def words(self) -> str:
        """The rule for a person."""
        return str(drawing.words()[self.sign])


def days() -> list[date]:
    """The days that may be looked at, today first."""
    return [workdays.today() - timedelta(days=back) for back in range(DAYS)]


def of(day: date) -> list[Odd]:
    """What stands out on one day, the largest first."""
    watched = drawing.signs_of_rooms()
    counts: Counter[tuple[int, str]] = Counter()
    for drawn in drawing.judged(drawing.looks_of(day), watched):
        reasoned = drawn.look.reasoned
        for sign in drawn.signs:
            # A colleague's or a protected client's data behind open work are ordinary work.
            if sign in drawing.WEIGHTS or not reasoned:
                counts[drawn.look.user_id, sign] += 1
    odd = [Odd(day, *whose, count) for whose, count in counts.items() if _stands_out(whose[1], count)]
    return sorted(odd, key=lambda each: (-each.count, each.user_id, each.sign))


def _stands_out(sign: str, count: int) -> bool:
    least = {
        drawing.NO_WORK: SEARCHES, drawing.TURNED_AWAY: REFUSALS, drawing.MANY: settings.LOOKS_MANY,
        drawing.NIGHTLY: 1,
    }.get(sign, 1)  # fmt: skip
    return count >= least
