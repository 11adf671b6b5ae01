"""Rounds of destroying what is due: every night by the clock, or by hand; bounded, one round at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from desk import clock
from desk.http import Refused
from desk.people.models import User
from desk.records import actions, retention
from desk.records.actions import AT_ONCE, Tally
from desk.records.models import RetentionRun, RetentionStep

# Told after each step of a store: its code, and how many of its things went, stayed or failed until now.
Progress = Callable[[str, int], object]
NIGHT = timedelta(hours=12)  # rounds this near to each other belong to one night


def run(
    *,
    by: User | None = None,
    codes: Collection[str] = (),
    most: int = 0,
    seconds: float | None = None,
    beyond: Mapping[str, int] | None = None,
    progress: Progress = lambda code, done: None,
) -> RetentionRun:
    """Destroy what is due in these stores (all of them), at most `most` things (the night's own limit) and
    for so many seconds; in each store only keys `beyond` the one given.

    The stores take turns, so that a long one keeps none waiting. Each thing goes in a transaction of its own;
    whatever interrupts the round, the next one goes on. Refused while another round is under way.
    """
    most = most or settings.RETENTION_NIGHTLY
    after = {code: (beyond or {}).get(code, 0) for code in codes or retention.stores()}
    tallies = {code: Tally() for code in after}
    with _alone():
        begun = RetentionRun.objects.create(at=clock.now(), by=by, most=most)
        until = None if seconds is None else time.monotonic() + seconds
        _turns(after, tallies, most, until, by, progress)
        _write_down(begun, tallies, after)
    return begun


def night(*, seconds: float) -> bool:
    """A round of the night's own; whether another one should follow at once.

    Rounds of one night share its limit, and each goes on where the one before it stood.
    """
    since = clock.now() - NIGHT
    before = RetentionRun.objects.filter(by=None, at__gte=since).order_by("-pk").first()
    steps = list(before.steps.all()) if before else []
    left, beyond = settings.RETENTION_NIGHTLY, {}
    if before is not None and steps:
        left = before.most - sum(step.destroyed + step.held + step.failed for step in steps)
        beyond = {step.store: step.last for step in steps if step.more}
        if left <= 0 or not beyond:
            return False
    begun = run(codes=list(beyond), most=left, seconds=seconds, beyond=beyond)
    return begun.steps.filter(more=True).exists()


def _turns(
    after: dict[str, int], tallies: dict[str, Tally], most: int, until: float | None, by: User | None,
    progress: Progress,
) -> None:  # fmt: skip
    """Goes round the stores; what stands in `after` at the end was not finished."""
    while after:
        for code in list(after):
            if most <= 0 or (until is not None and time.monotonic() > until):
                return
            tally, before = tallies[code], tallies[code].taken
            last = actions.destroy_some(
                store=code, tally=tally, after=after[code], by=by, most=min(most, AT_ONCE), until=until
            )
            if last is None:
                del after[code]
                continue
            after[code] = last
            most -= tally.taken - before
            progress(code, tally.taken)


@transaction.atomic
def _write_down(begun: RetentionRun, tallies: dict[str, Tally], left: Mapping[str, int]) -> None:
    RetentionStep.objects.bulk_create(
        RetentionStep(
            run=begun, store=code, days=retention.rule_of(code).days, destroyed=tally.destroyed,
            held=tally.held, failed=tally.failed, troubles=tally.troubles, more=code in left,
            last=left.get(code, 0), at=clock.now(),
        )
        for code, tally in tallies.items()
    )  # fmt: skip


@contextmanager
def _alone() -> Iterator[None]:
    """One round at a time, on whatever host; a dead one lets go by itself with its connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended('records_retention', 0))")
        (free,) = cursor.fetchone() or (False,)
    if not free:
        raise Refused(_("Another round is under way: wait until it is over."))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended('records_retention', 0))")
