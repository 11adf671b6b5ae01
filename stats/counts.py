"""What goes on at this moment and today, straight from the rows; nothing here is stored.

What is counted of today's calls is what the rollup of contacts counts (`stats.rollups.PARTS`), read through
the index by time: a day has a few thousand of them at most. A test holds both together.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import ExtractHour, TruncDate

from desk import workdays
from desk.calls.models import Call, Callback
from desk.counter.models import Visit
from desk.enquiries.models import Enquiry, Promise
from desk.mail.models import Incoming
from desk.people.enums import PresenceState
from desk.people.models import Presence, User
from desk.people.roster import desk_people
from desk.workdays import TALLINN
from stats.figures import Sums, together
from stats.figures.sums import GREATEST
from stats.models import Traffic
from stats.rollups import PARTS, Rows
from tickets.enums import Alarm
from tickets.models import Watch

FIRST_HOUR, LAST_HOUR = 8, 17  # the chart always shows these hours, and any other that had a call
LATELY = timedelta(minutes=30)
CALLBACK_LATE = timedelta(minutes=30)  # after its time, as in the list of callbacks
# The measures of which the figures of the board are made.
NUMBERS = ("offered", "answered", "in_time", "lost", "short", "finished")
TIMES = ("answer_wait_s", "longest_wait_s", "talk_s", "wrap_s")


@dataclass(frozen=True)
class Hour:
    """Incoming calls that began in one hour of the local day."""

    hour: int
    answered: int
    lost: int
    waiting: int


@dataclass(frozen=True)
class Day:
    """Incoming calls of the local day: by hour, their sums, and the sums of those of the last half-hour."""

    hours: list[Hour]
    sums: Sums
    lately: Sums


@dataclass(frozen=True)
class Queue:
    """Who waits now, and since when the first of them does."""

    waiting: int
    since: datetime | None

    def longest(self, now: datetime) -> timedelta:
        """How long the first one has waited; nothing where nobody waits."""
        return max(now - self.since, timedelta()) if self.since else timedelta()


@dataclass(frozen=True)
class Here:
    """One person of the desk and what he does now; since when is None for who has said nothing yet."""

    person: User
    state: PresenceState
    since: datetime | None
    reason: str


@dataclass(frozen=True)
class Owed:
    """What waits for the desk beside the telephone."""

    callbacks: int
    callbacks_late: int
    promises: int
    promises_late: int
    enquiries_late: int
    letters: int
    visitors: Queue
    still: int


def day(now: datetime) -> tuple[datetime, datetime]:
    """First moment of the local day that holds `now`, and of the next one (a day may have 23 or 25 hours)."""
    today = workdays.day_of(now)
    return workdays.at(today, time.min), workdays.at(today + timedelta(days=1), time.min)


def _calls() -> Rows:
    return next(part for part in PARTS[Traffic]() if part.at == "rang_at")


def calls(now: datetime) -> Day:
    """Incoming calls of the local day of `now`, and of the half-hour before, in one query."""
    part, (start, end), lately = _calls(), day(now), now - LATELY
    recent = Q(rang_at__gte=lately, rang_at__lte=now)
    figures = {f"of_{name}": Count("pk", filter=part.counts[name]) for name in NUMBERS}
    figures |= {f"lately_{name}": Count("pk", filter=part.counts[name] & recent) for name in NUMBERS}
    for name in TIMES:
        figures[f"of_{name}"] = (Max if name in GREATEST else Sum)(part.sums[name])  # type: ignore[assignment]
    rows = part.found().filter(rang_at__gte=min(start, lately), rang_at__lt=end).order_by()
    rows = rows.annotate(on=TruncDate("rang_at", tzinfo=TALLINN), hour=ExtractHour("rang_at", tzinfo=TALLINN))
    today = workdays.day_of(now)
    by_hour: dict[int, Sums] = {}
    recently: Sums = Counter()
    for row in rows.values("on", "hour").annotate(**figures):
        recently += Counter({name: row[f"lately_{name}"] for name in NUMBERS})
        if row["on"] == today:
            by_hour[row["hour"]] = Counter({name: row[f"of_{name}"] or 0 for name in (*NUMBERS, *TIMES)})
    return Day(_hours(by_hour), together(by_hour.values()), recently)


def _hours(sums: dict[int, Sums]) -> list[Hour]:
    first, last = min([FIRST_HOUR, *sums]), max([LAST_HOUR, *sums])
    none: Sums = Counter()
    found = ((hour, sums.get(hour, none)) for hour in range(first, last + 1))
    return [
        Hour(hour, of["answered"], of["lost"], of["offered"] - of["answered"] - of["lost"])
        for hour, of in found
    ]


def queue() -> Queue:
    """Incoming calls that ring and that nobody has answered."""
    rows = Call.objects.counted().ringing().order_by()
    return Queue(**rows.aggregate(waiting=Count("pk"), since=Min("rang_at")))


def here(now: datetime) -> list[Here]:
    """The desk's people by what they do, then by the alphabet; who has said nothing yet is away."""
    today = workdays.day_of(now)
    # Who practises takes no real calls, so is nobody to count on.
    people = list(desk_people(today, today).filter(training=False))
    open_ones = Presence.objects.open().filter(user__in=people).select_related("reason")
    states = {presence.user_id: presence for presence in open_ones}
    found = []
    for person in people:
        now_in = states.get(person.pk or 0)
        state = PresenceState(now_in.state) if now_in else PresenceState.AWAY
        reason = str(now_in.reason or "") if now_in else ""
        found.append(Here(person, state, now_in.started_at if now_in else None, reason))
    order = list(PresenceState)
    return sorted(found, key=lambda each: order.index(each.state))


def people(found: Iterable[Here]) -> list[tuple[PresenceState, int]]:
    """How many of them are in each state."""
    counted = Counter(each.state for each in found)
    return [(state, counted[state]) for state in PresenceState]


def owed(now: datetime, reader: User | None = None) -> Owed:
    """What waits beside the telephone; with a reader without complaints about him, as in the lists."""
    _start, tonight = day(now)
    callbacks = Callback.objects.all()
    promises, enquiries = Promise.objects.counted(), Enquiry.objects.counted()
    still = Watch.objects.raised().filter(kind=Alarm.STILL)
    if reader is not None:
        callbacks, promises = callbacks.readable_by(reader), promises.readable_by(reader)
        enquiries = enquiries.readable_by(reader)
        still = still.exclude(escalation__enquiry__concerns_id=reader.pk)
    called = callbacks.due(now).order_by()
    due = promises.due_before(tonight).order_by()
    return Owed(
        **called.aggregate(
            callbacks=Count("pk"), callbacks_late=Count("pk", filter=Q(slot_at__lt=now - CALLBACK_LATE))
        ),
        **due.aggregate(
            promises=Count("pk", filter=Q(due_at__gte=now)),
            promises_late=Count("pk", filter=Q(due_at__lt=now)),
        ),
        enquiries_late=enquiries.due_before(now).count(),
        letters=Incoming.objects.waiting().order_by().count(),
        visitors=Queue(
            **Visit.objects.waiting().order_by().aggregate(waiting=Count("pk"), since=Min("queued_at"))
        ),
        still=still.order_by().count(),
    )


def late_promises(now: datetime, reader: User) -> int:
    """Promises whose time has passed and that nobody has kept, as the reader's list shows them."""
    return Promise.objects.counted().readable_by(reader).late(now).order_by().count()


def by_state(rows: "QuerySet[object]", states: Sequence[str]) -> list[tuple[str, int]]:  # type: ignore[type-var]
    """How many of `rows` are in each of `states`, in their order, empty ones included."""
    found = dict(rows.filter(state__in=states).order_by().values_list("state").annotate(n=Count("pk")))
    return [(state, found.get(state, 0)) for state in states]
