"""What the worker does for the running of the house."""

from celery import shared_task

from desk.operations.actions import looking


@shared_task(name="operations.sweep")
def sweep() -> None:
    """Every minute: beat and a worker live; every few minutes everything is looked at."""
    looking.alive()
    if looking.due():
        looking.look_around()


@shared_task(name=looking.LOOK)
def look(wanted: int) -> None:
    """At once, for somebody who asked."""
    looking.look_around()
