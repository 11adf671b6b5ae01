"""What the worker does for this room."""

from celery import shared_task

from desk.enquiries import actions


@shared_task(name="enquiries.sweep")
def sweep() -> None:
    """Every minute: promises that nobody kept long after their time become broken."""
    actions.break_overdue()
