"""May the register be asked now? A breaker for each channel and the day's budget, shared by all hosts.

The state is one row (`Line`) that changes only by conditional UPDATEs, so it needs no lock. A question goes
through `used`, each of its requests through the `before` of the access that comes from there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, F, Q, Value, When

from desk import clock, workdays
from desk.outbox import JobState, PassingError, PermanentError
from registry import actions, gateway
from registry.enums import Channel, LineState
from registry.gateway import Access
from registry.models import Check, DailyUse, Line

LONGEST_REST = timedelta(minutes=15)
TRIAL = timedelta(seconds=90)  # after which a trial whose worker died is given to another
UNBOUNDED = 2_147_483_647  # what the column holds
_NOTED_EVERY = timedelta(minutes=1)
STOPPING = {"credentials", "access"}
# Nothing was asked of the register, or nothing can be said of it by this.
_OURS = {"budget", "busy", "resting", "stopped", "not_set_up", "input"}


@contextmanager
def used(access: Access, *, vital: bool = True) -> Iterator[Access]:
    """For one question: the access to ask it by, and what becomes of it is noted.

    PermanentError("stopped") or PassingError("resting") without touching the network. Where the question is
    not `vital` (a service that we can do without), being refused the service does not stop the line.
    """
    channel = access.channel
    row, trial = _entered(channel)
    try:
        yield replace(access, before=partial(count, channel))
    except (PassingError, PermanentError) as trouble:
        if trouble.code == "credentials" or (trouble.code in STOPPING and vital):
            actions.stop_line(channel=channel, reason=trouble.code)
        elif trouble.code in _OURS or trouble.code in STOPPING:
            _give_back(channel, trial)
        elif isinstance(trouble, PassingError):
            _failed(channel, trouble.code, trial)
        else:  # a strange answer is an answer
            _succeeded(row, trial)
        raise
    _succeeded(row, trial)


def by_hand(access: Access) -> Access:
    """For the command line: counted in the budget, but neither held back by the breaker nor moving it.

    So whoever has mended the access can try it before he opens the line for everyone.
    """
    return replace(access, before=partial(count, access.channel, by_hand=True))


def ping() -> None:
    """Whether the register answers, asked like any question; raises one of the outbox's errors if not."""
    with used(gateway.configured()) as access:
        gateway.ping(access)


def left_today(channel: str | None = None) -> int:
    """Requests that may still be sent today, over the channel of the settings unless another is named.

    0 while the line is stopped or rests; UNBOUNDED over X-Road.
    """
    channel = channel or settings.REGISTRY_CHANNEL
    shut = Q(state=LineState.STOPPED) | Q(rests_until__gt=clock.now())
    if Line.objects.filter(shut, channel=channel).exists():
        return 0
    return max(0, budget(channel) - used_today(channel))


def used_today(channel: str) -> int:
    """Requests that were sent over this channel today (of Tallinn)."""
    sent = DailyUse.objects.filter(day=workdays.today(), channel=channel).values_list("requests", flat=True)
    return sent.first() or 0


def budget(channel: str) -> int:
    """Requests a day that the contract allows."""
    return settings.REGISTRY_DAILY_BUDGET if channel == Channel.DIRECT else UNBOUNDED


_COUNT = """
    INSERT INTO registry_dailyuse (day, channel, requests)
    SELECT %(day)s, %(channel)s, 1
     WHERE %(budget)s > 0
       AND (%(by_hand)s
            OR NOT EXISTS (SELECT 1 FROM registry_line WHERE channel = %(channel)s AND state = 'stopped'))
        ON CONFLICT (day, channel) DO UPDATE SET requests = registry_dailyuse.requests + 1
     WHERE registry_dailyuse.requests < %(budget)s
    RETURNING set_config('synchronous_commit', 'off', true)
"""


def count(channel: str, *, by_hand: bool = False) -> None:
    """Count a request that is about to be sent, or hold it back: stopped meanwhile, or the budget is used up.

    In a transaction of its own, so that the count stays whatever becomes of the answer (`durable` refuses to
    be part of another). The disk is not waited for: a crash of the database may forget a few.
    """
    values: dict[str, date | str | int] = {
        "day": workdays.today(),
        "channel": channel,
        "budget": budget(channel),
        "by_hand": by_hand,
    }
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        counted = cursor.fetchone()
    if counted:
        return
    if not by_hand and Line.objects.filter(channel=channel, state=LineState.STOPPED).exists():
        raise PermanentError("stopped")
    raise PassingError("budget", until=_next_day())


def _next_day() -> datetime:
    return workdays.at(workdays.today() + timedelta(days=1), time(0, 1))


def _entered(channel: str) -> tuple[Line, datetime | None]:
    """Let a question in: the line as it stands, and the end of the question's lease if it is the trial."""
    row = Line.objects.filter(channel=channel).first()
    if row is None:
        row, _made = Line.objects.get_or_create(channel=channel, defaults={"since": clock.now()})
    if row.state == LineState.STOPPED:
        raise PermanentError("stopped")
    if row.state == LineState.OPEN or row.rests_until is None:
        return row, None
    now = clock.now()
    lease = now + TRIAL
    if row.rests_until > now:
        raise PassingError("resting", until=row.rests_until)
    same = Line.objects.filter(pk=row.pk, state=LineState.RESTING, rests_until=row.rests_until)
    if not same.update(rests_until=lease):  # somebody else tries already
        raise PassingError("resting", until=lease)
    return row, lease


def _failed(channel: str, code: str, trial: datetime | None) -> None:
    now, first = clock.now(), timedelta(seconds=settings.REGISTRY_REST_SECONDS)
    if trial is not None:
        resting = Line.objects.filter(channel=channel, state=LineState.RESTING, rests_until=trial)
        failures = resting.values_list("failures", flat=True).first() or 0
        doubled = first * 2 ** min(max(0, failures + 1 - settings.REGISTRY_REST_AFTER), 20)
        resting.update(failures=F("failures") + 1, reason=code, rests_until=now + min(doubled, LONGEST_REST))
        return
    # In one statement: of many that fail at once exactly one begins the rest, and the others no longer count.
    last = Q(failures__gte=settings.REGISTRY_REST_AFTER - 1)
    Line.objects.filter(channel=channel, state=LineState.OPEN).update(
        failures=F("failures") + 1,
        reason=code,
        state=Case(When(last, then=Value(LineState.RESTING.value)), default=F("state")),
        since=Case(When(last, then=Value(now)), default=F("since")),
        rests_until=Case(When(last, then=Value(now + min(first, LONGEST_REST))), default=None),
    )


def _succeeded(row: Line, trial: datetime | None) -> None:
    """`row` is the line when the question was let in: where nothing is to be noted, nothing is written."""
    now = clock.now()
    if trial is None:
        if row.failures or row.succeeded_at is None or now - row.succeeded_at > _NOTED_EVERY:
            opened = Line.objects.filter(pk=row.pk, state=LineState.OPEN)
            opened.update(failures=0, reason="", succeeded_at=now)
        return
    resting = Line.objects.filter(pk=row.pk, state=LineState.RESTING)
    if resting.update(
        state=LineState.OPEN, since=now, failures=0, rests_until=None, reason="", succeeded_at=now
    ):
        actions.hurry(channel=row.channel)


def _give_back(channel: str, trial: datetime | None) -> None:
    """The trial showed nothing: the next question is one."""
    if trial is not None:
        resting = Line.objects.filter(channel=channel, state=LineState.RESTING, rests_until=trial)
        resting.update(rests_until=clock.now())


def waits_for_people(check: Check) -> bool:
    """Whether a question by night should let others go first: one by a person is due or under way."""
    others = Check.objects.exclude(pk=check.pk).by_people()
    ripe = Q(next_at=None) | Q(next_at__lte=clock.now())
    return others.filter(Q(state=JobState.SENDING) | Q(ripe, state=JobState.PENDING)).exists()
