"""What the worker does for the records: the log's head written down, looks drawn, what is due destroyed."""

from celery import shared_task

from desk import outbox
from desk.http import Refused
from desk.records import actions, blobs, checking, runs
from desk.records.checkpoints import checkpoint

SECONDS = 60  # a round of destruction goes on so long; what is left then is another task's


@shared_task(name="records.checkpoint")
def seal_the_head() -> None:
    """Every hour."""
    checkpoint()


@shared_task(name="records.draw")
def draw() -> None:
    """Every night: looks of the day before are drawn for a check."""
    checking.draw()


@shared_task(name="records.sweep_files")
def sweep_files() -> None:
    """Every night: files that no row knows, left by a transaction that was taken back."""
    blobs.sweep_unknown()


@shared_task(name="records.retention")
def retention(pk: int = 0) -> None:
    """Every night: what any room has kept long enough goes by its rule (slot RETENTION)."""
    try:
        more = runs.night(seconds=SECONDS)
    except Refused:  # somebody's round is under way: it does the same
        return
    if more:
        outbox.wake("records.retention", 0)


@shared_task(name="records.bury_again")
def bury_again() -> None:
    """Every night: destroyed bytes that are in the store again go once more."""
    actions.bury_again()
