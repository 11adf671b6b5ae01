"""What the worker does for this room."""

from celery import shared_task

from desk.enquiries import actions


@shared_task(name="enquiries.sweep")
def sweep() -> None:
    """Every minute: what became of the letters of promises, what may close with it, and what breaks by rule."""
    actions.follow_letters()
    actions.close_told()
    actions.break_overdue()
