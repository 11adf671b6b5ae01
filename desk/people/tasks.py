"""What the clock does in this room."""

from celery import shared_task

from desk.people import actions


@shared_task(name="people.sweep")
def sweep() -> None:
    """Every night: where people were is forgotten when its time is over."""
    actions.forget_presences()
