"""Signs of life, clocks, and what must happen by night: backup, destruction, the seal of the access log."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import redis
from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from desk import clock
from desk.operations.models import Backup, Heartbeat
from desk.records.models import AccessCheckpoint, RetentionRun, RetentionStep
from desk.slots import Finding

BEAT = "beat"  # the clock that wakes the sweeps, and the worker that does them
MISSED = 5  # rounds after which it counts as dead
SKEW, FAR = 2.0, 30.0  # seconds by which clocks may differ: a warning, a failure
BACKUP_OLD, BACKUP_LATE = timedelta(hours=30), timedelta(days=3)
NIGHT = timedelta(hours=50)  # one night may be missed
SEALED = timedelta(hours=6)  # the head of the access log is sealed every hour


def heartbeats() -> Iterator[Finding]:
    """Beat wakes a task every round, which writes the row; both must live for it to be young."""
    age = Heartbeat.objects.age_of(BEAT)
    if age is None:
        yield Finding("beat", "warning", _("not seen since this database was made"))
        return
    late = age > max(timedelta(seconds=settings.SWEEP_SECONDS) * MISSED, timedelta(minutes=1))
    said = format_lazy(_("last sign of life {seconds} s ago"), seconds=round(age.total_seconds()))
    yield Finding("beat", "failed" if late else "ok", said)


def clocks() -> Iterator[Finding]:
    """This process, the database and Redis beside one another; NTP on each machine is the operator's."""
    before = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        database = cursor.fetchone()[0]
    halfway = timedelta(seconds=(time.monotonic() - before) / 2)
    apart = {"database": (database + halfway - datetime.now(UTC)).total_seconds()}
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as client:
            seconds, micro = client.time()
            apart["Redis"] = seconds + micro / 1e6 - time.time()
    except redis.RedisError:
        pass  # said of Redis itself
    worst = max(abs(each) for each in apart.values())
    state = "failed" if worst > FAR else "warning" if worst > SKEW else "ok"
    yield Finding("clock", state, ", ".join(f"{name} {each:+.1f} s" for name, each in apart.items()))


def backups() -> Iterator[Finding]:
    """The last one that was finished; where it lies, and whether it can be restored, a drill tells."""
    last = Backup.objects.newest_first().first()
    if last is None:
        yield Finding("backup", "sample" if settings.DEMO else "warning", _("none was ever made"))
        return
    age = datetime.now(UTC) - last.finished_at
    state = "failed" if age > BACKUP_LATE else "warning" if age > BACKUP_OLD or last.missing else "ok"
    said = format_lazy(
        _("last one {hours} hours ago, {files} files, {missing} missing"),
        hours=round(age.total_seconds() / 3600), files=last.files, missing=last.missing,
    )  # fmt: skip
    yield Finding("backup", state, said)


def retention() -> Iterator[Finding]:
    """The night's round of destruction, and what it could not destroy."""
    last = RetentionRun.objects.order_by("-at").first()
    if last is None:
        yield Finding("retention", "warning", _("no night was seen yet"))
        return
    failed = sum(RetentionStep.objects.filter(run=last).values_list("failed", flat=True))
    late = clock.now() - last.at > NIGHT
    said = format_lazy(
        _("last night {hours} hours ago, {failed} things could not be destroyed"),
        hours=round((clock.now() - last.at).total_seconds() / 3600), failed=failed,
    )  # fmt: skip
    yield Finding("retention", "failed" if late else "warning" if failed else "ok", said)


def log_chain() -> Iterator[Finding]:
    """When the head of the access log was sealed last, where anybody has looked at anything since."""
    newest = AccessCheckpoint.objects.order_by("-pk").first()
    head = import_string("desk.records.verifying.head")()
    if head.number == (newest.number if newest else 0):
        yield Finding("access log", "ok", format_lazy(_("sealed, {count} entries"), count=head.number))
        return
    late = newest is not None and clock.now() - newest.at > SEALED
    said = format_lazy(
        _("{count} entries since the last seal"), count=head.number - (newest.number if newest else 0)
    )
    yield Finding("access log", "failed" if late else "ok", said)


def documents() -> Iterator[tuple[str, str, str]]:
    """What makes documents, for which no database is asked."""
    yield from import_string("contracts.health.of_documents")()
