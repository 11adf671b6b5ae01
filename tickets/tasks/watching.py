"""Looks what takes too long."""

from celery import shared_task

from tickets.actions import watching


@shared_task(name="tickets.watch")
def watch() -> None:
    watching.watch()
