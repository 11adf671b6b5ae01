"""How soon a secret may be tried again: waits that grow with every wrong try, and lock nobody out.

Counted are wrong tries for a browser that this person came in by before; for an address of the network from
which the person came in before; and for anywhere else, where the address as a whole and the person as a whole
are slowed too. So a stranger who guesses slows strangers, never the colleague at the usual desk. A name that
nobody bears is counted like any other.

    with the browser known        that person and browser alone
    with the address known        that person and address alone
    a stranger                    person and address; the address; the person, strangers alone

What is not a person's secret (returns from a login service, keys of programs) is counted for the address; the
unlocking of a session for the session.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.http import HttpRequest

from desk import clock, sealed
from desk.login import address, browsers
from desk.login.models import Attempt, Session
from desk.login.models.attempts import AttemptQuerySet

FIRST_WAIT, LONGEST_WAIT = 5, 900  # seconds; doubled with each wrong try between the two
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# Wrong tries that cost no wait: slips of the finger, and of a whole office behind one address.
SLIPS, OFFICE, STRANGERS = 5, 40, 20
OF_A_PERSON = frozenset({"password", "enrol"})
OF_AN_ADDRESS = frozenset({"return", "key"})


class Waits(Exception):
    """It may be tried again at `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__("waits")
        self.until = until

    @property
    def seconds(self) -> int:
        """How long that is, for Retry-After."""
        return max(1, int((self.until - clock.now()).total_seconds()) + 1)


@dataclass(frozen=True)
class Try:
    """Who tries what from where, in digests; `device` only if the browser is known for this person."""

    kind: str
    who: str
    address: str
    device: str
    known: bool


def tried(request: HttpRequest, kind: str, who: str) -> Try:
    """What this request is about to try; `who`: the name as typed, the session, or the key's beginning."""
    where = sealed.digest("address", address.network(request))
    whom = sealed.digest(f"attempt.{kind}", who.strip().casefold()) if who else ""
    device, known = _known(request, who.strip()) if kind in OF_A_PERSON else ("", False)
    return Try(kind, whom, where, device, known)


def _known(request: HttpRequest, name: str) -> tuple[str, bool]:
    """The digest of the browser if the person has come in by it before, and whether from the address."""
    given = browsers.device(request)
    devices = sealed.digests(browsers.DEVICE, given) if given else []
    addresses = sealed.digests("address", address.network(request))
    since = clock.now() - timedelta(days=browsers.KNOWN_DAYS)
    found = Session.objects.came_in_after(since).filter(user__username=name)
    rows = found.filter(Q(device__in=devices) | Q(address__in=addresses)).values_list("device", "address")[
        :50
    ]
    known = list(rows)
    by_device = any(device in devices for device, _address in known)
    return (devices[0] if by_device else ""), bool(known)


def next_try(what: Try) -> datetime | None:
    """When this may be tried; None: now."""
    now = clock.now()
    waits = [until for until in _waits(what, now) if until is not None and until > now]
    return max(waits, default=None)


def _waits(what: Try, now: datetime) -> Iterator[datetime | None]:
    tries = Attempt.objects.filter(kind=what.kind)
    day, hour = tries.filter(at__gte=now - DAY), tries.filter(at__gte=now - HOUR)
    if what.kind in OF_AN_ADDRESS:
        yield _until(hour.filter(address=what.address, right=False), OFFICE)
    elif what.kind not in OF_A_PERSON:
        yield _until(day.filter(who=what.who), SLIPS)
    elif what.device:
        yield _until(day.filter(who=what.who, device=what.device), SLIPS)
    else:
        yield _until(day.filter(who=what.who, address=what.address, device=""), SLIPS)
        if not what.known:
            yield _until(hour.filter(address=what.address, known=False, right=False), OFFICE)
            yield _until(day.filter(who=what.who, known=False, right=False), STRANGERS)


def _until(tries: AttemptQuerySet, free: int) -> datetime | None:
    """The end of the wait after these tries, of which the newest right one forgives what was before."""
    wrong: list[datetime] = []
    for at, right in tries.order_by("-at").values_list("at", "right")[: free + 12]:
        if right:
            break
        wrong.append(at)
    if len(wrong) < free:
        return None
    return wrong[0] + timedelta(seconds=min(LONGEST_WAIT, FIRST_WAIT * 2 ** (len(wrong) - free)))
