"""May JIRA be asked now? Two breakers in front of the gateway, one state for all hosts.

The connection rests after failures in a row, longer each time, and then one question tries; JIRA's own word
when it may be asked again goes before. Credentials that were refused stop everything at once, until a person
has mended them: another request would only bring the account nearer to being locked. What concerns a single
issue (400, 403, 404, 409) is nobody's breaker.

The states are rows (`Line`) that change only by conditional UPDATEs, so they need no lock. Whoever uses the
gateway does it inside `used`, outside any transaction.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db.models import Case, F, Q, Value, When

from desk import clock
from desk.outbox import OutsideTrouble, PassingError, UnclearError
from tickets import actions, gateway
from tickets.enums import LineKind, LineState
from tickets.models import Line

REST_AFTER = 5  # failures in a row
FIRST_REST, LONGEST_REST = timedelta(minutes=1), timedelta(minutes=15)
TRIAL = timedelta(minutes=3)  # longer than a task may live: a trial whose worker died is given to another
LOOK_AGAIN = timedelta(minutes=15)  # a row that waits for a stopped line; opening it wakes the row at once

STOPPING = {"credentials", "captcha"}
# JIRA did not answer, or somebody else did.
_FAILURES = {
    "unreachable", "timeout", "answer_lost", "not_jira", "unavailable", "rate_limited", "certificate",
}  # fmt: skip
# Nothing was asked of JIRA, or nothing can be said of it by this.
_OURS = {"not_configured", "resting", "stopped", "simulator", "taken_over"}


@contextmanager
def used() -> Iterator[None]:
    """For one piece of work: what comes of it is noted; "resting" or "stopped" without any request.

    What is wrong with the line is nobody's own failure: the error that leaves here is a passing one, and
    names the moment until which its row waits, so that no attempt of the row is used up.
    """
    failing, trial = _entered()
    try:
        yield
    except OutsideTrouble as trouble:
        found = _noted(trouble, trial, failing)
    else:
        _succeeded(trial, failing)
        return
    raise found


def ping() -> None:
    """Whether JIRA answers, asked like any question; raises one of the outbox's errors if not."""
    with used():
        gateway.ping(clock.now())


def _entered() -> tuple[bool, datetime | None]:
    """Let a piece of work in: whether the line failed just before, and the end of the lease of a trial."""
    rows = {row.kind: row for row in Line.objects.all()}
    for kind in LineKind:
        if kind not in rows:
            rows[kind], _made = Line.objects.get_or_create(kind=kind)
    now = clock.now()
    if LineState.STOPPED in {row.state for row in rows.values()}:
        raise PassingError("stopped", until=now + LOOK_AGAIN)
    row = rows[LineKind.JIRA]
    if row.rests_until is None:
        return row.failures > 0, None
    lease = now + TRIAL
    if row.rests_until > now:
        raise PassingError("resting", until=row.rests_until)
    same = Line.objects.filter(pk=row.pk, state=LineState.RESTING, rests_until=row.rests_until)
    if not same.update(rests_until=lease):  # somebody else tries already
        raise PassingError("resting", until=lease)
    return True, lease


def _noted(trouble: OutsideTrouble, trial: datetime | None, failing: bool) -> OutsideTrouble:
    """What the trouble means for everybody, and the trouble as the row's own."""
    code = trouble.code
    if code in STOPPING:
        _give_back(trial)
        actions.stop_line(reason=code)
        return _waits(trouble, clock.now() + LOOK_AGAIN)
    if code in _OURS:
        _give_back(trial)
        return trouble
    if code in _FAILURES or code.startswith("http_5"):
        told = trouble.until if isinstance(trouble, PassingError) else None
        return _waits(trouble, _failed(code, told, trial))
    _succeeded(trial, failing)  # a strange answer is an answer
    return trouble


def _waits(trouble: OutsideTrouble, until: datetime | None) -> PassingError:
    kind = UnclearError if isinstance(trouble, UnclearError) else PassingError
    return kind(trouble.code, until=until)


def _failed(code: str, told: datetime | None, trial: datetime | None) -> datetime | None:
    """Note a failure; until when the line rests, if it does. `told`: JIRA said when it may be asked again."""
    now, jira = clock.now(), Line.objects.filter(kind=LineKind.JIRA)
    begun = Case(When(failures=0, then=Value(now)), default=F("since"))
    if trial is not None:
        resting = jira.filter(state=LineState.RESTING, rests_until=trial)
        failures = resting.values_list("failures", flat=True).first() or 0
        resting.update(failures=F("failures") + 1, trouble=code, rests_until=told or now + rest(failures + 1))
    elif told is not None:
        jira.filter(state=LineState.OPEN).update(
            state=LineState.RESTING, failures=F("failures") + 1, trouble=code, since=begun, rests_until=told
        )
    else:
        # In one statement: of many that fail at once exactly one begins the rest; the others count no more.
        last = Q(failures__gte=REST_AFTER - 1)
        jira.filter(state=LineState.OPEN).update(
            failures=F("failures") + 1,
            trouble=code,
            since=begun,
            state=Case(When(last, then=Value(LineState.RESTING.value)), default=F("state")),
            rests_until=Case(When(last, then=Value(now + rest(REST_AFTER))), default=None),
        )
    return jira.values_list("rests_until", flat=True).first()


def rest(failures: int) -> timedelta:
    """How long the line rests after so many failures: doubled each time, never to the same second."""
    doubled: timedelta = min(FIRST_REST * 2 ** min(max(0, failures - REST_AFTER), 20), LONGEST_REST)
    return doubled * random.uniform(0.8, 1)  # noqa: S311


def _succeeded(trial: datetime | None, failing: bool) -> None:
    """Where nothing is to be noted, nothing is written."""
    if not failing:
        return
    fine = {"failures": 0, "trouble": "", "since": None, "rests_until": None}
    jira = Line.objects.filter(kind=LineKind.JIRA)
    if trial is None:
        jira.filter(state=LineState.OPEN).update(**fine)
    elif jira.filter(state=LineState.RESTING).update(state=LineState.OPEN, **fine):
        actions.hurry()


def _give_back(trial: datetime | None) -> None:
    """The trial showed nothing: the next piece of work is one."""
    if trial is not None:
        resting = Line.objects.filter(kind=LineKind.JIRA, state=LineState.RESTING, rests_until=trial)
        resting.update(rests_until=clock.now())
