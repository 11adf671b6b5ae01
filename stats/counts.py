"""What the dashboard counts, straight from the rows of today; nothing here is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import ExtractHour

from desk.calls.enums import Direction
from desk.calls.models import Call
from desk.enquiries.models import Promise
from desk.people.enums import PresenceState
from desk.people.models import Presence, User
from desk.people.permissions import DESK

FIRST_HOUR, LAST_HOUR = 8, 17  # the chart always shows these hours, and any other that had a call

ANSWERED = Q(answered_at__isnull=False)
LOST = Q(answered_at=None, hung_up_at__isnull=False)
WAITING = Q(answered_at=None, hung_up_at=None)


@dataclass(frozen=True)
class Hour:
    """Incoming calls that began in one hour of the local day."""

    hour: int
    answered: int
    lost: int
    waiting: int


@dataclass(frozen=True)
class Calls:
    """Incoming calls of a day; `short` are those given up too soon to be counted against us."""

    offered: int
    answered: int
    lost: int
    short: int
    in_time: int
    waiting: int
    waiting_since: datetime | None

    @property
    def service_level(self) -> float | None:
        """Percent answered in time of answered and given up, the short ones left out; None without calls.

        Formula: answered in time over answered and abandoned; seconds and short calls are settings.
        """
        counted = self.answered + self.lost - self.short
        return 100 * self.in_time / counted if counted else None


def day(now: datetime) -> tuple[datetime, datetime]:
    """First moment of the local day that holds `now`, and of the next one (a day may have 23 or 25 hours)."""
    zone = ZoneInfo(settings.TIME_ZONE)
    start = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return start, (start + timedelta(hours=36)).replace(hour=0, minute=0)


def _incoming(now: datetime) -> QuerySet[Call]:
    start, end = day(now)
    return Call.objects.counted().filter(direction=Direction.IN, rang_at__gte=start, rang_at__lt=end)


def calls(now: datetime) -> Calls:
    """Incoming calls of the local day of `now`."""
    in_time = ANSWERED & Q(
        answered_at__lte=F("rang_at") + timedelta(seconds=settings.STATS_SERVICE_LEVEL_SECONDS)
    )
    short = LOST & Q(hung_up_at__lt=F("rang_at") + timedelta(seconds=settings.STATS_SHORT_ABANDON_SECONDS))
    found = _incoming(now).aggregate(
        offered=Count("pk"),
        answered=Count("pk", filter=ANSWERED),
        lost=Count("pk", filter=LOST),
        short=Count("pk", filter=short),
        in_time=Count("pk", filter=in_time),
        waiting=Count("pk", filter=WAITING),
        waiting_since=Min("rang_at", filter=WAITING),
    )
    return Calls(**found)


def hours(now: datetime) -> list[Hour]:
    """Incoming calls of the local day by the hour they began, quiet hours of the working day included."""
    rows = (
        _incoming(now)
        .annotate(hour=ExtractHour("rang_at", tzinfo=ZoneInfo(settings.TIME_ZONE)))
        .values("hour")
        .annotate(
            answered=Count("pk", filter=ANSWERED),
            lost=Count("pk", filter=LOST),
            waiting=Count("pk", filter=WAITING),
        )
        .order_by("hour")
    )
    found = {row["hour"]: Hour(**row) for row in rows}
    first = min([FIRST_HOUR, *found])
    last = max([LAST_HOUR, *found])
    return [found.get(hour, Hour(hour, 0, 0, 0)) for hour in range(first, last + 1)]


def people() -> list[tuple[PresenceState, int]]:
    """How many of the desk's people are in each state; who has no open interval is away."""
    # Who practises takes no real calls, so is nobody to count on.
    staff = User.objects.filter(is_active=True, training=False, roles__role__in=DESK).distinct()
    total = staff.count()
    rows = Presence.objects.open().filter(user__in=staff).values_list("state").annotate(n=Count("pk"))
    found: dict[str, int] = dict(rows)
    present = sum(n for state, n in found.items() if state != PresenceState.AWAY)
    found[PresenceState.AWAY] = total - present
    return [(state, found.get(state, 0)) for state in PresenceState]


def by_state(rows: "QuerySet[object]", states: Sequence[str]) -> list[tuple[str, int]]:  # type: ignore[type-var]
    """How many of `rows` are in each of `states`, in their order, empty ones included."""
    found = dict(rows.filter(state__in=states).order_by().values_list("state").annotate(n=Count("pk")))
    return [(state, found.get(state, 0)) for state in states]


def late_promises(now: datetime) -> int:
    """Promises whose time has passed and that nobody has kept."""
    return Promise.objects.counted().late(now).count()
