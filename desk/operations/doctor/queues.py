"""Rows that wait for other systems, and the arithmetic of deadlines."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Min
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from desk import clock, workdays
from desk.outbox import Job, JobState
from desk.slots import Finding

# A row that waits longer than this for its turn means that nobody drains its queue.
PATIENCE = timedelta(minutes=10)
# A lease that ran out is taken over by the next sweep; after so many nobody sweeps.
LEASES = 3


def models() -> list[type[Job]]:
    """Every kind of work for another system."""
    return [model for model in apps.get_models() if issubclass(model, Job)]


def queues() -> Iterator[Finding]:
    """How many wait, for how long, and how many need a person; what a dead worker left."""
    for model in models():
        due = model.jobs.due()
        first = due.aggregate(first=Min("next_at"))["first"]
        late = first is not None and clock.now() - first > PATIENCE
        left = _left_behind(model)
        stuck = model.jobs.stuck().count()
        said = format_lazy(_("{due} due, {stuck} need a person"), due=due.count(), stuck=stuck)
        if left:
            said = format_lazy(_("{said}, {left} left behind by a worker"), said=said, left=left)
        state = "failed" if late or left else "warning" if stuck else "ok"
        yield Finding(f"queue {model._meta.label_lower}", state, said)


def _left_behind(model: type[Job]) -> int:
    """In hand for much longer than a lease: neither the worker nor the sweep came back to them."""
    long_ago = clock.now() - timedelta(seconds=settings.OUTBOX_LEASE * LEASES) - PATIENCE
    rows: Any = model.jobs.filter(state=JobState.SENDING, claimed_at__lt=long_ago)
    return int(rows.count())


def working_time() -> Iterator[Finding]:
    """Whether deadlines are counted by what the administrator set, and none is missing."""
    missing = apps.get_model("enquiries.Enquiry").objects.without_deadline().count()
    if missing:
        said = format_lazy(_("{count} open enquiries have none: set it on their pages"), count=missing)
        yield Finding("deadlines", "failed", said)
    elif not apps.get_model("enquiries.OpenInterval").objects.in_force_on(workdays.today()).exists():
        said = _("no working time is set: counted Monday to Friday 9.00-17.00")
        yield Finding("deadlines", "manual", said)
    else:
        yield Finding("deadlines", "ok")
