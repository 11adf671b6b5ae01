"""Work for other systems: a row with a state is the queue, Celery only drains it.

An action writes `pending` in its own transaction and calls `wake`. The task claims the row by a
conditional UPDATE, calls the gateway outside any transaction, then records the answer and `sent` in one
transaction. A row left in `sending` by a dead worker is taken up again after OUTBOX_LEASE seconds; the
gateway then sees `attempts > 1` and looks before it does anything twice.
"""

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Self, TypeVar

from celery import current_app
from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError
from redis import RedisError

from desk import clock

log = logging.getLogger(__name__)


class OutsideTrouble(Exception):
    """Something went wrong outside. `code` is a short machine word, never personal data."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PassingError(OutsideTrouble):
    """Will pass: try again later, with back-off.

    With `until` the other side was not even asked: the row waits to then, and no attempt is used up.
    """

    def __init__(self, code: str, until: datetime | None = None) -> None:
        super().__init__(code)
        self.until = until


class UnclearError(PassingError):
    """The other side may have done it: look there before doing it again."""


class PermanentError(OutsideTrouble):
    """Will not pass by itself: a person decides."""


class JobState(models.TextChoices):
    PENDING = "pending", _("waiting to be sent")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("could not be sent")
    UNKNOWN = "unknown", _("outcome unknown")


class JobQuerySet(models.QuerySet[Any]):
    def due(self) -> Self:
        """Rows that a task should take up now: waiting and ripe, or left behind by a dead worker."""
        now = clock.now()
        lease = now - timedelta(seconds=settings.OUTBOX_LEASE)
        ripe = Q(state=JobState.PENDING) & (Q(next_at=None) | Q(next_at__lte=now))
        return self.filter(ripe | Q(state=JobState.SENDING, claimed_at__lt=lease))

    def stuck(self) -> Self:
        """Rows that a person must look at."""
        return self.filter(state__in=[JobState.FAILED, JobState.UNKNOWN])


class Job(models.Model):
    """A piece of work for another system; its row is its place in the queue."""

    state = models.CharField(_("state"), max_length=10, choices=JobState.choices, default=JobState.PENDING)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next attempt at"), null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.CharField(_("reason"), max_length=60, blank=True)

    jobs = JobQuerySet.as_manager()

    class Meta:
        abstract = True


J = TypeVar("J", bound=Job)
R = TypeVar("R")


def wake(task: str, pk: int, seconds: int = 0) -> None:
    """Wake a task by name after commit. A dead broker is no trouble: the sweep finds the row.

    With `seconds` it is woken so much later, for what is held back for a moment.
    """
    later: dict[str, Any] = {"countdown": seconds} if seconds else {}

    def send() -> None:
        try:
            current_app.send_task(task, args=[pk], **later)
        except (OperationalError, RedisError, OSError) as trouble:
            log.warning("broker did not take %s: %s", task, type(trouble).__name__)

    transaction.on_commit(send)


def wake_due(model: type[J], task: str, limit: int = 500) -> int:
    """Wake `task` for every due row; how many were woken."""
    ids = list(model.jobs.due().order_by("pk").values_list("pk", flat=True)[:limit])
    for pk in ids:
        wake(task, pk)
    return len(ids)


def drain(
    model: type[J],
    pk: int,
    *,
    ask: Callable[[J], R],
    record: Callable[[J, R], None],
    failed: Callable[[J], None] | None = None,
) -> bool:
    """Claim row `pk`, do the outside work, record its answer; whether this call did the work.

    `ask` runs outside any transaction; `record` runs in one transaction with the row's `sent`;
    `failed` runs in the transaction that gives the row up.
    """
    job = _claim(model, pk)
    if job is None:
        return False
    try:
        answer = ask(job)
    except PermanentError as trouble:
        _give_up(job, trouble.code, failed)
        return True
    except PassingError as trouble:
        if trouble.until:
            # No older attempt can have this number: a claim always adds to what stands there.
            _settle(
                job, JobState.PENDING, reason=trouble.code, next_at=trouble.until, attempts=job.attempts - 1
            )
        else:
            _later(job, trouble.code, failed)
        return True
    with transaction.atomic():
        if _settle(job, JobState.SENT, reason=""):
            record(job, answer)
    return True


def retry(job: Job) -> bool:
    """A person asks for another try of a row that was given up; whether it was."""
    changed = (
        type(job)
        .jobs.stuck()
        .filter(pk=job.pk)
        .update(state=JobState.PENDING, next_at=None, claimed_at=None, reason="")
    )
    return bool(changed)


def _claim(model: type[J], pk: int) -> J | None:
    changed = (
        model.jobs.due()
        .filter(pk=pk)
        .update(state=JobState.SENDING, claimed_at=clock.now(), attempts=F("attempts") + 1)
    )
    return model.jobs.get(pk=pk) if changed else None


def _settle(job: Job, state: JobState, **values: Any) -> bool:
    """Write the outcome, unless another worker took the row over meanwhile (its attempt is newer)."""
    mine = type(job).jobs.filter(pk=job.pk, state=JobState.SENDING, attempts=job.attempts)
    if not mine.update(state=state, **values):
        return False
    job.state = state
    for name, value in values.items():
        setattr(job, name, value)
    return True


def _give_up(job: J, code: str, failed: Callable[[J], None] | None) -> None:
    with transaction.atomic():
        if _settle(job, JobState.FAILED, reason=code) and failed:
            failed(job)


def _later(job: J, code: str, failed: Callable[[J], None] | None) -> None:
    if job.attempts >= settings.OUTBOX_ATTEMPTS:
        _give_up(job, code, failed)
        return
    # Full jitter, so that a system that comes back is not met by everyone at once.
    ceiling = min(settings.OUTBOX_BACKOFF * 2 ** (job.attempts - 1), 900)
    wait = timedelta(seconds=random.uniform(ceiling / 2, ceiling))  # noqa: S311
    _settle(job, JobState.PENDING, reason=code, next_at=clock.now() + wait)
