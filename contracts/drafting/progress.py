"""What a person is told while documents are made: usually two seconds, sometimes the worker is away."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from contracts.models import Authorisation
from desk.clock import now
from desk.outbox import JobState
from desk.records.models import TimelineEntry

# A package of a few documents is made within seconds, also when several are ordered at once.
PATIENCE = timedelta(seconds=30)


def late_since(documents: Iterable[Authorisation], story: Sequence[TimelineEntry]) -> datetime | None:
    """When the documents were ordered, if they still are not made and that is longer ago than usual.

    `story`: newest first; what was done last with the package ordered them.
    """
    renderings = [getattr(each, "rendering", None) for each in documents]
    waiting = any(job and job.state in {JobState.PENDING, JobState.SENDING} for job in renderings)
    if not waiting or not story or now() - story[0].at < PATIENCE:
        return None
    return story[0].at
