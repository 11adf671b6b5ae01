"""Which looks are drawn for a check: any may be, those that ask for an explanation sooner. Reads only.

The weights say how much sooner than an ordinary look; nobody can know that a look of his will not be drawn.
"""

import heapq
import math
import random
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk import slots, workdays
from desk.records.access import MACHINE, REFUSED
from desk.records.models import AccessLogEntry
from desk.records.usages import AUDIT

NIGHT = (22, 6)  # hours of Tallinn between which nobody has to work
NO_WORK, MANY, NIGHTLY, TURNED_AWAY = "no_work", "many", "night", "refused"
# A sign and how much sooner it is drawn; those of the rooms (slot LOOK_SIGNS) weigh as `OF_A_ROOM`.
WEIGHTS = {NO_WORK: 4.0, MANY: 3.0, NIGHTLY: 3.0, TURNED_AWAY: 4.0}
OF_A_ROOM = 6.0
WORDS: dict[str, Promise] = {
    NO_WORK: _("without open work"),
    MANY: _("many looks in an hour"),
    NIGHTLY: _("at night"),
    TURNED_AWAY: _("turned away"),
}
_NOT_PEOPLE = {"access_log", "look_check"}
_IN_A_LIST = {"list", "panel", "unanswered", "unsent"}


@dataclass(frozen=True)
class Sign:
    """Whose data ask for a closer look (slot LOOK_SIGNS); the callables give ids of clients and persons."""

    code: str
    label: Promise
    clients: Callable[[], Collection[int]]
    persons: Callable[[], Collection[int]]


@dataclass(frozen=True)
class Look:
    """One person's look at one client, person or thing on a day, its least reasoned one."""

    entry: int
    user_id: int
    kind: str
    pk: int
    client_id: int | None
    at: datetime
    purpose: str

    @property
    def work(self) -> str:
        """The open work behind it, such as "enquiry:7"; empty where there was none."""
        return self.purpose if ":" in self.purpose else ""

    @property
    def reasoned(self) -> bool:
        """Whether open work or a list of work is behind it: a search or a reason that was asked is not."""
        return bool(self.work) or self.purpose in _IN_A_LIST


@dataclass(frozen=True)
class Drawn:
    """A look and what spoke for looking at it."""

    look: Look
    signs: tuple[str, ...]


def signs_of_rooms() -> list[Sign]:
    """What the rooms above watch more closely."""
    return [sign for told in slots.each("LOOK_SIGNS") for sign in told]


def words() -> dict[str, Promise]:
    """Every sign in words."""
    return WORDS | {sign.code: sign.label for sign in signs_of_rooms()}


def looks_of(day: date) -> list[Look]:
    """What people looked at on this day of Tallinn, once for each person and thing."""
    start = datetime.combine(day, time(), workdays.TALLINN)
    end = datetime.combine(day + timedelta(days=1), time(), workdays.TALLINN)
    rows = AccessLogEntry.objects.between(start, end).exclude(user_id=MACHINE).exclude(purpose=AUDIT)
    rows = rows.exclude(shown_kind__in=_NOT_PEOPLE).order_by("pk")
    fields = ("pk", "user_id", "shown_kind", "shown_id", "client_id", "at", "purpose")
    found: dict[tuple[int, str, int], Look] = {}
    for row in rows.values_list(*fields).iterator(chunk_size=2000):
        look = Look(*row)
        key = (look.user_id, look.kind, look.pk)
        if key not in found or (found[key].reasoned and not look.reasoned):
            found[key] = look
    return list(found.values())


def judged(looks: Collection[Look], watched: Iterable[Sign]) -> Iterator[Drawn]:
    """Each look with its signs."""
    an_hour = Counter(_hour(look) for look in looks)
    rooms = [(sign.code, frozenset(sign.clients()), frozenset(sign.persons())) for sign in watched]
    for look in looks:
        signs = [
            code
            for code, clients, persons in rooms
            if (look.kind == "client" and look.pk in clients)
            or look.client_id in clients
            or (look.kind == "person" and look.pk in persons)
        ]
        signs += [NO_WORK] if not look.reasoned and look.purpose != REFUSED else []
        signs += [TURNED_AWAY] if look.purpose == REFUSED else []
        signs += [MANY] if an_hour[_hour(look)] > settings.LOOKS_MANY else []
        signs += [NIGHTLY] if at_night(look.at) else []
        yield Drawn(look, tuple(signs))


def weight(drawn: Drawn) -> float:
    """How much sooner than an ordinary look it is drawn."""
    return 1.0 + sum(WEIGHTS.get(sign, OF_A_ROOM) for sign in drawn.signs)


def draw(looks: Iterable[Drawn], count: int, chance: random.Random) -> list[Drawn]:
    """So many of them, none twice, by weight (Efraimidis and Spirakis, 2006)."""
    keyed = ((math.log(1.0 - chance.random()) / weight(each), each.look.entry, each) for each in looks)
    return [each for _key, _entry, each in heapq.nlargest(count, keyed)]


def at_night(at: datetime) -> bool:
    """Whether it was night in Tallinn."""
    hour = at.astimezone(workdays.TALLINN).hour
    return hour >= NIGHT[0] or hour < NIGHT[1]


def _hour(look: Look) -> tuple[int, datetime]:
    return look.user_id, look.at.replace(minute=0, second=0, microsecond=0)
