"""What the clock does to calls."""

from celery import shared_task

from desk.calls import actions


@shared_task(name="calls.sweep")
def sweep() -> None:
    """Every minute: silent calls close, stale offers return, the queue is served, raised hands come down."""
    actions.sweep()
    actions.end_unanswered_hands()
