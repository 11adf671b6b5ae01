"""What the clock does in this room."""

from celery import shared_task

from desk.guides import actions, reference


@shared_task(name="guides.sweep")
def sweep() -> None:
    """Every night: reviews that are due become to-dos, and the words are those of this release."""
    reference.seed_reference()
    actions.ask_for_reviews()
    actions.index_again()
