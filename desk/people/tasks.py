"""What the clock does in this room."""

from celery import shared_task

from desk.people import actions


@shared_task(name="people.sweep")
def sweep() -> None:
    """Every night: what has had its time is forgotten, and what is about nothing any more is settled."""
    actions.forget_presences()
    actions.forget_notices()
    actions.settle_gone()
