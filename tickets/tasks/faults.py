"""Whoever asks about a known fault waits for its issue."""

from celery import shared_task

from tickets import actions


@shared_task(name="tickets.faults")
def of_faults() -> None:
    actions.gather()
    actions.part()
    actions.note_solved()
