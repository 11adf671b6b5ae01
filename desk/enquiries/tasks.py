"""What the worker does for this room."""

from celery import shared_task

from desk.enquiries import actions


@shared_task(name="enquiries.sweep")
def sweep() -> None:
    """Every minute: what became of letters and of promises that wait for them, and what breaks by rule."""
    actions.leave_ripe()
    actions.follow_bounces()
    actions.follow_letters()
    actions.close_told()
    actions.break_overdue()


@shared_task(name="enquiries.leave")
def leave(draft: int) -> None:
    """A letter that was held back for a moment goes into the mail."""
    actions.leave(draft_id=draft)
